package voxfarm.audio;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds stretches in which the same sound comes again and again, or stands still: a voice that is
 * stuck, a buffer that was played twice. Compares how loud five bands of a voice are in every
 * hundredth of a second with what they were a period before, for all periods from a tenth of a
 * second on; a wave that repeats in less repeats in a multiple of it, too. Noise that differs from
 * one time to the next does not hide a loop, as no samples are compared. Memory does not grow with
 * the sound. On one thread.
 */
public final class LoopFinder {
    private static final int FRAMES_A_SECOND = 100;
    private static final int LEAST_LAG = 10;

    /** Up to here a loop has to come three times, beyond twice. */
    private static final int SHORT_LAG = 60;

    private static final double[] CENTRES_HZ = {250, 500, 1000, 2000, 3500};
    private static final int BANDS = CENTRES_HZ.length;
    private static final double QUALITY = 1.4;
    private static final double FLOOR = 1e-8;

    /** A band below it is not compared, and a frame without a band above it is silent. */
    private static final float HEARD_DB = -65;

    /** How different a frame is from a silent one. */
    private static final float UNLIKE_DB = 12;

    private static final int MOST_STRETCHES = 1000;

    private final Sought sought;
    private final Band[] bands = new Band[BANDS];
    private final int frameSamples;
    private final double frameSeconds;
    private final int mostLag;

    /** Levels of the last frames, by their number modulo the length. */
    private final float[][] levels;

    /** By lag: differences of the last frames, as many as have to be alike, and their sum. */
    private final float[][] differences;

    private final double[] sums;
    private final double[] energies = new double[BANDS];
    private final double[] before = new double[BANDS];
    private final List<Stretch> stretches = new ArrayList<>();
    private int inFrame;
    private long frames;

    /**
     * What counts.
     *
     * @param mostPeriodSeconds of a loop, 0.1 to 10
     * @param leastSeconds so long it has to go on, from 0.2
     * @param toleranceDb mean difference of what is alike
     */
    public record Sought(double mostPeriodSeconds, double leastSeconds, double toleranceDb) {}

    /** Where it loops, in seconds from the beginning, the first time included. */
    public record Stretch(double startSeconds, double endSeconds, double periodSeconds) {
        public double seconds() {
            return endSeconds - startSeconds;
        }
    }

    public LoopFinder(int rateHz, Sought sought) {
        this.sought = sought;
        frameSamples = Math.max(1, rateHz / FRAMES_A_SECOND);
        frameSeconds = (double) frameSamples / rateHz;
        mostLag = (int) Math.max(LEAST_LAG, sought.mostPeriodSeconds() * FRAMES_A_SECOND);
        for (int i = 0; i < BANDS; i++) {
            bands[i] = new Band(Math.min(CENTRES_HZ[i], 0.4 * rateHz), rateHz);
        }
        levels = new float[mostLag + 1][BANDS];
        differences = new float[mostLag + 1][];
        sums = new double[mostLag + 1];
        for (int lag = LEAST_LAG; lag <= mostLag; lag++) {
            differences[lag] = new float[window(lag)];
        }
    }

    private int window(int lag) {
        int least = (int) Math.round(sought.leastSeconds() * FRAMES_A_SECOND);
        return Math.max(least, lag <= SHORT_LAG ? 2 * lag : lag);
    }

    /** Takes the first {@code count} of the samples; one that is no number counts as silence. */
    public void add(float[] block, int count) {
        for (int from = 0; from < count; ) {
            int size = Math.min(frameSamples - inFrame, count - from);
            for (int band = 0; band < BANDS; band++) {
                energies[band] = bands[band].add(block, from, size, energies[band]);
            }
            from += size;
            inFrame += size;
            if (inFrame == frameSamples) {
                endFrame();
            }
        }
    }

    private void endFrame() {
        float[] now = levels[(int) (frames % levels.length)];
        for (int band = 0; band < BANDS; band++) {
            double energy = energies[band] / frameSamples;
            // half of the frame before: a loop need not be a whole number of frames
            now[band] = (float) (10 * Math.log10((energy + before[band]) / 2 + FLOOR));
            before[band] = energy;
            energies[band] = 0;
        }
        inFrame = 0;
        int found = -1;
        for (int lag = LEAST_LAG; lag <= Math.min(mostLag, frames); lag++) {
            float[] window = differences[lag];
            float difference = difference(now, levels[(int) ((frames - lag) % levels.length)]);
            int place = (int) (frames % window.length);
            sums[lag] += difference - window[place];
            window[place] = difference;
            boolean full = frames >= lag + window.length;
            if (found < 0 && full && sums[lag] <= sought.toleranceDb() * window.length) {
                found = lag;
            }
        }
        frames++;
        if (found > 0) {
            note(found);
        }
    }

    private float difference(float[] one, float[] other) {
        float sum = 0;
        int heard = 0;
        boolean oneHeard = false;
        boolean otherHeard = false;
        for (int band = 0; band < BANDS; band++) {
            oneHeard |= one[band] > HEARD_DB;
            otherHeard |= other[band] > HEARD_DB;
            if (Math.max(one[band], other[band]) > HEARD_DB) {
                sum += Math.abs(one[band] - other[band]);
                heard++;
            }
        }
        if (!oneHeard && !otherHeard) { // silence alone is no loop, and ends none
            return (float) (1.5 * sought.toleranceDb());
        }
        return oneHeard && otherHeard ? Math.min(sum / heard, UNLIKE_DB) : UNLIKE_DB;
    }

    private void note(int lag) {
        double end = frames * frameSeconds;
        double start = Math.max(0, end - (lag + differences[lag].length) * frameSeconds);
        if (!stretches.isEmpty() && start <= stretches.getLast().endSeconds()) {
            Stretch last = stretches.removeLast();
            stretches.add(
                    new Stretch(Math.min(start, last.startSeconds()), end, last.periodSeconds()));
        } else if (stretches.size() < MOST_STRETCHES) {
            stretches.add(new Stretch(start, end, lag * frameSeconds));
        }
    }

    /** What was found so far, a thousand at most, in order. */
    public List<Stretch> stretches() {
        return List.copyOf(stretches);
    }

    /** A band pass of second order. */
    private static final class Band {
        private final double b0;
        private final double a1;
        private final double a2;
        private double x1;
        private double x2;
        private double y1;
        private double y2;

        Band(double centreHz, int rateHz) {
            double w = 2 * Math.PI * centreHz / rateHz;
            double alpha = Math.sin(w) / (2 * QUALITY);
            b0 = alpha / (1 + alpha);
            a1 = -2 * Math.cos(w) / (1 + alpha);
            a2 = (1 - alpha) / (1 + alpha);
        }

        /**
         * Hears samples, with what it remembers in registers.
         *
         * @param energy to which that of what passes is added
         */
        double add(float[] block, int from, int count, double energy) {
            double all = energy;
            double in1 = x1;
            double in2 = x2;
            double out1 = y1;
            double out2 = y2;
            for (int i = from; i < from + count; i++) {
                double x = Float.isFinite(block[i]) ? block[i] : 0;
                double y = b0 * (x - in2) - a1 * out1 - a2 * out2;
                in2 = in1;
                in1 = x;
                out2 = out1;
                out1 = y;
                all += y * y;
            }
            x1 = in1;
            x2 = in2;
            y1 = out1;
            y2 = out2;
            return all;
        }
    }
}
