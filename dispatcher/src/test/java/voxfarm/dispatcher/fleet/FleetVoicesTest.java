package voxfarm.dispatcher.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.kafka.TopicRecord;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.common.worker.Heartbeats;
import voxfarm.common.worker.SetAsideVoice;
import voxfarm.dispatcher.Voices;

class FleetVoicesTest {
    private static final SetAsideVoice NO_PROGRAM =
            aside(Voices.JOE.version(), ErrorCode.DEVICE_UNAVAILABLE);

    private final WorkerRegistry workers =
            new WorkerRegistry(InstantSource.fixed(Instant.EPOCH), () -> 0);
    private final FleetVoices fleet = new FleetVoices(workers);

    private static SetAsideVoice aside(VoiceVersion version, ErrorCode code) {
        return new SetAsideVoice(Voices.JOE.voice(), version, code, "install espeak-ng", 5);
    }

    private void hear(String worker, boolean kept, List<SetAsideVoice> aside) {
        byte[] beat = Heartbeats.of(worker).setAside(aside).write();
        workers.accept(new TopicRecord(0, 0, kept, worker, beat));
    }

    private void assertTaken() {
        assertThatCode(() -> fleet.check(Voices.JOE)).doesNotThrowAnyException();
    }

    @Test
    void refusesAVoiceForWhichAllWorkersLackAProgramWithTheReason() {
        hear("a", false, List.of(NO_PROGRAM));
        hear("b", false, List.of(NO_PROGRAM));

        assertThatThrownBy(() -> fleet.check(Voices.JOE))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                .hasMessageContaining("voice joe")
                .hasMessageContaining("install espeak-ng");
    }

    @Test
    void leavesItToTheWorkerThatHasIt() {
        hear("a", false, List.of(NO_PROGRAM));
        hear("b", false, List.of());
        assertTaken();
    }

    /** A refusal is final, and these pass. */
    @Test
    void leavesAllElseToTheWorkers() {
        assertTaken();
        hear("a", true, List.of(NO_PROGRAM));
        assertTaken();
        hear("a", false, List.of(aside(Voices.JOE.version(), ErrorCode.VOICE_BROKEN)));
        assertTaken();
        hear(
                "a",
                false,
                List.of(aside(new VoiceVersion("ffffffffffffffff"), ErrorCode.DEVICE_UNAVAILABLE)));
        assertTaken();
    }
}
