package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.DeliveryPreset;

class AacCoderTest {
    private static final int RATE = 22_050;

    @TempDir Path folder;

    private Path written(AacCoder coder, int rate, float[] sound) throws IOException {
        Encoding encoding = Encoding.of(AudioFormat.M4A, rate);
        Path file = folder.resolve("book.m4b");
        try (M4bWriter writer = M4bWriter.toFile(file, encoding, coder, Books.TAGS)) {
            writer.beginChapter("one", rate);
            writer.write(sound, sound.length);
            writer.finish();
        }
        return file;
    }

    /** Of what comes back over what it differs by, in decibels. */
    private double signalToNoise(AacCoder coder, float[] sound) throws IOException {
        float[] found = Decoded.of(written(coder, RATE, sound)).samples();
        double best = Double.NEGATIVE_INFINITY;
        for (int lag = 0;
                lag <= 4096 && lag < found.length;
                lag++) { // what the encoder puts before
            best = Math.max(best, signalToNoise(sound, found, lag));
        }
        return best;
    }

    private static double signalToNoise(float[] sound, float[] found, int lag) {
        double signal = 0;
        double noise = 1e-12;
        int margin = RATE / 5;
        int count = Math.min(sound.length, found.length - lag) - margin;
        for (int i = margin; i < count; i += 7) {
            double differs = sound[i] - found[i + lag];
            signal += (double) sound[i] * sound[i];
            noise += differs * differs;
        }
        return count <= margin ? Double.NEGATIVE_INFINITY : 10 * Math.log10(signal / noise);
    }

    @ParameterizedTest
    @EnumSource(
            value = AacCoder.class,
            names = {"FOR_QUIET_SPEECH", "QUIET_SPEECH_BY_QUALITY"})
    void quietSpeechComesBackAtLeastAsNearByTheFasterOnes(AacCoder fast) throws IOException {
        float[] speech = MadeSpeech.speech(RATE, 3, 0.2);

        assertThat(signalToNoise(fast, speech))
                .isGreaterThan(signalToNoise(AacCoder.FOR_ALL, speech) - 1);
    }

    /** Bytes of speech of three seconds, and as much silence behind it. */
    private long bytes(AacCoder coder, int rate, double amplitude) throws IOException {
        float[] speech = MadeSpeech.speech(rate, 3, 0.2);
        float[] sound = new float[2 * speech.length];
        for (int i = 0; i < speech.length; i++) {
            sound[i] = (float) (amplitude * speech[i]);
        }
        return Files.size(written(coder, rate, sound));
    }

    /** Louder speech of one bit rate is as large as quiet speech. */
    @ParameterizedTest
    @ValueSource(ints = {16_000, 22_050, 44_100})
    void byQualityEachFrameHasTheBitsThatItNeeds(int rate) throws IOException {
        AacCoder coder = AacCoder.QUIET_SPEECH_BY_QUALITY;
        long silence = bytes(coder, rate, 0);
        long usual = bytes(coder, rate, 1) - silence;

        assertThat(usual * 8 / 3000.0)
                .isBetween(0.5 * kbps(rate), 1.5 * kbps(rate)); // made speech is no voice
        assertThat(bytes(coder, rate, 0.02) - silence).isLessThan(usual * 9 / 10);
    }

    private static int kbps(int rate) {
        return Encoding.of(AudioFormat.M4A, rate).bitrateKbps();
    }

    /** Of the amplitude of the loudest vowel, were it a tone, in speech at -18 LUFS. */
    @ParameterizedTest
    @ValueSource(ints = {110, 220, 440, 1000})
    void theFasterOnesCarryTonesOfQuietSpeech(int hertz) throws IOException {
        float[] tone = Books.tone(hertz, 3, RATE);
        float peak = 0;
        for (float sample : tone) {
            peak = Math.max(peak, Math.abs(sample));
        }
        float[] quiet = Arrays.copyOf(tone, tone.length);
        for (int i = 0; i < quiet.length; i++) {
            quiet[i] *= 0.4f / peak;
        }

        assertThat(signalToNoise(AacCoder.FOR_QUIET_SPEECH, quiet)).isGreaterThan(25);
        assertThat(signalToNoise(AacCoder.QUIET_SPEECH_BY_QUALITY, quiet)).isGreaterThan(25);
    }

    @ParameterizedTest
    @EnumSource(DeliveryPreset.class)
    void loudPresetsHaveTheSlowerOne(DeliveryPreset preset) {
        boolean loud = preset == DeliveryPreset.PODCAST;
        Finish finish = Finish.of(preset, RATE);

        assertThat(AacCoder.of(finish, true))
                .isEqualTo(loud ? AacCoder.FOR_ALL : AacCoder.FOR_QUIET_SPEECH);
        assertThat(AacCoder.of(finish, false))
                .isEqualTo(loud ? AacCoder.FOR_ALL : AacCoder.QUIET_SPEECH_BY_QUALITY);
    }
}
