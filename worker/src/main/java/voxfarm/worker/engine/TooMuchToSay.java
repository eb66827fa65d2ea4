package voxfarm.worker.engine;

import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Segment;

/**
 * A segment that is short to see and long to say, as its marks or dictionaries have its words read
 * by readings of hundreds of phones: its caller's to mend, and no reason to try again.
 */
final class TooMuchToSay {
    private TooMuchToSay() {}

    static VoxfarmException of(Segment segment, int symbols, int most) {
        return VoxfarmException.of(
                ErrorCode.INVALID_REQUEST,
                "segment %d: its readings come to %d symbols, expected at most %d; shorten the"
                        + " readings that marks and dictionaries set, or speak faster",
                segment.index(),
                symbols,
                most);
    }
}
