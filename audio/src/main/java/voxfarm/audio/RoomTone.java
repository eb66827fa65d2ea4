package voxfarm.audio;

/**
 * The sound of a quiet room: noise that falls by 6 dB an octave above 500 Hz, as air and walls make
 * it. Each sample depends on its place alone, so the same file comes out whatever the blocks. On
 * one thread.
 */
final class RoomTone {
    private static final double CORNER_HZ = 500;

    /** Of the golden ratio: an odd step by which a counter visits all values. */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final boolean silent;
    private final double pole;
    private final double scale;
    private long place;
    private double state;

    /**
     * @param dbfs its RMS; negative infinity for none
     */
    RoomTone(double dbfs, int rateHz) {
        silent = Double.isInfinite(dbfs);
        pole = Math.exp(-2 * Math.PI * CORNER_HZ / rateHz);
        // white noise of variance 1/6 (two uniform values) keeps (1 - p) / (1 + p) of it
        double variance = (1 - pole) / (1 + pole) / 6;
        scale = silent ? 0 : Math.pow(10, dbfs / 20) / Math.sqrt(variance);
    }

    /** Adds what comes next. */
    void addTo(float[] block, int count) {
        if (silent) {
            return;
        }
        for (int i = 0; i < count; i++) {
            long bits = mixed(++place * STEP);
            // two halves of 32 bits, each -0.5 to 0.5
            double white = ((int) bits + (double) (int) (bits >> 32)) * 0x1p-32;
            state = pole * state + (1 - pole) * white;
            block[i] += (float) (scale * state);
        }
    }

    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
