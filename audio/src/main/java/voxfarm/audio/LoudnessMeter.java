package voxfarm.audio;

import java.util.Arrays;

/**
 * Integrated loudness of sound, as it comes (ITU-R BS.1770-5: K-weighting, blocks of 400 ms that
 * overlap by three quarters, gates at -70 LUFS and at 10 LU below the mean of what passes the
 * first). Memory does not grow with the sound: blocks are counted by loudness, in steps of a
 * hundredth of a LU. On one thread.
 */
public final class LoudnessMeter {
    private static final double ABSOLUTE_GATE = -70;
    private static final double RELATIVE_GATE = -10;
    private static final double OFFSET = -0.691;
    private static final int STEPS_PER_BLOCK = 4;
    private static final double STEP_SECONDS = 0.1;
    private static final int BINS_PER_LU = 100;
    private static final int BLOCK = 1024;

    /** Above it all blocks count as equally loud. */
    private static final double LOUDEST = 30;

    private final int copies;
    private final Weighting[] weightings;
    private final int stepSamples;

    /** Of samples, weighted, over all channels. */
    private final double[] powers = new double[BLOCK];

    /** Of the steps of one block, the oldest at the number of steps modulo their count. */
    private final double[] stepEnergies = new double[STEPS_PER_BLOCK];

    /** Number of blocks of each loudness from the absolute gate on, and their mean squares. */
    private final long[] blocks = new long[(int) ((LOUDEST - ABSOLUTE_GATE) * BINS_PER_LU)];

    private final double[] blockPowers = new double[blocks.length];
    private long steps;
    private double energy;
    private int inStep;
    private double allEnergy;
    private long samples;

    /** Of mono sound. */
    public LoudnessMeter(int sampleRateHz) {
        this(sampleRateHz, 1);
    }

    /**
     * @param channels all of them in front of the listener: they weigh the same
     */
    public LoudnessMeter(int sampleRateHz, int channels) {
        this(sampleRateHz, channels, 1);
    }

    /**
     * Of one channel that becomes several, all with the same sound.
     *
     * @param copies how many
     */
    static LoudnessMeter ofCopies(int sampleRateHz, int copies) {
        return new LoudnessMeter(sampleRateHz, 1, copies);
    }

    private LoudnessMeter(int sampleRateHz, int channels, int copies) {
        this.copies = copies;
        this.weightings = new Weighting[channels];
        Arrays.setAll(weightings, _ -> new Weighting(sampleRateHz));
        this.stepSamples = (int) Math.round(STEP_SECONDS * sampleRateHz);
    }

    /** Measures the first {@code count} of the samples; one that is no number counts as silence. */
    public void add(float[] block, int count) {
        add(new float[][] {block}, count);
    }

    /**
     * As the other.
     *
     * @param channels a row a channel
     */
    public void add(float[][] channels, int count) {
        for (int from = 0; from < count; from += powers.length) {
            int size = Math.min(powers.length, count - from);
            Arrays.fill(powers, 0, size, 0);
            for (int channel = 0; channel < channels.length; channel++) {
                weightings[channel].addPowers(channels[channel], from, size, powers);
            }
            addPowers(size);
        }
    }

    private void addPowers(int size) {
        for (int i = 0; i < size; i++) {
            double power = powers[i] * copies;
            energy += power;
            allEnergy += power;
            if (++inStep == stepSamples) {
                endStep();
            }
        }
        samples += size;
    }

    private void endStep() {
        stepEnergies[(int) (steps++ % STEPS_PER_BLOCK)] = energy;
        energy = 0;
        inStep = 0;
        if (steps < STEPS_PER_BLOCK) {
            return;
        }
        double sum = 0;
        for (double step : stepEnergies) {
            sum += step;
        }
        double power = sum / ((double) STEPS_PER_BLOCK * stepSamples);
        if (lufs(power) > ABSOLUTE_GATE) {
            int bin = bin(lufs(power));
            blocks[bin]++;
            blockPowers[bin] += power;
        }
    }

    private int bin(double lufs) {
        return Math.clamp((long) ((lufs - ABSOLUTE_GATE) * BINS_PER_LU), 0, blocks.length - 1);
    }

    /**
     * In LUFS. Sound shorter than one block is measured ungated, as a whole.
     *
     * @return negative infinity of silence
     */
    public double integratedLufs() {
        if (steps < STEPS_PER_BLOCK) {
            return samples == 0 ? Double.NEGATIVE_INFINITY : lufs(allEnergy / samples);
        }
        double relative = lufs(meanFrom(0)) + RELATIVE_GATE;
        return lufs(meanFrom(relative <= ABSOLUTE_GATE ? 0 : bin(relative)));
    }

    private double meanFrom(int bin) {
        double sum = 0;
        long count = 0;
        for (int i = bin; i < blocks.length; i++) {
            sum += blockPowers[i];
            count += blocks[i];
        }
        return count == 0 ? 0 : sum / count;
    }

    private static double lufs(double meanSquare) {
        return meanSquare <= 0 ? Double.NEGATIVE_INFINITY : OFFSET + 10 * Math.log10(meanSquare);
    }

    /** K-weighting of one channel: a shelf, and behind it a high-pass. */
    private static final class Weighting {
        private final Biquad shelf;
        private final Biquad highPass;
        private double shelf1;
        private double shelf2;
        private double high1;
        private double high2;

        Weighting(int rate) {
            shelf = Biquad.highShelf(rate);
            highPass = Biquad.highPass(rate);
        }

        /** Both in their transposed second form, with what they remember in registers. */
        void addPowers(float[] block, int from, int count, double[] powers) {
            double s1 = shelf1;
            double s2 = shelf2;
            double h1 = high1;
            double h2 = high2;
            for (int i = 0; i < count; i++) {
                float sample = Float.isFinite(block[from + i]) ? block[from + i] : 0;
                double y = shelf.b0 * sample + s1;
                s1 = shelf.b1 * sample - shelf.a1 * y + s2;
                s2 = shelf.b2 * sample - shelf.a2 * y;
                double weighted = highPass.b0 * y + h1;
                h1 = highPass.b1 * y - highPass.a1 * weighted + h2;
                h2 = highPass.b2 * y - highPass.a2 * weighted;
                powers[i] += weighted * weighted;
            }
            shelf1 = s1;
            shelf2 = s2;
            high1 = h1;
            high2 = h2;
        }
    }

    /**
     * A second-order section. The two of K-weighting, made for any rate from their analogue
     * prototypes, whose parameters reproduce the recommendation's table for 48 kHz.
     */
    private record Biquad(double b0, double b1, double b2, double a1, double a2) {
        static Biquad highShelf(int rate) {
            // below 4 kHz, where no voice is, the shelf has no room
            double k = Math.tan(Math.PI * Math.min(1681.974450955533 / rate, 0.45));
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
    }
}
