package voxfarm.common.kafka;

import java.util.HashMap;
import java.util.Map;
import voxfarm.common.config.SecretNames;

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

    /** Properties of a consumer: those of every client, bounds of what it fetches, {@code own}. */
    public Map<String, Object> consumer(Map<String, Object> own) {
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

    /** Without what its properties keep secret. */
    @Override
    public String toString() {
        return ("KafkaConfig[bootstrapServers=%s, topics=%s, replicationFactor=%d,"
                        + " eventPartitions=%d, lockMillis=%d, heartbeatMillis=%d, properties=%s]")
                .formatted(
                        bootstrapServers,
                        topics,
                        replicationFactor,
                        eventPartitions,
                        lockMillis,
                        heartbeatMillis,
                        SecretNames.shown(properties));
    }
}
