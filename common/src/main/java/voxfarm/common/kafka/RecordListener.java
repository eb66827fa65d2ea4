package voxfarm.common.kafka;

/** Is handed every record of a topic, in the order of each partition, on one thread. */
@FunctionalInterface
public interface RecordListener {
    /** Takes a record. What it throws is that record's failure: the next one comes all the same. */
    void accept(TopicRecord record);
}
