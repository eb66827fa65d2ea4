package voxfarm.common.audio;

import java.util.ArrayList;
import java.util.List;

/**
 * Integrated loudness and true peak of mono sound, as it comes (ITU-R BS.1770-5: K-weighting,
 * blocks of 400 ms that overlap by three quarters, gates at -70 LUFS and at 10 LU below the mean of
 * what passes the first; true peak by four-fold over-sampling). On one thread.
 */
public final class LoudnessMeter {
    private static final double ABSOLUTE_GATE = -70;
    private static final double RELATIVE_GATE = -10;
    private static final double OFFSET = -0.691;
    private static final int STEPS_PER_BLOCK = 4;
    private static final double STEP_SECONDS = 0.1;
    private static final int OVERSAMPLING = 4;
    private static final int TAPS_PER_PHASE = 12;
    private static final float[][] PHASES = interpolation();

    private final Biquad shelf;
    private final Biquad highPass;
    private final int stepSamples;
    private final List<Double> stepEnergies = new ArrayList<>();
    private final float[] recent = new float[TAPS_PER_PHASE];
    private double energy;
    private int inStep;
    private int at;
    private double allEnergy;
    private long samples;
    private float peak;

    public LoudnessMeter(int sampleRateHz) {
        this.shelf = Biquad.highShelf(sampleRateHz);
        this.highPass = Biquad.highPass(sampleRateHz);
        this.stepSamples = (int) Math.round(STEP_SECONDS * sampleRateHz);
    }

    /** Measures the first {@code count} of the samples. */
    public void add(float[] block, int count) {
        for (int i = 0; i < count; i++) {
            double weighted = highPass.next(shelf.next(block[i]));
            energy += weighted * weighted;
            allEnergy += weighted * weighted;
            samples++;
            if (++inStep == stepSamples) {
                stepEnergies.add(energy);
                energy = 0;
                inStep = 0;
            }
            addToPeak(block[i]);
        }
    }

    private void addToPeak(float sample) {
        recent[at] = sample;
        at = (at + 1) % TAPS_PER_PHASE;
        for (float[] taps : PHASES) {
            float sum = 0;
            for (int i = 0, from = at; i < TAPS_PER_PHASE; i++) {
                sum += taps[i] * recent[from];
                from = from + 1 == TAPS_PER_PHASE ? 0 : from + 1;
            }
            peak = Math.max(peak, Math.abs(sum));
        }
        peak = Math.max(peak, Math.abs(sample));
    }

    /**
     * In LUFS. Sound shorter than one block is measured ungated, as a whole.
     *
     * @return negative infinity of silence
     */
    public double integratedLufs() {
        if (stepEnergies.size() < STEPS_PER_BLOCK) {
            return samples == 0 ? Double.NEGATIVE_INFINITY : lufs(allEnergy / samples);
        }
        List<Double> blocks = new ArrayList<>();
        double blockSamples = (double) STEPS_PER_BLOCK * stepSamples;
        for (int i = 0; i + STEPS_PER_BLOCK <= stepEnergies.size(); i++) {
            double sum = 0;
            for (int step = i; step < i + STEPS_PER_BLOCK; step++) {
                sum += stepEnergies.get(step);
            }
            blocks.add(sum / blockSamples);
        }
        double relative = lufs(meanAbove(blocks, ABSOLUTE_GATE)) + RELATIVE_GATE;
        return lufs(meanAbove(blocks, Math.max(ABSOLUTE_GATE, relative)));
    }

    private static double meanAbove(List<Double> blocks, double gate) {
        return blocks.stream()
                .mapToDouble(Double::doubleValue)
                .filter(block -> lufs(block) > gate)
                .average()
                .orElse(0);
    }

    private static double lufs(double meanSquare) {
        return meanSquare <= 0 ? Double.NEGATIVE_INFINITY : OFFSET + 10 * Math.log10(meanSquare);
    }

    /** Greatest absolute value of the wave between the samples, too; 1 is full scale. */
    public float truePeak() {
        return peak;
    }

    /** Windowed sinc, one row a phase; the first phase is the sample itself and left out. */
    private static float[][] interpolation() {
        float[][] phases = new float[OVERSAMPLING - 1][TAPS_PER_PHASE];
        double half = TAPS_PER_PHASE / 2.0;
        for (int phase = 1; phase < OVERSAMPLING; phase++) {
            for (int tap = 0; tap < TAPS_PER_PHASE; tap++) {
                double x = tap - half + 1 - (double) phase / OVERSAMPLING;
                double sinc = x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
                double window = Math.pow(Math.cos(Math.PI * x / (2 * half)), 2);
                phases[phase - 1][tap] = (float) (sinc * window);
            }
        }
        return phases;
    }

    /**
     * A second-order section. The two of K-weighting, made for any rate from their analogue
     * prototypes, whose parameters reproduce the recommendation's table for 48 kHz.
     */
    private static final class Biquad {
        private final double b0;
        private final double b1;
        private final double b2;
        private final double a1;
        private final double a2;
        private double z1;
        private double z2;

        private Biquad(double b0, double b1, double b2, double a1, double a2) {
            this.b0 = b0;
            this.b1 = b1;
            this.b2 = b2;
            this.a1 = a1;
            this.a2 = a2;
        }

        static Biquad highShelf(int rate) {
            double k = Math.tan(Math.PI * 1681.974450955533 / rate);
            double q = 0.7071752369554196;
            double high = Math.pow(10, 3.999843853973347 / 20);
            double band = Math.pow(high, 0.4996667741545416);
            double a0 = 1 + k / q + k * k;
            return new Biquad(
                    (high + band * k / q + k * k) / a0,
                    2 * (k * k - high) / a0,
                    (high - band * k / q + k * k) / a0,
                    2 * (k * k - 1) / a0,
                    (1 - k / q + k * k) / a0);
        }

        static Biquad highPass(int rate) {
            double k = Math.tan(Math.PI * 38.13547087602444 / rate);
            double q = 0.5003270373238773;
            double a0 = 1 + k / q + k * k;
            return new Biquad(1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0);
        }

        double next(double x) {
            double y = b0 * x + z1;
            z1 = b1 * x - a1 * y + z2;
            z2 = b2 * x - a2 * y;
            return y;
        }
    }
}
