package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.WavHeader;
import voxfarm.common.error.VoxfarmException;

class SoundWritersTest {
    private static final int RATE = 22_050;
    private static final double SECONDS = 2.3;

    @TempDir Path folder;

    /** 440 Hz at half of full scale. */
    private static float[] tone() {
        float[] samples = new float[(int) (SECONDS * RATE)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * 440 * i / RATE));
        }
        return samples;
    }

    private static OutputSettings settings(
            AudioFormat format, Optional<Integer> rate, int channels) {
        return new OutputSettings(
                format,
                rate,
                channels,
                Optional.empty(),
                OutputSettings.Level.NONE,
                -16,
                false,
                false,
                false,
                false,
                List.of());
    }

    private static Encoding encoding(AudioFormat format) {
        return Encoding.of(settings(format, Optional.empty(), 1), RATE);
    }

    private static byte[] written(SoundWriter writer, ByteArrayOutputStream out, int block)
            throws IOException {
        float[] samples = tone();
        try (writer) {
            for (int at = 0; at < samples.length; at += block) {
                int count = Math.min(block, samples.length - at);
                float[] part = new float[count];
                System.arraycopy(samples, at, part, 0, count);
                writer.write(part, count);
            }
            writer.finish();
        }
        return out.toByteArray();
    }

    private static byte[] inMemory(Encoding encoding, int block) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return written(SoundWriters.toMemory(out, encoding, tone().length), out, block);
    }

    private Decoded decoded(byte[] bytes, AudioFormat format) throws IOException {
        Path file = folder.resolve("x." + format.extension());
        if (format == AudioFormat.PCM) {
            throw new IllegalArgumentException("has no header");
        }
        Files.write(file, bytes);
        return Decoded.of(file);
    }

    /** Of the middle second, by correlation with sine and cosine. */
    private static double amplitudeOf440(Decoded sound) {
        double sine = 0;
        double cosine = 0;
        int from = sound.rateHz() / 2;
        int count = sound.rateHz();
        for (int i = 0; i < count; i++) {
            double phase = 2 * Math.PI * 440 * i / sound.rateHz();
            sine += sound.samples()[from + i] * Math.sin(phase);
            cosine += sound.samples()[from + i] * Math.cos(phase);
        }
        return 2 * Math.hypot(sine, cosine) / count;
    }

    @ParameterizedTest
    @EnumSource(names = "PCM", mode = EnumSource.Mode.EXCLUDE)
    void everyFormatSoundsLikeWhatWentIn(AudioFormat format) throws IOException {
        Decoded sound = decoded(inMemory(encoding(format), 1000), format);

        assertThat(sound.rateHz()).isEqualTo(format.rateFor(RATE) == 24_000 ? 48_000 : RATE);
        assertThat(sound.channels()).isEqualTo(1);
        assertThat((double) sound.samples().length / sound.rateHz())
                .isCloseTo(SECONDS, within(0.11));
        // LAME takes half a decibel off
        assertThat(amplitudeOf440(sound)).isCloseTo(0.5, within(0.03));
    }

    /** Its reader would stop early, or wait for what never comes. */
    @ParameterizedTest
    @EnumSource(names = {"WAV", "WAV_FLOAT"})
    void endsNoFileThatHoldsOtherThanItsHeaderSays(AudioFormat format) {
        for (int wrong : new int[] {-1, 1, tone().length}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThatThrownBy(() ->
                            written(
                                    SoundWriters.toMemory(
                                            out, encoding(format), tone().length + wrong),
                                    out,
                                    1000))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the header says");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameSoundIsTheSameFile(AudioFormat format) throws IOException {
        assertThat(inMemory(encoding(format), 1000)).isEqualTo(inMemory(encoding(format), 1000));
        assertThat(inMemory(encoding(format), 777)).isEqualTo(inMemory(encoding(format), 50_000));
    }

    @ParameterizedTest
    @EnumSource
    void filesOnDiskAreTheSame(AudioFormat format) throws IOException {
        Path file = folder.resolve("disk." + format.extension());
        SoundWriter writer = SoundWriters.toFile(file, encoding(format), tone().length);
        var _ = written(writer, new ByteArrayOutputStream(), 1000);

        assertThat(Files.readAllBytes(file)).isEqualTo(inMemory(encoding(format), 1000));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"PCM", "M4A"},
            mode = EnumSource.Mode.EXCLUDE)
    void streamsArePlayable(AudioFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes =
                written(
                        SoundWriters.toStream(out, encoding(format), WavHeader.UNKNOWN),
                        out,
                        RATE / 2);

        Decoded sound = decoded(bytes, format);
        assertThat((double) sound.samples().length / sound.rateHz())
                .isCloseTo(SECONDS, within(0.11));
        assertThat(amplitudeOf440(sound)).isCloseTo(0.5, within(0.03));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"M4A"},
            mode = EnumSource.Mode.EXCLUDE)
    void streamsLeaveWhileTheyAreMade(AudioFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SoundWriter writer = SoundWriters.toStream(out, encoding(format), WavHeader.UNKNOWN)) {
            writer.write(tone(), tone().length);

            assertThat(out.size()).isGreaterThan(1000);
            writer.finish();
        }
    }

    @Test
    void changesRateAndChannelsOfPcm() throws IOException {
        Encoding encoding = Encoding.of(settings(AudioFormat.WAV, Optional.of(48_000), 2), RATE);

        byte[] bytes = inMemory(encoding, 1000);

        Decoded sound = decoded(bytes, AudioFormat.WAV);
        assertThat(sound.rateHz()).isEqualTo(48_000);
        assertThat(sound.channels()).isEqualTo(2);
        assertThat(sound.samples())
                .as("exactly as long as it was")
                .hasSize((int) Math.round(tone().length * 48_000.0 / RATE));
        assertThat(amplitudeOf440(sound)).isCloseTo(0.5, within(0.002));
    }

    @Test
    void refusesToStreamWhatMustBeComplete() {
        assertThatThrownBy(() ->
                        SoundWriters.toStream(
                                new ByteArrayOutputStream(),
                                encoding(AudioFormat.M4A),
                                WavHeader.UNKNOWN))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("m4a");
    }

    @Test
    void aWriterThatIsGivenUpFreesEverything() throws IOException {
        for (AudioFormat format : AudioFormat.values()) {
            SoundWriter writer =
                    SoundWriters.toMemory(new ByteArrayOutputStream(), encoding(format), 100_000);
            writer.write(new float[3000], 3000);
            writer.close();
        }
    }
}
