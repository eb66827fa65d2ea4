package voxfarm.audio;

import java.io.IOException;
import java.util.Arrays;
import voxfarm.common.audio.FloatWav;

/**
 * A gain, lowered for moments so that the wave stays below a ceiling. It looks ahead: the gain
 * falls before the peak comes, in a smooth curve, is held for longer than a period of the lowest
 * voice, so that it does not follow the wave itself, and rises slowly. As many samples come out as
 * went in, at the same place, whatever the blocks; a sound that needs no limit is multiplied by the
 * gain and by nothing else. Memory is that of some milliseconds. On one thread.
 */
final class TruePeakLimiter {
    /**
     * In the promise, -1 dBTP; somewhat below it here, as two filters see waves near half the rate
     * differently, and as the moving gain adds a little between samples.
     */
    static final double CEILING_DBTP = -1.3;

    /** The same as a factor. */
    static final float CEILING = (float) Math.pow(10, CEILING_DBTP / 20);

    private static final double LOOK_AHEAD_SECONDS = 0.005;
    private static final double HOLD_SECONDS = 0.02;
    private static final double RELEASE_SECONDS = 0.1;
    private static final int BLOCK = 4096;

    /** A gain so near to one is one: 0.0001 dB. */
    private static final double RESTS = 1e-5;

    private final float gain;
    private final float ceiling;
    private final FloatWav.Sink out;
    private final TruePeak peaks = new TruePeak();
    private final float[] scaled = new float[TruePeak.BLOCK];
    private final float[] greatest = new float[TruePeak.BLOCK];

    /** By how much each sample of a block is lowered: 0 is not at all, 1 to nothing. */
    private final double[] reductions = new double[TruePeak.BLOCK];

    private final LowestOf lowest;
    private final MovingMean first;
    private final MovingMean second;
    private final double release;
    private final int delay;

    /** Samples that wait for their gain, by their number modulo the length. */
    private final float[] waiting;

    private final float[] block = new float[BLOCK];
    private int inBlock;
    private int place;
    private float before = 1;
    private double held = 1;
    private long taken;

    /** With {@link #CEILING}. */
    TruePeakLimiter(int rateHz, double gain, FloatWav.Sink out) {
        this(rateHz, gain, CEILING, out);
    }

    /**
     * @param gain what every sample is multiplied by first
     * @param ceiling the greatest absolute value of the wave; 1 is full scale
     * @param out takes the samples; the array is used again
     */
    TruePeakLimiter(int rateHz, double gain, float ceiling, FloatWav.Sink out) {
        this.gain = (float) gain;
        this.ceiling = ceiling;
        this.out = out;
        int half = Math.max(1, (int) Math.round(LOOK_AHEAD_SECONDS * rateHz / 2));
        first = new MovingMean(half);
        second = new MovingMean(half);
        int lookAhead = 2 * half - 1;
        lowest = new LowestOf(lookAhead + (int) Math.round(HOLD_SECONDS * rateHz));
        release = -Math.expm1(-1 / (RELEASE_SECONDS * rateHz));
        delay = TruePeak.DELAY + lookAhead - 1;
        waiting = new float[delay + 1];
    }

    /** Takes the first {@code count} of the samples. */
    void write(float[] samples, int count) throws IOException {
        for (int from = 0; from < count; from += TruePeak.BLOCK) {
            int size = Math.min(TruePeak.BLOCK, count - from);
            for (int i = 0; i < size; i++) {
                scaled[i] = samples[from + i] * gain;
            }
            limit(size);
        }
    }

    /** Pass by pass over a block: each is a short loop, and most have nothing to do for most. */
    private void limit(int size) throws IOException {
        peaks.add(scaled, 0, size, ceiling, greatest);
        if (before == 1 && lowest.isOne() && isBelowCeiling(size)) {
            lowest.addOnes(size);
            if (held == 1 && first.rests() && second.rests()) {
                Arrays.fill(reductions, 0, size, 0);
            } else {
                release(size);
            }
        } else {
            hold(size);
        }
        lower(size);
    }

