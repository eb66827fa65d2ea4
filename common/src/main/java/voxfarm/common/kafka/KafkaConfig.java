package voxfarm.common.kafka;

import java.util.HashMap;
import java.util.Map;

/**
 * How to reach the cluster and how topics are made.
 *
 * @param topics names of the farm's topics and groups
 * @param replicationFactor of topics that the farm creates; -1 leaves it to the cluster
 * @param eventPartitions of the topics of requests and events
 * @param lockMillis acquisition lock of the worker group: a worker that falls silent loses its job
 *     after this time
 * @param heartbeatMillis heartbeat of the worker group: new members get their topics within about
 *     two
 * @param properties passed to every client as they stand (security and the like)
 */
public record KafkaConfig(
        String bootstrapServers,
        Topics topics,
        int replicationFactor,
        int eventPartitions,
        int lockMillis,
        int heartbeatMillis,
        Map<String, String> properties) {

    /** Of one answer; records come in batches, and many consumers share a process. */
    private static final int FETCH_BYTES = 4 * TopicBounds.MAX_MESSAGE_BYTES;

    public KafkaConfig {
        properties = Map.copyOf(properties);
    }

    /**
     * Properties of a consumer: those of every client, bounds of what it fetches, {@code own}.
     * Records of a transaction are read once it is committed; of one that is aborted, never. While
     * one is open, what lies behind it on its partition waits.
     */
    public Map<String, Object> consumer(Map<String, Object> own) {
        Map<String, Object> all = shareConsumer(Map.of());
        all.put("isolation.level", "read_committed");
        all.putAll(own);
        return all;
    }

    /** As {@link #consumer}, of a member of a share group: what it reads is its group's to say. */
    public Map<String, Object> shareConsumer(Map<String, Object> own) {
        Map<String, Object> all = client(Map.of());
        all.put("fetch.max.bytes", FETCH_BYTES);
        all.put("max.partition.fetch.bytes", TopicBounds.MAX_MESSAGE_BYTES);
        all.putAll(own);
        return all;
    }

    /** Client properties, with {@code own} on top. */
    public Map<String, Object> client(Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("bootstrap.servers", bootstrapServers);
        all.putAll(own);
        return all;
    }
}
