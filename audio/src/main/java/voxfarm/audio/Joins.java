package voxfarm.audio;

import voxfarm.common.audio.PcmAudio;

/**
 * How clips meet: the 2 ms before and behind a join are faded, so that no step remains between two
 * samples. The outer ends of a file are left alone. Pauses are whole samples of silence.
 */
public final class Joins {
    private static final double FADE_SECONDS = 0.002;

    private Joins() {}

    /**
     * What the sample at {@code index} is multiplied by, 0 to 1.
     *
     * @param length of the clip in samples
     * @param joinedBefore whether something comes before the clip
     * @param joinedBehind whether something comes behind it
     */
    public static float gain(
            long index, long length, int sampleRateHz, boolean joinedBefore, boolean joinedBehind) {
        double fade = Math.max(1, FADE_SECONDS * sampleRateHz);
        double gain = 1;
        if (joinedBefore) {
            gain = Math.min(gain, (index + 0.5) / fade);
        }
        if (joinedBehind) {
            gain = Math.min(gain, (length - index - 0.5) / fade);
        }
        return (float) gain;
    }

    /** A whole clip; the same where nothing is joined. */
    public static PcmAudio faded(PcmAudio clip, boolean joinedBefore, boolean joinedBehind) {
        if (!joinedBefore && !joinedBehind) {
            return clip;
        }
        float[] samples = clip.samples().clone();
        for (int i = 0; i < samples.length; i++) {
            samples[i] *= gain(i, samples.length, clip.sampleRateHz(), joinedBefore, joinedBehind);
        }
        return new PcmAudio(samples, clip.sampleRateHz());
    }
}