    private boolean isBelowCeiling(int size) {
        float most = 0;
        for (int i = 0; i < size; i++) {
            most = Math.max(most, greatest[i]);
        }
        return most <= ceiling;
    }

    /** Where no peak is near. */
    private void release(int size) {
        double now = held;
        for (int i = 0; i < size; i++) {
            now += (1 - now) * release;
            if (1 - now < RESTS) {
                now = 1;
            }
            reductions[i] = 1 - now;
        }
        held = now;
        first.replace(reductions, size);
        second.replace(reductions, size);
    }

    private void hold(int size) {
        for (int i = 0; i < size; i++) {
            float needed = greatest[i] > ceiling ? ceiling / greatest[i] : 1;
            // a peak lies between two samples: both get its gain
            double low = lowest.next(Math.min(needed, before));
            before = needed;
            held = Math.min(low, held + (1 - held) * release);
            if (1 - held < RESTS) {
                held = 1;
            }
            reductions[i] = 1 - held;
        }
        first.replace(reductions, size);
        second.replace(reductions, size);
    }

    /** Lets a block in, and the samples out that have waited for their gain. */
    private void lower(int size) throws IOException {
        for (int i = 0; i < size; i++) {
            waiting[place] = scaled[i];
            place = place == delay ? 0 : place + 1;
            if (taken++ < delay) {
                continue;
            }
            // the oldest lies where the next one will
            block[inBlock++] = (float) (waiting[place] * (1 - reductions[i]));
            if (inBlock == BLOCK) {
                flush();
            }
        }
    }

    private void flush() throws IOException {
        out.accept(block, inBlock);
        inBlock = 0;
    }

    /** Lets out what waits. */
    void finish() throws IOException {
        Arrays.fill(scaled, 0);
        for (int left = delay; left > 0; left -= TruePeak.BLOCK) {
            limit(Math.min(left, TruePeak.BLOCK));
        }
        flush();
    }

    /** The lowest of the last values, amortised in constant time; 1 before the first. */
    private static final class LowestOf {
        private final double[] values;
        private final long[] places;
        private final int mask;
        private final int length;
        private int head;
        private int tail;
        private long at;

        LowestOf(int length) {
            this.length = length;
            int room = Integer.highestOneBit(length + 1) * 2;
            mask = room - 1;
            values = new double[room];
            places = new long[room];
        }

        /** Whether all of them are 1. */
        boolean isOne() {
            return ((tail - 1) & mask) == head && values[head] == 1;
        }

        /** Adds so many of 1 where all are. */
        void addOnes(int count) {
            at += count;
            places[head] = at - 1;
        }

        double next(double value) {
            while (tail != head && values[(tail - 1) & mask] >= value) {
                tail = (tail - 1) & mask;
            }
            values[tail] = value;
            places[tail] = at;
            tail = (tail + 1) & mask;
            if (places[head] <= at - length) {
                head = (head + 1) & mask;
            }
            at++;
            return values[head];
        }
    }

    /**
     * Of the last values, in fixed point: sums of doubles would drift over hours, and a gain of one
     * would not come back to exactly one.
     */
    private static final class MovingMean {
        private static final double UNIT = 1L << 40;

        private final long[] values;
        private final double scale;
        private long sum;
        private int at;

        MovingMean(int length) {
            values = new long[length];
            scale = 1 / (UNIT * length);
        }

        /** Whether all of them are 0. */
        boolean rests() {
            return sum == 0; // none is negative
        }

        /** Takes values from 0, and puts in the place of each the mean up to it. */
        void replace(double[] of, int count) {
            long all = sum;
            int to = at;
            for (int i = 0; i < count; i++) {
                long fixed = (long) Math.ceil(of[i] * UNIT);
                all += fixed - values[to];
                values[to] = fixed;
                to = to + 1 == values.length ? 0 : to + 1;
                of[i] = all * scale;
            }
            sum = all;
            at = to;
        }
    }
}
