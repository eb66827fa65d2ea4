package voxfarm.dispatcher.acceptance;

import java.util.Locale;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.LaneChoice;

/** Which lane a request goes to, by what its caller asks for and how long it is. */
final class LaneRules {
    private final LaneConfig config;

    LaneRules(LaneConfig config) {
        this.config = config;
    }

    /**
     * The lane of a request.
     *
     * @param seconds of sound, by estimate
     * @throws VoxfarmException {@code INVALID_REQUEST} if the interactive lane was asked for by
     *     name and it is too long for that
     */
    Lane laneOf(LaneChoice choice, double seconds) {
        boolean admitted = seconds <= config.interactiveLimitSeconds();
        return switch (choice) {
            case BULK -> Lane.BULK;
            case BY_LENGTH ->
                    admitted && seconds <= config.interactiveSeconds()
                            ? Lane.INTERACTIVE
                            : Lane.BULK;
            case WHILE_CALLER_WAITS -> admitted ? Lane.INTERACTIVE : Lane.BULK;
            case INTERACTIVE -> {
                if (!admitted) {
                    throw tooLong(seconds);
                }
                yield Lane.INTERACTIVE;
            }
        };
    }

    private VoxfarmException tooLong(double seconds) {
        return VoxfarmException.of(
                ErrorCode.INVALID_REQUEST,
                "lane: interactive takes up to %d s of sound (lanes.interactive-limit-seconds), and"
                        + " this text is estimated at %s s; leave lane out, or say bulk",
                config.interactiveLimitSeconds(),
                String.format(Locale.ROOT, "%.0f", seconds));
    }

    /** How many jobs of a request of so many parts may be on that lane's topic at once. */
    int partsAtOnce(Lane lane, int parts) {
        int most =
                switch (lane) {
                    case INTERACTIVE -> config.interactivePartsAtOnce();
                    case BULK -> config.partsAtOnce();
                };
        return Math.min(most, parts);
    }
}
