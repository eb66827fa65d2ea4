package voxfarm.audio;

import java.util.SplittableRandom;

/** Sounds that are made like speech: vowels of moving pitch and colour, hiss, pauses. */
public final class MadeSpeech {
    private static final double QUIET_SECONDS = 0.5;

    private MadeSpeech() {}

    /**
     * Half a second of silence at both ends, syllables of uneven length between, a pause every few.
     *
     * @param loudness of a vowel, 0 to 1
     */
    public static float[] speech(int rateHz, double seconds, double loudness) {
        float[] samples = new float[(int) (seconds * rateHz)];
        SplittableRandom random = new SplittableRandom(7);
        double at = QUIET_SECONDS;
        int syllable = 0;
        while (at < seconds - QUIET_SECONDS - 0.4) {
            double length = 0.12 + 0.2 * random.nextDouble();
            syllable(samples, rateHz, at, length, loudness, random);
            at += length + (++syllable % 7 == 0 ? 0.7 : 0.02);
        }
        return samples;
    }

    private static void syllable(
            float[] samples,
            int rateHz,
            double at,
            double length,
            double loudness,
            SplittableRandom random) {
        double pitch = 90 + 60 * random.nextDouble();
        double glide = 1 + 0.4 * (random.nextDouble() - 0.5);
        double formant = 400 + 1800 * random.nextDouble();
        double end = 400 + 1800 * random.nextDouble();
        double level = loudness * (0.5 + 0.5 * random.nextDouble());
        double phase = 0;
        for (int i = (int) (at * rateHz);
                i < Math.min(samples.length, (at + length) * rateHz);
                i++) {
            double share = ((double) i / rateHz - at) / length;
            double frequency = pitch * (1 + (glide - 1) * share);
            phase += frequency / rateHz;
            double colour = formant + (end - formant) * share;
            double wave = 0;
            for (int harmonic = 1; harmonic * frequency < rateHz / 2.5; harmonic++) {
                double away = (harmonic * frequency - colour) / 400;
                wave +=
                        Math.sin(2 * Math.PI * harmonic * phase)
                                * (0.3 / harmonic + 0.4 * Math.exp(-away * away));
            }
            double hiss = 0.1 * (random.nextDouble() - 0.5);
            samples[i] += (float) (level * (wave + hiss) * Math.sin(Math.PI * share) * 0.6);
        }
    }
}
