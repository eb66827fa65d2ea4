package voxfarm.audio;

import java.util.Arrays;

/** The true peak of mono sound, as it comes. On one thread. */
public final class TruePeakMeter {
    private final TruePeak between = new TruePeak();
    private final float[] block = new float[TruePeak.BLOCK];
    private final float[] peaks = new float[TruePeak.BLOCK];
    private float peak;

    /** Measures the first {@code count} of the samples; one that is no number counts as silence. */
    public void add(float[] samples, int count) {
        for (int from = 0; from < count; from += TruePeak.BLOCK) {
            int size = Math.min(TruePeak.BLOCK, count - from);
            for (int i = 0; i < size; i++) {
                block[i] = Float.isFinite(samples[from + i]) ? samples[from + i] : 0;
            }
            addBlock(size);
        }
    }

    private void addBlock(int size) {
        between.add(block, 0, size, peak, peaks);
        for (int i = 0; i < size; i++) {
            peak = Math.max(peak, peaks[i]);
        }
    }

    /**
     * Greatest absolute value of the wave, between the samples, too; 1 is full scale. Ends the
     * measurement: silence is taken to follow.
     */
    public float truePeak() {
        Arrays.fill(block, 0);
        addBlock(TruePeak.DELAY);
        return peak;
    }
}
