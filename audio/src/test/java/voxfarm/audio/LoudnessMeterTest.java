package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoudnessMeterTest {
    private static float[] sine(double hertz, double amplitude, double seconds, int rate) {
        float[] samples = new float[(int) (seconds * rate)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (amplitude * Math.sin(2 * Math.PI * hertz * i / rate));
        }
        return samples;
    }

    private static LoudnessMeter measured(int rate, float[]... parts) {
        LoudnessMeter meter = new LoudnessMeter(rate);
        for (float[] part : parts) {
            meter.add(part, part.length);
        }
        return meter;
    }

    /** The recommendation: a full-scale sine of 997 Hz in one channel reads -3.01 LKFS. */
    @ParameterizedTest
    @ValueSource(ints = {16_000, 22_050, 24_000, 44_100, 48_000})
    void readsTheReferenceToneAtEveryRate(int rate) {
        assertThat(measured(rate, sine(997, 1, 5, rate)).integratedLufs())
                .isCloseTo(-3.01, within(0.05));
        assertThat(measured(rate, sine(997, 0.1, 5, rate)).integratedLufs())
                .isCloseTo(-23.01, within(0.05));
    }

    /** EBU Tech 3341, cases 3 and 4: what is far below the rest does not count. */
    @Test
    void gatesPausesOut() {
        int rate = 48_000;
        double loud = Math.pow(10, -20 / 20.0);
        double quiet = Math.pow(10, -33 / 20.0);
        double silent = Math.pow(10, -69 / 20.0);

        double found =
                measured(
                                rate,
                                sine(1000, silent, 10, rate),
                                sine(1000, quiet, 10, rate),
                                sine(1000, loud, 60, rate),
                                sine(1000, quiet, 10, rate),
                                sine(1000, silent, 10, rate))
                        .integratedLufs();

        assertThat(found).isCloseTo(-23.0, within(0.1));
    }

    @Test
    void measuresShortSoundWholeAndSilenceAsNothing() {
        assertThat(measured(48_000, sine(997, 1, 0.2, 48_000)).integratedLufs())
                .isCloseTo(-3.01, within(0.2));
        assertThat(measured(48_000, new float[96_000]).integratedLufs())
                .isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(measured(48_000).integratedLufs()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /** A sine at a quarter of the rate, sampled 45 degrees off its crests. */
    @Test
    void seesPeaksBetweenSamples() {
        float[] samples = new float[4800];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) Math.sin(Math.PI / 2 * i + Math.PI / 4);
        }

        TruePeakMeter meter = new TruePeakMeter();
        meter.add(samples, samples.length);

        assertThat(samples[0]).isCloseTo(0.707f, within(0.001f));
        assertThat(meter.truePeak()).isCloseTo(1f, within(0.02f));
    }
}
