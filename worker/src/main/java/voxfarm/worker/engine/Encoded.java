package voxfarm.worker.engine;

import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.Scales;

/**
 * What the encoder of Bert-VITS2 says of a text.
 *
 * @param mean shape [T, C]
 * @param logDeviation shape [T, C]
 * @param stochasticDurations log frames, shape [T]
 * @param durations log frames of the plain predictor, shape [T]
 */
public record Encoded(
        float[] mean, float[] logDeviation, float[] stochasticDurations, float[] durations) {

    /**
     * Frames per token: both predictions mixed, stretched and rounded up, all in single precision
     * as the original has it.
     *
     * @throws VoxfarmException {@code ENGINE_FAILED} if one is no number or beyond all bounds
     */
    public int[] frames(Scales scales) {
        float ratio = (float) scales.sdpRatio();
        float rest = (float) (1 - scales.sdpRatio());
        float stretch = (float) scales.lengthScale();
        int[] frames = new int[durations.length];
        for (int i = 0; i < frames.length; i++) {
            float logFrames = stochasticDurations[i] * ratio + durations[i] * rest;
            float exact = (float) StrictMath.exp(logFrames) * stretch;
            if (!(exact >= 0 && exact < 1e6f)) { // NaN fails too
                throw VoxfarmException.of(
                        ErrorCode.ENGINE_FAILED,
                        "token %d has a duration of %s frames; the voice may be broken",
                        i,
                        exact);
            }
            frames[i] = (int) StrictMath.ceil(exact);
        }
        return frames;
    }

    /**
     * With the durations decided.
     *
     * @throws VoxfarmException {@code ENGINE_FAILED} as {@link #frames}
     */
    public Prior prior(Scales scales) {
        return new Prior.ByToken(
                mean, logDeviation, frames(scales), mean.length / Math.max(1, durations.length));
    }
}
