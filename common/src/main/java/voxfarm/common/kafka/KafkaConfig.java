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

    public KafkaConfig {
        properties = Map.copyOf(properties);
    }

    /** Client properties, with {@code own} on top. */
    public Map<String, Object> client(Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("bootstrap.servers", bootstrapServers);
        all.putAll(own);
        return all;
    }
}
