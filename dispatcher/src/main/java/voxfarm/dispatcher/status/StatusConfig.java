package voxfarm.dispatcher.status;

import voxfarm.common.config.Range;

/**
 * How much a dispatcher remembers of what it was told; all of it is in Kafka and in the bucket.
 *
 * @param rememberedRequests of which the last event is kept, some 450 bytes each
 * @param deadLettersMib memory for the list of dead letters, some 700 bytes each
 */
public record StatusConfig(
        @Range(min = 1000, max = 10_000_000) int rememberedRequests,
        @Range(min = 1, max = 1024) int deadLettersMib) {
    public static final StatusConfig DEFAULTS = new StatusConfig(20_000, 8);
}
