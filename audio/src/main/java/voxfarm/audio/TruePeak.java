package voxfarm.audio;

import java.util.Arrays;

/**
 * How far a wave reaches between its samples (ITU-R BS.1770-4, annex 2, with eight-fold
 * oversampling instead of four-fold and a filter flat to 0.47 of the rate). The answer for a sample
 * comes {@link #DELAY} samples later. Where no sample nearby is great enough to matter, nothing is
 * computed. On one thread.
 */
public final class TruePeak {
    /** Between a sample and the answer for it, in samples. */
    public static final int DELAY = 32;

    /** Most samples at once. */
    public static final int BLOCK = 128;

    private static final int OVERSAMPLING = 8;
    private static final int TAPS = 2 * DELAY;

    /** Of the Kaiser window: 53 dB of stop band. */
    private static final double BETA = 5;

    /** A row a phase. */
    private static final float[][] FILTER = filter();

    /** A wave between samples of at most 1 is at most this. */
    private static final float MOST = most();

    /** Between two samples at most 1 of a wave that bends by at most 1 it is at most 1 and this. */
    private static final float MOST_OF_BEND = mostOfBend();

    /** What a sum of floats may be off by, as a share of the greatest sample. */
    private static final float ROUNDING = 1e-4f;

    /** What came before, and behind it the block. */
    private final float[] window = new float[TAPS - 1 + BLOCK];

    private final float[] between = new float[BLOCK];

    /**
     * Takes samples.
     *
     * @param count at most {@link #BLOCK}
     * @param floor below which it does not matter how great a peak is
     * @param peaks gets, for each sample, the greatest absolute value at the sample {@link #DELAY}
     *     before it and between that one and its successor; or, where both are at most {@code
     *     floor}, at least that sample's own
     */
    public void add(float[] samples, int from, int count, float floor, float[] peaks) {
        System.arraycopy(samples, from, window, TAPS - 1, count);
        float greatest = 0;
        for (int i = 0; i < TAPS - 1 + count; i++) {
            greatest = Math.max(greatest, Math.abs(window[i]));
        }
        for (int i = 0; i < count; i++) {
            peaks[i] = Math.abs(window[i + TAPS - 1 - DELAY]);
        }
        if (greatest * MOST > floor && !(bound(count, greatest) <= floor)) {
            for (int phase = 1; phase < OVERSAMPLING; phase++) {
                addPhase(FILTER[phase], count, peaks);
            }
        }
        System.arraycopy(window, count, window, 0, TAPS - 1);
    }

    /**
     * What no wave between these samples exceeds. Each row of the filter is the straight line from
     * a sample to its successor, and weights of how much the wave bends at the samples around: its
     * second differences, which are small where a voice has its power. So it is close where the sum
     * of the absolute taps, which knows nothing of the samples, allows three times of what there
     * is.
     */
    private float bound(int count, float greatest) {
        float near = 0;
        for (int i = TAPS - 1 - DELAY; i < TAPS - DELAY + count; i++) {
            near = Math.max(near, Math.abs(window[i]));
        }
        float bend = 0;
        for (int i = 1; i < TAPS - 2 + count; i++) {
            bend = Math.max(bend, Math.abs(window[i - 1] - 2 * window[i] + window[i + 1]));
        }
        return near + MOST_OF_BEND * bend + ROUNDING * greatest;
    }

    /** Four taps at a time over all samples: the form that the compiler makes vectors of. */
    private void addPhase(float[] taps, int count, float[] peaks) {
        float[] sums = between;
        Arrays.fill(sums, 0, count, 0);
        for (int tap = 0; tap < TAPS; tap += 4) {
            float t0 = taps[tap];
            float t1 = taps[tap + 1];
            float t2 = taps[tap + 2];
            float t3 = taps[tap + 3];
            for (int i = 0; i < count; i++) {
                sums[i] +=
                        t0 * window[i + tap]
                                + t1 * window[i + tap + 1]
                                + t2 * window[i + tap + 2]
                                + t3 * window[i + tap + 3];
            }
        }
        for (int i = 0; i < count; i++) {
            peaks[i] = Math.max(peaks[i], Math.abs(sums[i]));
        }
    }

    private static float[][] filter() {
        float[][] rows = new float[OVERSAMPLING][TAPS];
        for (int phase = 0; phase < OVERSAMPLING; phase++) {
            for (int tap = 0; tap < TAPS; tap++) {
                // the oldest sample stands first, the wanted moment behind sample TAPS - 1 - DELAY
                double x = tap - (TAPS - 1 - DELAY) - (double) phase / OVERSAMPLING;
                double sinc = x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
                double across = Math.min(1, Math.abs(x / DELAY));
                double window = bessel(BETA * Math.sqrt(1 - across * across)) / bessel(BETA);
                rows[phase][tap] = (float) (sinc * window);
            }
        }
        return rows;
    }

    /** Modified Bessel function of the first kind, order 0. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > 1e-12 * sum; k++) {
            term *= (x / 2 / k) * (x / 2 / k);
            sum += term;
        }
        return sum;
    }

    private static float most() {
        float most = 0;
        for (float[] taps : FILTER) {
            float sum = 0;
            for (float tap : taps) {
                sum += Math.abs(tap);
            }
            most = Math.max(most, sum);
        }
        return most;
    }

    /**
     * The greatest sum, over the rows, of the absolute weights of second differences: what is left
     * of a row without the straight line of the same sum and first moment, summed up twice. The
     * line's own weights are in all at most 1.
     */
    private static float mostOfBend() {
        double most = 0;
        for (float[] taps : FILTER) {
            double sum = 0;
            double moment = 0;
            for (int tap = 0; tap < TAPS; tap++) {
                sum += taps[tap];
                moment += taps[tap] * (double) (tap - (TAPS - 1 - DELAY));
            }
            double slope = 0;
            double weight = 0;
            double all = 0;
            for (int tap = 0; tap < TAPS; tap++) {
                double line =
                        switch (tap - (TAPS - 1 - DELAY)) {
                            case 0 -> sum - moment;
                            case 1 -> moment;
                            default -> 0;
                        };
                slope += taps[tap] - line;
                weight += slope;
                all += Math.abs(weight);
            }
            most = Math.max(most, all);
        }
        return (float) most;
    }
}
