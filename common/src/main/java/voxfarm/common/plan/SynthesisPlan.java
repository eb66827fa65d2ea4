package voxfarm.common.plan;

import java.util.List;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * A request's text cut into segments, in the order spoken.
 *
 * @throws VoxfarmException {@code INVALID_PLAN} if there is no segment or the indices are not 0, 1,
 *     2 …
 */
public record SynthesisPlan(List<Segment> segments) {
    public SynthesisPlan {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_PLAN, "plan: expected at least one segment");
        }
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).index() != i) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_PLAN,
                        "plan: expected segment %d, was %d",
                        i,
                        segments.get(i).index());
            }
        }
    }
}
