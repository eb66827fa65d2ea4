package voxfarm.dispatcher.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.OutputSettings.Level;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.kafka.TopicRecord;
import voxfarm.common.worker.Heartbeats;

class FleetEncodersTest {
    private static final int RATE = 22_050;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final OutputSettings MP3 = OutputSettings.of(AudioFormat.MP3, Level.PEAK);
    private static final OutputSettings WAV = OutputSettings.of(AudioFormat.WAV, Level.PEAK);

    private long nanos;
    private final WorkerRegistry workers =
            new WorkerRegistry(InstantSource.fixed(Instant.EPOCH), () -> nanos);
    private final FleetEncoders fleet = new FleetEncoders(workers);

    private void hear(String worker, boolean encoders) {
        hear(worker, encoders, false, Instant.EPOCH);
    }

    private void hear(String worker, boolean encoders, boolean kept, Instant at) {
        accept(worker, kept, Heartbeats.of(worker).encoders(encoders).at(at).write());
    }

    private void accept(String worker, boolean kept, byte @Nullable [] value) {
        workers.accept(new TopicRecord(0, 0, kept, worker, value));
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
                false,
                List.of());
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
        accept("b", false, null);
        refuses(MP3);
    }

    /** Refusing is final, so it takes somebody who lives; and his clock may be any. */
    @Test
    void judgesByWhoIsHeardAndByNobodysClock() {
        hear("gone long ago", false, true, Instant.EPOCH);
        takes(MP3);

        hear("an hour ahead", false, false, NOW.plusSeconds(3600));
        refuses(MP3);
        hear("an hour behind", true, false, NOW.minusSeconds(3600));
        takes(MP3);
        nanos += 16_000_000_000L;
        takes(MP3);
        assertThat(workers.alive()).as("silent for 16 s").isEmpty();

        hear("an hour behind", false, false, NOW.minusSeconds(3600));
        assertThat(workers.alive()).hasSize(1);
        refuses(MP3);
    }

    @Test
    void namesThoseWhoseRecordsMayBeTakenAway() {
        hear("gone", true, true, Instant.EPOCH);
        nanos += Duration.ofMinutes(59).toNanos();
        hear("alive", true, false, Instant.EPOCH);
        assertThat(workers.silentFor(Duration.ofHours(1))).isEmpty();
        nanos += Duration.ofMinutes(2).toNanos();

        assertThat(workers.silentFor(Duration.ofHours(1))).containsExactly("gone");
        accept("gone", false, null);
        assertThat(workers.silentFor(Duration.ofHours(1))).isEmpty();
    }
}
