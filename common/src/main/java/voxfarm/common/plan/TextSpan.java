package voxfarm.common.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;

/**
 * A stretch of the text as the caller sent it.
 *
 * @param begin first UTF-16 unit
 * @param end behind the last one; at least {@code begin}
 * @throws VoxfarmException {@code INVALID_PLAN} if it is none
 */
public record TextSpan(int begin, int end) {
    public TextSpan {
        if (begin < 0 || end < begin) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "expected begin and end of a stretch of text, was %d and %d",
                    begin,
                    end);
        }
    }

    /** As members of a segment. */
    void write(ObjectNode segment) {
        segment.put("begin", begin).put("end", end);
    }

    /** Of a segment; problems go to the fields' collector. */
    static Optional<TextSpan> read(Fields segment) {
        Optional<Long> begin = segment.optionalInteger("begin", 0, Integer.MAX_VALUE);
        Optional<Long> end = segment.optionalInteger("end", 0, Integer.MAX_VALUE);
        if (begin.isEmpty() || end.isEmpty() || end.get() < begin.get()) {
            return Optional.empty();
        }
        return Optional.of(new TextSpan(begin.get().intValue(), end.get().intValue()));
    }
}
