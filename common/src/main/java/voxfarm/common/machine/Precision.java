package voxfarm.common.machine;

import java.util.Locale;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * How exactly a GPU computes. The same text, voice and seed give the same samples to {@code 1e-5}
 * on every device where the precision is exact; where it is fast, to about {@code 2e-3}, which
 * nobody hears. A CPU is always exact.
 */
public enum Precision {
    /** Single precision everywhere, without TF32. */
    EXACT,
    /** The decoder in half precision, the flow's products in TF32; durations stay exact. */
    FAST;

    /**
     * @param text {@code auto}, {@code exact} or {@code fast}; {@code auto} is {@code fast}
     * @throws VoxfarmException {@code INVALID_CONFIG} otherwise
     */
    public static Precision parse(String text) {
        return switch (text) {
            case "exact" -> EXACT;
            case "fast", "auto" -> FAST;
            default ->
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_CONFIG,
                            "precision: expected auto, exact or fast, was %s",
                            Problems.quote(text));
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
