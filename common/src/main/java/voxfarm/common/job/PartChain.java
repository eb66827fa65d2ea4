package voxfarm.common.job;

import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ObjectKey;

/**
 * How a part of a long request finds the part that is queued when it is done. The parts of a
 * request form chains, as many as {@code window}: part {@code i} is followed by part {@code i +
 * window}. So no more than that many wait on a topic at once.
 *
 * @param window how many chains the request has, at least 1
 * @param plan the request's plan
 * @param offset where the part's first segment begins in the plan, in bytes
 * @throws VoxfarmException {@code INVALID_PLAN} if a range does not hold
 */
public record PartChain(int window, ObjectKey plan, long offset) {
    public PartChain {
        if (window < 1 || offset < 0) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "window, plan_offset: expected at least 1 and 0, were %d and %d",
                    window,
                    offset);
        }
    }
}
