package voxfarm.worker.engine;

import java.util.Arrays;

/** From hidden states of tokens to features of phones. */
public final class BertFeatures {
    private BertFeatures() {}

    /** The first rows of [T, channels]; where there are fewer, the last again. */
    static float[] firstRows(float[] hidden, int rows, int channels) {
        float[] first = Arrays.copyOf(hidden, rows * channels);
        for (int at = hidden.length; at < first.length; at += channels) {
            System.arraycopy(hidden, hidden.length - channels, first, at, channels);
        }
        return first;
    }

    /**
     * Each row as often as its character has phones.
     *
     * @param hidden shape [T, C]
     * @param word2ph T counts, 0 allowed
     * @return shape [sum of the counts, C]
     */
    public static float[] repeat(float[] hidden, int[] word2ph) {
        int channels = hidden.length / word2ph.length;
        int total = 0;
        for (int count : word2ph) {
            total += count;
        }
        float[] features = new float[total * channels];
        int at = 0;
        for (int row = 0; row < word2ph.length; row++) {
            for (int i = 0; i < word2ph[row]; i++, at += channels) {
                System.arraycopy(hidden, row * channels, features, at, channels);
            }
        }
        return features;
    }

    /** The mean of all rows, shape [C]. */
    public static float[] mean(float[] hidden, int channels) {
        double[] sums = new double[channels];
        for (int i = 0; i < hidden.length; i++) {
            sums[i % channels] += hidden[i];
        }
        int rows = hidden.length / channels;
        float[] mean = new float[channels];
        for (int c = 0; c < channels; c++) {
            mean[c] = (float) (sums[c] / rows);
        }
        return mean;
    }

    /**
     * Hidden states drawn towards those of a style text.
     *
     * @param mean of the style text, shape [C]
     * @param weight of the style text, 0 to 1
     */
    public static float[] styled(float[] hidden, float[] mean, float weight) {
        float[] styled = new float[hidden.length];
        for (int i = 0; i < hidden.length; i++) {
            styled[i] = hidden[i] * (1 - weight) + mean[i % mean.length] * weight;
        }
        return styled;
    }
}
