package voxfarm.common.kafka;

import org.jspecify.annotations.Nullable;

/** Is handed every record of a topic, in the order of each partition, on one thread. */
@FunctionalInterface
public interface RecordListener {
    /**
     * Takes a record.
     *
     * @param key null where the producer set none
     * @param value null where a compacted topic forgets the key
     */
    void accept(@Nullable String key, byte @Nullable [] value);
}
