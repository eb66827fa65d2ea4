package voxfarm.app.config;

import java.util.Map;
import voxfarm.common.config.Range;
import voxfarm.common.config.SecretNames;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.Topics;

/**
 * The {@code kafka} section; meanings as in {@link KafkaConfig}.
 *
 * @param prefix of all topics and groups, see {@link Topics}
 */
public record KafkaSection(
        String bootstrapServers,
        String prefix,
        @Range(min = -1, max = 9) int replicationFactor,
        @Range(min = 1, max = 1000) int eventPartitions,
        @Range(min = 1000, max = 3_600_000) int lockMillis,
        @Range(min = 500, max = 15_000) int heartbeatMillis,
        Map<String, String> properties) {
    static final KafkaSection DEFAULTS =
            new KafkaSection(
                    "127.0.0.1:9092", Topics.DEFAULT_PREFIX, -1, 6, 15_000, 5000, Map.of());

    public KafkaSection {
        var _ = new Topics(prefix); // refused with the other problems of the file
    }

    public KafkaConfig toConfig() {
        return new KafkaConfig(
                bootstrapServers,
                new Topics(prefix),
                replicationFactor,
                eventPartitions,
                lockMillis,
                heartbeatMillis,
                properties);
    }

    /** Without what its properties keep secret. */
    @Override
    public String toString() {
        return ("KafkaSection[bootstrapServers=%s, prefix=%s, replicationFactor=%d,"
                        + " eventPartitions=%d, lockMillis=%d, heartbeatMillis=%d, properties=%s]")
                .formatted(
                        bootstrapServers,
                        prefix,
                        replicationFactor,
                        eventPartitions,
                        lockMillis,
                        heartbeatMillis,
                        SecretNames.shown(properties));
    }
}
