package voxfarm.common.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;

/**
 * The member {@code precision} of requests and jobs: {@code exact}, or as whoever speaks it is set
 * up to. The latter is not written, so that clips of it keep their names.
 */
final class ExactnessCodec {
    static final String MEMBER = "precision";
    private static final String EXACT = "exact";
    private static final String AUTO = "auto";

    private ExactnessCodec() {}

    static void write(boolean exact, ObjectNode into) {
        if (exact) {
            into.put(MEMBER, EXACT);
        }
    }

    /** Problems go to the fields' collector. */
    static boolean read(Fields fields) {
        return fields.optionalParsed(MEMBER, ExactnessCodec::isExact).orElse(false);
    }

    private static boolean isExact(String text) {
        return switch (text) {
            case EXACT -> true;
            case AUTO -> false;
            default ->
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_REQUEST,
                            "expected auto or exact, was %s",
                            Problems.quote(text));
        };
    }
}
