package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TruePeakLimiterTest {
    private static final double PROMISED_DBTP = -1;

    private static float[] limited(float[] sound, int rate, double gain, int blockLength)
            throws IOException {
        float[] found = new float[sound.length];
        int[] at = {0};
        TruePeakLimiter limiter =
                new TruePeakLimiter(
                        rate,
                        gain,
                        (block, count) -> {
                            System.arraycopy(block, 0, found, at[0], count);
                            at[0] += count;
                        });
        for (int from = 0; from < sound.length; from += blockLength) {
            int count = Math.min(blockLength, sound.length - from);
            limiter.write(Arrays.copyOfRange(sound, from, from + count), count);
        }
        limiter.finish();
        assertThat(at[0]).isEqualTo(sound.length);
        return found;
    }

    private static float[] sine(double hertz, double amplitude, double seconds, int rate) {
        float[] samples = new float[(int) (seconds * rate)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (amplitude * Math.sin(2 * Math.PI * hertz * i / rate + 0.3));
        }
        return samples;
    }

    /** What limiters stumble over. */
    private static Map<String, float[]> hard(int rate) {
        int length = (int) (0.15 * rate);
        SplittableRandom random = new SplittableRandom(16);
        float[] noise = new float[length];
        float[] square = new float[length];
        float[] clicks = new float[length];
        float[] bursts = new float[length];
        float[] alternating = new float[length];
        for (int i = 0; i < length; i++) {
            double t = (double) i / rate;
            noise[i] = (float) random.nextGaussian();
            square[i] = Math.sin(2 * Math.PI * 151 * t) >= 0 ? 1 : -1;
            clicks[i] = i % (rate / 37) == 0 ? 3 : 0.05f;
            bursts[i] = (float) ((t % 0.07 < 0.03 ? 2 : 0.1) * Math.sin(2 * Math.PI * 700 * t));
            // random signs: the worst that lies between samples
            alternating[i] = random.nextBoolean() ? 1 : -1;
        }
        Map<String, float[]> sounds = new LinkedHashMap<>();
        sounds.put("noise", noise);
        sounds.put("square", square);
        sounds.put("clicks", clicks);
        sounds.put("bursts", bursts);
        sounds.put("random signs", alternating);
        sounds.put("0.44 of the rate", sine(0.44 * rate, 1, 0.15, rate));
        sounds.put("a quarter of the rate", sine(0.25 * rate, 1, 0.15, rate));
        sounds.put("50 Hz", sine(50, 1, 0.15, rate));
        return sounds;
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000, 192_000})
    void nothingPassesTheCeilingBetweenSamplesToo(int rate) throws IOException {
        for (Map.Entry<String, float[]> sound : hard(rate).entrySet()) {
            float[] found = limited(sound.getValue(), rate, 4, 1000);

            assertThat(SlowTruePeak.decibels(found))
                    .as("%s at %s Hz", sound.getKey(), rate)
                    .isLessThanOrEqualTo(PROMISED_DBTP)
                    .isGreaterThan(PROMISED_DBTP - 1); // and it is a limit, not a mute
        }
    }

    /** Total harmonic distortion of tones that it lowers by 12 dB, once it has settled. */
    @ParameterizedTest
    @ValueSource(ints = {60, 100, 220, 440, 1000, 3000})
    void bendsNoTone(int hertz) throws IOException {
        int rate = 48_000;
        float[] found = limited(sine(hertz, 1, 2, rate), rate, 4, 4096);

        int from = rate / 2;
        int length = rate; // whole periods
        double all = 0;
        for (int i = from; i < from + length; i++) {
            all += (double) found[i] * found[i];
        }
        double fundamental = power(found, from, length, (double) hertz / rate);
        double rest = Math.max(0, all / length - fundamental);
        assertThat(Math.sqrt(rest / fundamental)).as("THD + N").isLessThan(0.0005);
    }

    /** Mean square of the part of a sound at one frequency. */
    private static double power(float[] samples, int from, int length, double cycles) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < length; i++) {
            re += samples[from + i] * Math.cos(2 * Math.PI * cycles * i);
            im += samples[from + i] * Math.sin(2 * Math.PI * cycles * i);
        }
        return 2 * (re * re + im * im) / ((double) length * length);
    }

    @Test
    void multipliesWhatStaysBelowAndNothingElse() throws IOException {
        float[] sound = sine(440, 0.2, 1, 22_050);

        float[] found = limited(sound, 22_050, 2, 777);

        for (int i = 0; i < sound.length; i++) {
            assertThat(found[i]).isEqualTo(sound[i] * 2f);
        }
    }

    /** Quiet sound has its whole gain again some time after a loud one, exactly. */
    @Test
    void letsGoAfterAPeak() throws IOException {
        int rate = 22_050;
        float[] sound = sine(440, 0.1, 4, rate);
        sound[rate / 2] = 5;

        float[] found = limited(sound, rate, 1, 512);

        assertThat(found[rate / 2]).isCloseTo(TruePeakLimiter.CEILING, within(0.1f));
        assertThat(found[rate / 2 + 40]).isNotCloseTo(sound[rate / 2 + 40], within(1e-4f));
        for (int i = (int) (3.5 * rate); i < sound.length; i++) {
            assertThat(found[i]).isCloseTo(sound[i], within(1e-7f));
        }
        for (int i = 0; i < rate / 2 - rate / 100; i++) {
            assertThat(found[i]).isEqualTo(sound[i]);
        }
    }

    @Test
    void givesTheSameWhateverTheBlocks() throws IOException {
        float[] sound = Objects.requireNonNull(hard(16_000).get("bursts"));

        assertThat(limited(sound, 16_000, 3, 1)).isEqualTo(limited(sound, 16_000, 3, 5000));
    }

    /** At rest, held, letting go and at rest again, and blocks in which one becomes another. */
    @Test
    void comesToRestAndWakesWhateverTheBlocks() throws IOException {
        int rate = 8000;
        float[] sound = sine(300, 0.1, 6, rate);
        for (int at : new int[] {rate, rate + 50, 3 * rate, 3 * rate + rate / 2, 5 * rate}) {
            sound[at] = 4;
        }
        float[] sampleBySample = limited(sound, rate, 1.5, 1);

        for (int length : new int[] {7, 100, 128, 129, 4096}) {
            assertThat(limited(sound, rate, 1.5, length)).isEqualTo(sampleBySample);
        }
    }

    @Test
    void takesASoundShorterThanItsLookAhead() throws IOException {
        assertThat(limited(new float[0], 16_000, 1, 10)).isEmpty();
        assertThat(limited(new float[] {0.5f}, 16_000, 1, 10)).containsExactly(0.5f);
        assertThat(SlowTruePeak.decibels(limited(new float[] {9, -9, 9}, 16_000, 1, 10)))
                .isLessThanOrEqualTo(PROMISED_DBTP);
    }
}
