package voxfarm.dispatcher.recovery;

import voxfarm.common.config.Range;

/**
 * How lost requests are found.
 *
 * @param graceSeconds a request is not looked for so soon after it was queued; longer than a
 *     producer tries to deliver a record, 30 s
 * @param periodSeconds between two sweeps, at least; a sweep that takes long is followed by a
 *     longer pause
 */
public record RecoveryConfig(
        @Range(min = 1, max = 86_400) int graceSeconds,
        @Range(min = 1, max = 86_400) int periodSeconds) {
    public static final RecoveryConfig DEFAULTS = new RecoveryConfig(45, 20);
}
