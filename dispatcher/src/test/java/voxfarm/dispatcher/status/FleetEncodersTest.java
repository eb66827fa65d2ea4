package voxfarm.dispatcher.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.OutputSettings.Level;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.machine.MachineLoad;
import voxfarm.common.worker.WorkerHeartbeat;
import voxfarm.common.worker.WorkerHeartbeatCodec;

class FleetEncodersTest {
    private static final int RATE = 22_050;
    private static final OutputSettings MP3 = OutputSettings.of(AudioFormat.MP3, Level.PEAK);
    private static final OutputSettings WAV = OutputSettings.of(AudioFormat.WAV, Level.PEAK);

    private final WorkerRegistry workers = new WorkerRegistry(InstantSource.fixed(Instant.EPOCH));
    private final FleetEncoders fleet = new FleetEncoders(workers);

    private void hear(String worker, boolean encoders) {
        workers.accept(
                worker,
                WorkerHeartbeatCodec.write(
                        new WorkerHeartbeat(
                                worker,
                                "cpu",
                                1,
                                0,
                                encoders,
                                0,
                                0,
                                new MachineLoad(0, 0, 0, List.of()),
                                "test",
                                Instant.EPOCH)));
    }

    private static OutputSettings wav(Optional<Integer> rate, int channels, boolean denoise) {
        return new OutputSettings(
                AudioFormat.WAV,
                rate,
                channels,
                Optional.empty(),
                Level.PEAK,
                OutputSettings.DEFAULT_TARGET_LUFS,
                denoise,
                false,
                false,
                false);
    }

    private void refuses(OutputSettings output) {
        assertThatThrownBy(() -> fleet.check(output, RATE))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
    }

    private void takes(OutputSettings output) {
        assertThatCode(() -> fleet.check(output, RATE)).doesNotThrowAnyException();
    }

    @Test
    void refusesWhatNoWorkerCanWrite() {
        hear("a", false);
        hear("b", false);

        refuses(MP3);
        refuses(wav(Optional.of(16_000), 1, false));
        refuses(wav(Optional.empty(), 2, false));
        refuses(wav(Optional.empty(), 1, true));
        takes(WAV);
        takes(wav(Optional.of(RATE), 1, false));
    }

    @Test
    void leavesItToTheWorkersWhereOneMayBeAble() {
        takes(MP3);
        hear("a", false);
        hear("b", true);
        takes(MP3);
        workers.accept("b", null);
        refuses(MP3);
    }
}
