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
        if (greatest * MOST > floor) {
            for (int phase = 1; phase < OVERSAMPLING; phase++) {
                addPhase(FILTER[phase], count, peaks);
            }
        }
        System.arraycopy(window, count, window, 0, TAPS - 1);
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
}
