package voxfarm.common.worker;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import voxfarm.common.machine.Computation;
import voxfarm.common.machine.MachineLoad;
import voxfarm.common.voice.UnservedVoice;

/** Heartbeats for tests: of an idle worker on a CPU that can encode all, but for what is named. */
public final class Heartbeats {
    private Heartbeats() {}

    public static Draft of(String workerId) {
        return new Draft(workerId);
    }

    /** A heartbeat while it is described. */
    public static final class Draft {
        private final String workerId;
        private String device = "cpu";
        private Optional<Residency> residency = Optional.empty();
        private List<SetAsideVoice> setAside = List.of();
        private List<UnservedVoice> unserved = List.of();
        private boolean encoders = true;
        private OptionalDouble speed = OptionalDouble.empty();
        private Instant at = Instant.EPOCH;

        private Draft(String workerId) {
            this.workerId = workerId;
        }

        public Draft device(String named) {
            device = named;
            return this;
        }

        public Draft residency(Residency held) {
            residency = Optional.of(held);
            return this;
        }

        public Draft setAside(List<SetAsideVoice> voices) {
            setAside = voices;
            return this;
        }

        public Draft unserved(List<UnservedVoice> found) {
            unserved = found;
            return this;
        }

        public Draft encoders(boolean present) {
            encoders = present;
            return this;
        }

        public Draft speed(double measured) {
            speed = OptionalDouble.of(measured);
            return this;
        }

        public Draft at(Instant time) {
            at = time;
            return this;
        }

        public WorkerHeartbeat build() {
            return new WorkerHeartbeat(
                    workerId,
                    device,
                    Optional.of(Computation.CPU),
                    1,
                    1,
                    residency.map(held -> held.voices().size()).orElse(0),
                    0,
                    0,
                    residency,
                    setAside,
                    unserved,
                    encoders,
                    0,
                    0,
                    speed,
                    new MachineLoad(0, 0, 0, List.of()),
                    "test",
                    at);
        }

        /** The value of its record. */
        public byte[] write() {
            return WorkerHeartbeatCodec.write(build());
        }
    }
}
