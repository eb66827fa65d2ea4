package voxfarm.audio;

import java.io.IOException;
import java.util.Arrays;
import voxfarm.common.audio.FloatWav;
import voxfarm.common.audio.PcmAudio;

/**
 * How clips meet, wherever they are joined: the 2 ms before and behind a join are faded, so that no
 * step remains between two samples; the outer ends of a file are left alone; pauses are whole
 * samples of silence. Memory does not grow with the sound. On one thread.
 */
public final class ClipJoiner {
    private static final double FADE_SECONDS = 0.002;
    private static final int BLOCK = 8192;

    private final float gain;
    private final FloatWav.Sink out;
    private int clips;

    /**
     * @param gain what every sample is multiplied by
     */
    public ClipJoiner(float gain, FloatWav.Sink out) {
        this.gain = gain;
        this.out = out;
    }

    /**
     * A clip at its place.
     *
     * @param samples how many it has, at least 1: a clip without sound has no place
     * @param more whether another clip comes behind it
     */
    public record Place(long samples, int sampleRateHz, double pauseAfterSeconds, boolean more) {
        /**
         * Whole samples of the pause behind it; also behind the last, if the split asked for one.
         */
        long pauseSamples() {
            return pauseSamples(pauseAfterSeconds, sampleRateHz);
        }

        /** How many samples a pause has. */
        public static long pauseSamples(double seconds, int sampleRateHz) {
            return Math.round(seconds * sampleRateHz);
        }
    }

    /** Gives the samples of a clip, in blocks that the sink may change. */
    @FunctionalInterface
    public interface Samples {
        void sendTo(FloatWav.Sink sink) throws IOException;

        /** Of a clip in memory, which stays as it is. */
        static Samples of(PcmAudio clip) {
            float[] all = clip.samples();
            return sink -> {
                for (int at = 0; at < all.length; at += BLOCK) {
                    int end = Math.min(all.length, at + BLOCK);
                    sink.accept(Arrays.copyOfRange(all, at, end), end - at);
                }
            };
        }
    }

    /** How many clips were joined so far. */
    public int clips() {
        return clips;
    }

    /** Sends a clip and the pause behind it. */
    public void add(Place place, Samples samples) throws IOException {
        boolean before = clips > 0;
        boolean behind = place.more() || place.pauseAfterSeconds() > 0;
        long[] index = {0};
        samples.sendTo((block, count) -> {
            for (int i = 0; i < count; i++, index[0]++) {
                float faded = block[i] * fade(index[0], place, before, behind);
                block[i] = faded * gain;
            }
            out.accept(block, count);
        });
        FloatWav.silence(place.pauseSamples(), out);
        clips++;
    }

    /** What the sample at {@code index} is multiplied by for the joins beside it, 0 to 1. */
    private static float fade(long index, Place place, boolean before, boolean behind) {
        double fade = Math.max(1, FADE_SECONDS * place.sampleRateHz());
        double gain = 1;
        if (before) {
            gain = Math.min(gain, (index + 0.5) / fade);
        }
        if (behind) {
            gain = Math.min(gain, (place.samples() - index - 0.5) / fade);
        }
        return (float) gain;
    }
}
