package voxfarm.dispatcher.acceptance;

import voxfarm.common.config.Range;

/**
 * How much may wait before HTTP callers are told to come back later. Requests by topic wait on
 * their topic instead.
 *
 * @param maxWaiting jobs queued or worked on, of all callers
 * @param maxWaitingPerClient requests of one network address, as far as this dispatcher took them
 */
public record QueueLimits(
        @Range(min = 1, max = 100_000_000) int maxWaiting,
        @Range(min = 1, max = 100_000_000) int maxWaitingPerClient) {
    public static final QueueLimits DEFAULTS = new QueueLimits(100_000, 20_000);
}
