package voxfarm.audio;

/**
 * The slow plain version: sixteen-fold oversampling with 129 taps a phase and another window than
 * the product's meter has, and no shortcut.
 */
final class SlowTruePeak {
    private static final int OVERSAMPLING = 16;
    private static final int HALF = 64;

    private SlowTruePeak() {}

    static double decibels(float[] samples) {
        double peak = 0;
        for (int phase = 0; phase < OVERSAMPLING; phase++) {
            double[] taps = taps((double) phase / OVERSAMPLING);
            for (int at = 0; at < samples.length; at++) {
                double sum = 0;
                int from = Math.max(0, at - HALF);
                int to = Math.min(samples.length - 1, at + HALF);
                for (int i = from; i <= to; i++) {
                    sum += samples[i] * taps[i - at + HALF];
                }
                peak = Math.max(peak, Math.abs(sum));
            }
        }
        return 20 * Math.log10(peak);
    }

    /** Of a moment so far behind a sample; Blackman's window. */
    private static double[] taps(double behind) {
        double[] taps = new double[2 * HALF + 1];
        for (int i = 0; i < taps.length; i++) {
            double x = i - HALF - behind;
            double sinc = x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
            double across = Math.PI * x / (HALF + 1);
            taps[i] = sinc * (0.42 + 0.5 * Math.cos(across) + 0.08 * Math.cos(2 * across));
        }
        return taps;
    }
}
