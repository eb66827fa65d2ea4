package voxfarm.common.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeMetadataQuorumOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Whether Kafka would take what a request needs: a quorum of controllers, a leader for each
 * partition of the fixed topics that answers itself, and replicas in sync as the topic demands. A
 * broker that answers is not enough: it does so without a quorum, from what it remembers. Asked for
 * at most once a second, however often it is called. Thread-safe.
 */
public final class KafkaHealth {
    private static final Duration VALID = Duration.ofSeconds(1);
    private static final String MIN_INSYNC = "min.insync.replicas";

    private final Admin admin;
    private final Collection<String> topics;
    private final Duration patience;
    private final LongSupplier nanos;

    /** Guarded by this, as is the time. */
    private Optional<String> problem = Optional.of("not asked yet");

    private boolean asked;
    private long askedAt;

    /**
     * @param topics that requests need
     * @param patience for all of it together
     * @param nanos a clock for durations
     */
    public KafkaHealth(
            TopicAdmin admin, Collection<String> topics, Duration patience, LongSupplier nanos) {
        this.admin = admin.client();
        this.topics = List.copyOf(topics);
        this.patience = patience;
        this.nanos = nanos;
    }

    /** What is not as it should be; empty if a request would be taken. */
    public synchronized Optional<String> problem() {
        long now = nanos.getAsLong();
        if (!asked || now - askedAt >= VALID.toNanos()) {
            problem = ask();
            asked = true;
            askedAt = nanos.getAsLong();
        }
        return problem;
    }

    private Optional<String> ask() {
        long deadline = System.nanoTime() + patience.toNanos();
        int millis = (int) patience.toMillis();
        try {
            var quorum =
                    admin.describeMetadataQuorum(
                                    new DescribeMetadataQuorumOptions().timeoutMs(millis))
                            .quorumInfo();
            var described =
                    admin.describeTopics(topics, new DescribeTopicsOptions().timeoutMs(millis))
                            .allTopicNames();
            var configs =
                    admin.describeConfigs(
                                    resources(), new DescribeConfigsOptions().timeoutMs(millis))
                            .all();
            Map<String, TopicDescription> found = get(described, deadline);
            Optional<String> broken = partitions(found, get(configs, deadline));
            if (broken.isPresent()) {
                return broken;
            }
            askLeaders(found, millis, deadline);
            return quorumProblem(quorum, deadline);
        } catch (ExecutionException e) {
            return Optional.of(KafkaFailures.describe(e));
        } catch (TimeoutException e) {
            return Optional.of("no answer within " + patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("stopping");
        }
    }

    private List<ConfigResource> resources() {
        return topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
    }

    private static Optional<String> partitions(
            Map<String, TopicDescription> topics, Map<ConfigResource, Config> configs) {
        for (TopicDescription topic : topics.values()) {
            int needed = minInsync(configs, topic.name());
            for (TopicPartitionInfo partition : topic.partitions()) {
                String name = topic.name() + "-" + partition.partition();
                if (partition.leader() == null || partition.leader().isEmpty()) {
                    return Optional.of(name + " has no leader");
                }
                if (partition.isr().size() < needed) {
                    return Optional.of(
                            name
                                    + " has "
                                    + partition.isr().size()
                                    + " replicas in sync, and needs "
                                    + needed);
                }
            }
        }
        return Optional.empty();
    }

    private static int minInsync(Map<ConfigResource, Config> configs, String topic) {
        Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic));
        ConfigEntry entry = config == null ? null : config.get(MIN_INSYNC);
        String value = entry == null ? null : entry.value();
        return value == null ? 1 : Integer.parseInt(value);
    }

    /** A leader that died with the quorum still stands in what the other brokers remember. */
    private void askLeaders(Map<String, TopicDescription> found, int millis, long deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        List<TopicDescription> all = new ArrayList<>(found.values());
        for (TopicDescription topic : all) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                ends.put(
                        new TopicPartition(topic.name(), partition.partition()),
                        OffsetSpec.latest());
            }
        }
        get(admin.listOffsets(ends, new ListOffsetsOptions().timeoutMs(millis)).all(), deadline);
    }

    /** Who may not ask is not told; the partitions have to do then. */
    private static Optional<String> quorumProblem(KafkaFuture<?> quorum, long deadline)
            throws TimeoutException, InterruptedException {
        try {
            get(quorum, deadline);
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException
                    || e.getCause() instanceof UnsupportedVersionException) {
                return Optional.empty();
            }
            return Optional.of("no quorum of controllers: " + KafkaFailures.describe(e));
        }
    }

    private static <T> T get(KafkaFuture<T> future, long deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
}
