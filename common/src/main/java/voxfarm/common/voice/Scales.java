package voxfarm.common.voice;

import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * The four sliders of a VITS voice.
 *
 * @param sdpRatio share of the stochastic duration predictor against the plain one, 0 to 1
 * @param noiseScale spread of the prior, 0 to 2
 * @param noiseScaleW spread of the stochastic durations, 0 to 2
 * @param lengthScale multiplier of all durations, 0.1 to 10; 2 is half speed
 * @throws VoxfarmException {@code INVALID_REQUEST} if a range does not hold
 */
public record Scales(double sdpRatio, double noiseScale, double noiseScaleW, double lengthScale) {
    public static final double MAX_SDP_RATIO = 1;
    public static final double MAX_NOISE_SCALE = 2;
    public static final double MIN_LENGTH_SCALE = 0.1;
    public static final double MAX_LENGTH_SCALE = 10;

    /** What the original uses where neither request nor voice says anything. */
    public static final Scales ORIGINAL_DEFAULTS = new Scales(0.2, 0.6, 0.8, 1);

    public Scales {
        check("sdp_ratio", sdpRatio, 0, MAX_SDP_RATIO);
        check("noise_scale", noiseScale, 0, MAX_NOISE_SCALE);
        check("noise_scale_w", noiseScaleW, 0, MAX_NOISE_SCALE);
        check("length_scale", lengthScale, MIN_LENGTH_SCALE, MAX_LENGTH_SCALE);
    }

    /** So many times faster, as far as the range of the length scale goes. */
    public Scales faster(double rate) {
        return new Scales(
                sdpRatio,
                noiseScale,
                noiseScaleW,
                Math.clamp(lengthScale / rate, MIN_LENGTH_SCALE, MAX_LENGTH_SCALE));
    }

    private static void check(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) { // NaN fails too
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: expected a number from %s to %s, was %s",
                    name,
                    least,
                    most,
                    value);
        }
    }
}
