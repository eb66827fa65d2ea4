package voxfarm.common.kafka;

import org.jspecify.annotations.Nullable;

/**
 * A record of a topic that is read whole.
 *
 * @param partition in which it lies
 * @param offset its place there
 * @param kept whether it lay there before its reader began; such a record may be of any age
 * @param key null where the producer set none
 * @param value null where a compacted topic forgets the key
 */
public record TopicRecord(
        int partition, long offset, boolean kept, @Nullable String key, byte @Nullable [] value) {}
