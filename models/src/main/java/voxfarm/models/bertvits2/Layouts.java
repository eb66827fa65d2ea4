package voxfarm.models.bertvits2;

/** Rearranges weights from torch's order into that of the graphs. */
final class Layouts {
    private Layouts() {}

    /** [O, I] to [I, O]. */
    static float[] transposed(float[] w, int out, int in) {
        float[] t = new float[w.length];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                t[i * out + o] = w[o * in + i];
            }
        }
        return t;
    }

    /** [O, I, K] to [K * I, O]: taps one below the other, for inputs side by side. */
    static float[] tapsDown(float[] w, int out, int in, int kernel) {
        float[] t = new float[w.length];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int k = 0; k < kernel; k++) {
                    t[(k * in + i) * out + o] = w[(o * in + i) * kernel + k];
                }
            }
        }
        return t;
    }

    /** [O, I, K] to [I, K * O]: taps side by side, for outputs that are shifted and added. */
    static float[] tapsAcross(float[] w, int out, int in, int kernel) {
        float[] t = new float[w.length];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int k = 0; k < kernel; k++) {
                    t[i * kernel * out + k * out + o] = w[(o * in + i) * kernel + k];
                }
            }
        }
        return t;
    }

    /** Rows of length {@code row} in reverse order. */
    static float[] rowsReversed(float[] w, int row) {
        float[] reversed = new float[w.length];
        int rows = w.length / row;
        for (int r = 0; r < rows; r++) {
            System.arraycopy(w, r * row, reversed, (rows - 1 - r) * row, row);
        }
        return reversed;
    }

    /** The values within each row of length {@code row} in reverse order. */
    static float[] columnsReversed(float[] w, int row) {
        float[] reversed = new float[w.length];
        for (int i = 0; i < w.length; i++) {
            int start = i / row * row;
            reversed[i] = w[start + row - 1 - (i - start)];
        }
        return reversed;
    }

    /** Each value times {@code factor}; the shape stays. */
    static float[] scaled(float[] w, float factor) {
        float[] scaled = w.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }

    /** Rows of all parts, one part behind the other. */
    static float[] joined(float[]... parts) {
        int length = 0;
        for (float[] part : parts) {
            length += part.length;
        }
        float[] joined = new float[length];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    /**
     * A transposed convolution [I, O, K] of stride r as a plain one of r times as many outputs: [O
     * * r, I, M] with M = ceil(K / r) taps. Output channel o * r + s at place n is sample r n + s
     * of the full (unpadded) result for channel o.
     */
    static float[] polyphase(float[] w, int in, int out, int kernel, int rate) {
        int taps = (kernel + rate - 1) / rate;
        float[] t = new float[out * rate * in * taps];
        for (int o = 0; o < out; o++) {
            for (int s = 0; s < rate; s++) {
                for (int i = 0; i < in; i++) {
                    for (int m = 0; m < taps; m++) {
                        int k = s + rate * (taps - 1 - m);
                        if (k < kernel) {
                            t[((o * rate + s) * in + i) * taps + m] = w[(i * out + o) * kernel + k];
                        }
                    }
                }
            }
        }
        return t;
    }

    /** Each value {@code times} times. */
    static float[] repeated(float[] values, int times) {
        float[] repeated = new float[values.length * times];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = values[i / times];
        }
        return repeated;
    }
}
