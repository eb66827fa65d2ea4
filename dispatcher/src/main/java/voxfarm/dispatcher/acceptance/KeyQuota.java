package voxfarm.dispatcher.acceptance;

import voxfarm.common.config.Range;

/**
 * What one API key may ask for; 0 is no bound. Minutes and days are those of UTC.
 *
 * @param charactersPerMinute of texts that are accepted, before anything is left out of them
 * @param charactersPerDay of the same
 * @param audioSecondsPerDay of sound, by the estimate that decides the lane; of a book without its
 *     pauses
 * @param openRequests accepted and not ended, books among them
 */
public record KeyQuota(
        @Range(min = 0, max = 2_000_000_000) int charactersPerMinute,
        @Range(min = 0, max = 2_000_000_000) int charactersPerDay,
        @Range(min = 0, max = 2_000_000_000) int audioSecondsPerDay,
        @Range(min = 0, max = 100_000) int openRequests) {
    public static final KeyQuota DEFAULTS = new KeyQuota(0, 0, 0, 0);
}
