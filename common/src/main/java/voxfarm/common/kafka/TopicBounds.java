package voxfarm.common.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * How large a record may be to whoever reads it. A broker bounds what it is sent, which may be
 * compressed: nine kilobytes become three hundred megabytes in every reader. So the farm's topics
 * keep records as they are, and the bound holds for them so.
 */
final class TopicBounds {
    private static final Logger LOG = LoggerFactory.getLogger(TopicBounds.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** The longest record of the farm is the dead letter of the longest job. */
    static final int MAX_MESSAGE_BYTES = 1 << 20;

    private static final String COMPRESSION = "compression.type";
    private static final String UNCOMPRESSED = "uncompressed";
    private static final String MAX_MESSAGE = "max.message.bytes";

    /** Settings of every topic that the farm makes. */
    static final Map<String, String> SETTINGS =
            Map.of(COMPRESSION, UNCOMPRESSED, MAX_MESSAGE, String.valueOf(MAX_MESSAGE_BYTES));

    private final Admin admin;
    private final String bootstrapServers;

    TopicBounds(Admin admin, String bootstrapServers) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Brings topics that others made, or an earlier build, to these settings. Where settings may
     * not even be read, that is told in a line, and the topic is taken as its owner keeps it.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} if the cluster does not answer, or names
     *     the topics that are not bounded and may not be altered, and the commands that an operator
     *     may give
     */
    void apply(Collection<String> topics) {
        Map<String, List<String>> wrong = new TreeMap<>();
        read(topics)
                .forEach((topic, config) -> {
                    List<String> unbounded = unbounded(config);
                    if (!unbounded.isEmpty()) {
                        wrong.put(topic, unbounded);
                    }
                });
        if (!wrong.isEmpty()) {
            alter(wrong);
        }
    }

    private Map<String, Config> read(Collection<String> topics) {
        Map<String, Config> found = new HashMap<>();
        admin.describeConfigs(topics.stream().map(TopicBounds::resource).toList())
                .values()
                .forEach((resource, answer) -> {
                    try {
                        found.put(resource.name(), get(answer));
                    } catch (ExecutionException e) {
                        LOG.warn(
                                "settings of topic {} cannot be read ({}); whether its records are"
                                        + " bounded is not known",
                                resource.name(),
                                KafkaFailures.describe(e));
                    }
                });
        return found;
    }

    /** Names of what is not set as it should be. */
    private static List<String> unbounded(Config config) {
        List<String> names = new ArrayList<>();
        ConfigEntry compression = config.get(COMPRESSION);
        if (compression == null || !UNCOMPRESSED.equals(compression.value())) {
            names.add(COMPRESSION);
        }
        ConfigEntry most = config.get(MAX_MESSAGE);
        if (most == null
                || most.value() == null
                || Long.parseLong(most.value()) > MAX_MESSAGE_BYTES) {
            names.add(MAX_MESSAGE);
        }
        return names;
    }

    private void alter(Map<String, List<String>> wrong) {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        wrong.forEach((topic, names) ->
                changes.put(
                        resource(topic),
                        names.stream()
                                .map(name -> new ConfigEntry(name, SETTINGS.getOrDefault(name, "")))
                                .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
                                .toList()));
        List<String> refused = new ArrayList<>();
        admin.incrementalAlterConfigs(changes)
                .values()
                .forEach((resource, answer) -> {
                    try {
                        get(answer);
                        LOG.info(
                                "topic {}: records are kept uncompressed, of {} bytes at most",
                                resource.name(),
                                MAX_MESSAGE_BYTES);
                    } catch (ExecutionException e) {
                        refused.add(command(resource.name(), wrong, e));
                    }
                });
        if (!refused.isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "Kafka at %s: whoever may write to these topics could stop the farm with one"
                            + " small record that unpacks to a large one, and they may not be"
                            + " altered by this client. Who may gives these commands: %s",
                    bootstrapServers,
                    String.join("; ", refused));
        }
    }

    private String command(
            String topic, Map<String, List<String>> wrong, ExecutionException reason) {
        return String.format(
                "kafka-configs.sh --bootstrap-server %s --alter --entity-type topics --entity-name"
                        + " %s --add-config %s (%s)",
                bootstrapServers,
                topic,
                wrong.getOrDefault(topic, List.of()).stream()
                        .map(name -> name + "=" + SETTINGS.get(name))
                        .collect(Collectors.joining(",")),
                KafkaFailures.describe(reason));
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private <T> T get(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "interrupted", e);
        } catch (TimeoutException e) {
            throw new VoxfarmException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "Kafka at " + bootstrapServers + ": settings of topics: no answer",
                    e);
        }
    }
}
