package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.LoudnessMeter;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.OutputSettings.Level;

class MasteringTest {
    private static final int RATE = 22_050;

    private static OutputSettings settings(
            Level level, double target, boolean denoise, boolean trim) {
        return new OutputSettings(
                AudioFormat.WAV_FLOAT,
                Optional.empty(),
                1,
                Optional.empty(),
                level,
                target,
                denoise,
                trim,
                false,
                false);
    }

    private static float[] mastered(float[] sound, OutputSettings output) throws IOException {
        ByteArrayOutputStream spool = new ByteArrayOutputStream();
        float[] result;
        try (Mastering mastering = new Mastering(output, RATE, spool)) {
            for (int at = 0; at < sound.length; at += 1000) {
                int count = Math.min(1000, sound.length - at);
                float[] block = new float[count];
                System.arraycopy(sound, at, block, 0, count);
                mastering.write(block, count);
            }
            Mastering.Cut cut = mastering.finish();
            result = new float[(int) cut.samples()];
            int[] at = {0};
            Mastering.copy(
                    new ByteArrayInputStream(spool.toByteArray()),
                    cut,
                    new SoundWriter() {
                        @Override
                        public void write(float[] samples, int count) {
                            System.arraycopy(samples, 0, result, at[0], count);
                            at[0] += count;
                        }

                        @Override
                        public void finish() {}

                        @Override
                        public void close() {}
                    });
        }
        return result;
    }

    /** Bursts of a vowel-like sound with silence between, before and behind. */
    private static float[] speech(double seconds) {
        float[] samples = new float[(int) (seconds * RATE)];
        for (int i = 0; i < samples.length; i++) {
            double t = (double) i / RATE;
            boolean spoken = t > 0.5 && t < seconds - 0.5 && t % 0.6 < 0.4;
            if (spoken) {
                double wave = 0;
                for (int harmonic = 1; harmonic <= 12; harmonic++) {
                    wave += Math.sin(2 * Math.PI * 140 * harmonic * t) / harmonic;
                }
                samples[i] = (float) (0.12 * wave);
            }
        }
        return samples;
    }

    private static double energy(float[] samples, double from, double to) {
        double sum = 0;
        int first = (int) (from * RATE);
        int last = (int) (to * RATE);
        for (int i = first; i < last; i++) {
            sum += samples[i] * samples[i];
        }
        return 10 * Math.log10(sum / (last - first) + 1e-12);
    }

    @Test
    void reachesALoudnessWithOneGain() throws IOException {
        float[] sound = speech(5);

        float[] found = mastered(sound, settings(Level.LOUDNESS, -23, false, false));

        LoudnessMeter meter = new LoudnessMeter(RATE);
        meter.add(found, found.length);
        assertThat(meter.integratedLufs()).isCloseTo(-23, within(0.05));
        int spoken = (int) (1.31 * RATE);
        float gain = found[spoken] / sound[spoken];
        for (int i = 0; i < sound.length; i++) {
            assertThat(found[i]).isCloseTo(sound[i] * gain, within(1e-6f));
        }
    }

    @Test
    void staysBelowFullScaleBetweenSamplesToo() throws IOException {
        float[] found = mastered(speech(5), settings(Level.LOUDNESS, -5, false, false));

        LoudnessMeter meter = new LoudnessMeter(RATE);
        meter.add(found, found.length);
        assertThat(meter.truePeak()).isCloseTo(0.891f, within(0.002f));
        assertThat(meter.integratedLufs()).isLessThan(-5);
    }

    @Test
    void leavesSilenceSilent() throws IOException {
        float[] silence = new float[RATE];

        assertThat(mastered(silence, settings(Level.LOUDNESS, -16, false, true)))
                .isEqualTo(silence);
        assertThat(mastered(silence, settings(Level.PEAK, -16, false, true))).isEqualTo(silence);
    }

    @Test
    void trimsBothEndsToAMargin() throws IOException {
        float[] found = mastered(speech(5), settings(Level.NONE, -16, false, true));

        // first burst from 0.6 s, the last ends at 4.0 + 0.2 ... of its 0.6 s grid
        assertThat(found.length).isLessThan(speech(5).length - RATE / 2);
        int first = 0;
        while (Math.abs(found[first]) <= 0.00316f) {
            first++;
        }
        assertThat(first).isBetween((int) (0.019 * RATE), (int) (0.021 * RATE));
    }

    /** The measure that counts: noise in the pauses falls, speech stays as loud as it was. */
    @Test
    void takesNoiseOutOfPausesAndLeavesSpeech() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        float[] noisy = speech(6);
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] += (float) (0.01 * random.nextGaussian());
        }

        float[] found = mastered(noisy, settings(Level.NONE, -16, true, false));

        assertThat(found).hasSameSizeAs(noisy);
        double before = energy(noisy, 4.65, 4.78);
        double after = energy(found, 4.65, 4.78);
        assertThat(before - after).as("dB taken out of a pause").isGreaterThan(6);
        assertThat(energy(found, 4.25, 4.55))
                .as("speech, dB")
                .isCloseTo(energy(noisy, 4.25, 4.55), within(1.0));
    }

    @Test
    void isNeededOnlyForWhatItDoes() {
        assertThat(Mastering.needed(settings(Level.PEAK, -16, false, false))).isFalse();
        assertThat(Mastering.needed(settings(Level.LOUDNESS, -16, false, false))).isTrue();
        assertThat(Mastering.needed(settings(Level.NONE, -16, true, false))).isTrue();
        assertThat(Mastering.needed(settings(Level.NONE, -16, false, true))).isTrue();
    }
}
