package voxfarm.dispatcher.acceptance;

import voxfarm.common.config.Range;

/**
 * Which lane requests go to, and how much of a long one is queued at once. Lengths are of sound, as
 * estimated from the text.
 *
 * @param interactiveSeconds a request that names no lane is interactive up to this length; the
 *     default is one job
 * @param interactiveLimitSeconds a request that asks for the interactive lane is refused above this
 *     length
 * @param partsAtOnce jobs of one request on the bulk lane's topic at once, at most, each of a
 *     minute of sound; those of a book go by the fleet
 * @param interactivePartsAtOnce the same on the interactive lane
 * @param chaptersAtOnce chapters of one book that are under way at once, at most
 */
public record LaneConfig(
        @Range(min = 0, max = 1_000_000_000) int interactiveSeconds,
        @Range(min = 0, max = 1_000_000_000) int interactiveLimitSeconds,
        @Range(min = 1, max = 1000) int partsAtOnce,
        @Range(min = 1, max = 1000) int interactivePartsAtOnce,
        @Range(min = 1, max = 1000) int chaptersAtOnce) {
    public static final LaneConfig DEFAULTS = new LaneConfig(60, 600, 8, 2, 3);
}
