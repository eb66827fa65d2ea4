package voxfarm.common.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.ShareMemberDescription;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.voice.VoiceId;

/** Makes the farm's topics and groups as its protocol needs them. Thread-safe. */
public final class TopicAdmin implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** After so long without a first answer, what is tried is said. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final String GROUP_BOUND = "group.share.max.size";

    /** The marks in the bucket decide before the broker does. */
    private static final int DELIVERY_LIMIT = 10;

    private static final Duration DISPATCHER_SESSION = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** 4.2-IV0: share groups can renew locks and acquire by record. */
    private static final int FIRST_METADATA_WITH_RENEWAL = 28;

    private final KafkaConfig config;
    private final Topics topics;
    private final Admin admin;

    /** Job topics that were there when somebody looked last. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    public TopicAdmin(KafkaConfig config) {
        this.config = config;
        this.topics = config.topics();
        this.admin = Admin.create(config.client(Map.of()));
    }

    @Override
    public String name() {
        return "kafka admin";
    }

    /** The client connects by itself. */
    @Override
    public void start() {}

    /**
     * Checks that the cluster has share groups with renewal and record-limited acquisition.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} if it cannot be reached or is too old
     */
    public void checkFeatures() {
        Map<String, FinalizedVersionRange> features = firstAnswer().finalizedFeatures();
        require(features, "metadata.version", FIRST_METADATA_WITH_RENEWAL, "Kafka 4.2 or later");
        require(features, "share.version", 1, "share groups");
    }

    /** A client that cannot connect says nothing for all its time, so this says what is tried. */
    private FeatureMetadata firstAnswer() {
        KafkaFuture<FeatureMetadata> answer = admin.describeFeatures().featureMetadata();
        try {
            return answer.get(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn(
                    "Kafka does not answer yet; {}; waiting {} s more",
                    new BrokerReach(config).explain(),
                    TIMEOUT.minus(SILENCE).toSeconds());
            return get("read features", answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("read features", e);
        } catch (ExecutionException e) {
            throw unavailable("read features", e);
        }
    }

    private void require(
            Map<String, FinalizedVersionRange> features, String feature, int least, String what) {
        FinalizedVersionRange found = features.get(feature);
        if (found == null || found.maxVersionLevel() < least) {
            throw VoxfarmException.of(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "Kafka at %s: expected %s (feature %s at %d or more), found %s. Upgrade the"
                            + " brokers, then: kafka-features.sh upgrade --feature %s=%d",
                    config.bootstrapServers(),
                    what,
                    feature,
                    least,
                    found == null ? "none" : String.valueOf(found.maxVersionLevel()),
                    feature,
                    least);
        }
    }

    /**
     * Makes the topics that every farm has, and configures the worker group. Doing it again is
     * harmless.
     */
    public void createFixedTopics() {
        create(fixedTopics());
        boundRecords();
        configureGroups();
    }

    /**
     * Makes those of them again that somebody deleted. The farm's own producers see that a topic is
     * gone; nobody else makes the one to which only others write.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} if that cannot be known or done
     */
    public void restoreFixedTopics() {
        int made = create(fixedTopics());
        if (made > 0) {
            LOG.warn("{} of the farm's topics were gone, and were made again", made);
        }
    }

    /** Also of topics that an earlier build made, or whoever runs the cluster. */
    private void boundRecords() {
        List<String> own = new ArrayList<>(topics.fixed());
        for (String topic : get("list topics", admin.listTopics().names())) {
            if (isJobTopic(topic)) {
                own.add(topic);
            }
        }
        new TopicBounds(admin, config.bootstrapServers()).apply(own);
    }

    private List<NewTopic> fixedTopics() {
        short replication = (short) config.replicationFactor();
        return List.of(
                bounded(new NewTopic(topics.requests(), config.eventPartitions(), replication)),
                bounded(new NewTopic(topics.events(), config.eventPartitions(), replication)),
                bounded(new NewTopic(topics.dead(), 1, replication)),
                compacted(topics.control(), replication),
                compacted(topics.workers(), replication));
    }

    private static NewTopic compacted(String name, short replication) {
        Map<String, String> settings = new HashMap<>(TopicBounds.SETTINGS);
        settings.put("cleanup.policy", "compact");
        return new NewTopic(name, 1, replication).configs(settings);
    }

    private static NewTopic bounded(NewTopic topic) {
        return topic.configs(TopicBounds.SETTINGS);
    }

    /**
     * The default start offset of a share group is the end: jobs before its first start would be
     * lost. Attempts are counted by marks in the bucket; a broker that gives records up sooner than
     * they do costs a sweep. A dispatcher that was killed keeps its partitions until its session
     * ends; what is submitted there waits so long.
     */
    private void configureGroups() {
        GroupSettings settings = new GroupSettings(admin, config.bootstrapServers());
        settings.apply(
                topics.workerGroup(),
                List.of(
                        GroupSettings.Wanted.exactly("share.auto.offset.reset", "earliest"),
                        GroupSettings.Wanted.exactly(
                                "share.record.lock.duration.ms",
                                String.valueOf(config.lockMillis())),
                        GroupSettings.Wanted.exactly(
                                "share.heartbeat.interval.ms",
                                String.valueOf(config.heartbeatMillis())),
                        new GroupSettings.Wanted(
                                "share.delivery.count.limit",
                                String.valueOf(DELIVERY_LIMIT),
                                found -> isAtLeast(found, DELIVERY_LIMIT),
                                Optional.of(
                                        "a job that was handed back as often as the brokers'"
                                                + " group.share.delivery.count.limit says (5 by"
                                                + " default; "
                                                + DELIVERY_LIMIT
                                                + " is better) waits for a dispatcher's next"
                                                + " sweep"))));
        settings.apply(
                topics.dispatcherGroup(),
                List.of(
                        GroupSettings.Wanted.exactly(
                                        "consumer.session.timeout.ms",
                                        String.valueOf(DISPATCHER_SESSION.toMillis()))
                                .orElse(
                                        "submissions by topic wait for the broker's own session"
                                                + " time when a dispatcher is killed"
                                                + " (group.consumer.min.session.timeout.ms below"
                                                + " would allow less)")));
    }

    private static boolean isAtLeast(String number, int least) {
        try {
            return Integer.parseInt(number) >= least;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * Makes the job topics of each voice where they are missing. Cheap for voices seen before,
     * until {@link #forgetMissing} says that a topic is gone.
     */
    public void createJobTopics(Collection<VoiceId> voices) {
        List<NewTopic> wanted = new ArrayList<>();
        for (VoiceId voice : voices) {
            for (JobQueue queue : JobQueue.values()) {
                String topic = topics.jobs(queue, voice);
                if (!known.contains(topic)) {
                    wanted.add(jobTopic(topic));
                }
            }
        }
        if (!wanted.isEmpty()) {
            create(wanted);
            wanted.forEach(topic -> known.add(topic.name()));
        }
    }

    private NewTopic jobTopic(String name) {
        return bounded(new NewTopic(name, 1, (short) config.replicationFactor()));
    }

    /**
     * Makes a topic of the farm where it is missing; the broker is asked.
     *
     * @return whether it was missing
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} if that cannot be known or done
     */
    public boolean restore(String topic) {
        Optional<NewTopic> wanted =
                fixedTopics().stream()
                        .filter(fixed -> fixed.name().equals(topic))
                        .findFirst()
                        .or(() ->
                                isJobTopic(topic)
                                        ? Optional.of(jobTopic(topic))
                                        : Optional.empty());
        return wanted.isPresent() && create(List.of(wanted.get())) > 0;
    }

    private boolean isJobTopic(String topic) {
        return topics.placeOf(topic).isPresent();
    }

    /** How many of them were missing. */
    private int create(List<NewTopic> wanted) {
        Set<String> existing = get("list topics", admin.listTopics().names());
        List<NewTopic> missing = new ArrayList<>(wanted);
        missing.removeIf(topic -> existing.contains(topic.name()));
        if (missing.isEmpty()) {
            return 0;
        }
        Map<String, KafkaFuture<Void>> answers = admin.createTopics(missing).values();
        for (Map.Entry<String, KafkaFuture<Void>> answer : answers.entrySet()) {
            awaitCreation(answer.getKey(), answer.getValue());
        }
        return missing.size();
    }

    private void awaitCreation(String topic, KafkaFuture<Void> creation) {
        try {
            Optional<Throwable> failure = failure("create topic " + topic, creation);
            if (failure.isPresent() && !(failure.get() instanceof TopicExistsException)) {
                throw unavailable("create topic " + topic, failure.get());
            }
        } catch (TimeoutException e) {
            throw unavailable("create topic " + topic, e);
        }
    }

    private static Optional<Throwable> failure(String what, KafkaFuture<Void> future)
            throws TimeoutException {
        try {
            future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.ofNullable(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, what + ": interrupted", e);
        }
    }

    /**
     * Where the worker group is on a partition.
     *
     * @param start what lies before is done or given up; the broker stores it late, so that it may
     *     lie before records that are done
     * @param open how many records are neither done nor given up; exact
     */
    public record Position(long start, long open) {}

    /** Of each partition of the job topics that a worker has asked for. */
    public Map<TopicPartition, Position> workerPositions() {
        Map<TopicPartition, Position> positions = new HashMap<>();
        workerOffsets()
                .forEach((partition, info) ->
                        // without a count nothing may be taken for done
                        positions.put(
                                partition,
                                new Position(
                                        info.startOffset(), info.lag().orElse(Long.MAX_VALUE))));
        return positions;
    }

    /** Job topics that somebody deleted are made anew when they are needed next. */
    void forgetMissing(Set<String> existing) {
        known.retainAll(existing);
    }

    /** How many jobs wait or are worked on, by topic; on one that no worker ever asked for, all. */
    public Map<String, Long> workerLags() {
        Map<TopicPartition, SharePartitionOffsetInfo> asked = workerOffsets();
        Map<String, Long> lags = new HashMap<>();
        asked.forEach((partition, info) ->
                lags.merge(partition.topic(), info.lag().orElse(0L), Long::sum));
        unaskedLags(lags.keySet())
                .forEach((partition, lag) -> lags.merge(partition.topic(), lag, Long::sum));
        return lags;
    }

    private Map<TopicPartition, Long> unaskedLags(Set<String> asked) {
        Set<String> unasked = new HashSet<>(get("list topics", admin.listTopics().names()));
        unasked.removeIf(topic -> asked.contains(topic) || !isJobTopic(topic));
        if (unasked.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        get("describe job topics", admin.describeTopics(unasked).allTopicNames())
                .forEach((topic, description) ->
                        description
                                .partitions()
                                .forEach(partition -> {
                                    TopicPartition place =
                                            new TopicPartition(topic, partition.partition());
                                    first.put(place, OffsetSpec.earliest());
                                    last.put(place, OffsetSpec.latest());
                                }));
        var firsts = get("list offsets of job topics", admin.listOffsets(first).all());
        Map<TopicPartition, Long> lags = new HashMap<>();
        get("list offsets of job topics", admin.listOffsets(last).all())
                .forEach((place, end) -> {
                    var begin = firsts.get(place);
                    lags.put(place, end.offset() - (begin == null ? 0 : begin.offset()));
                });
        return lags;
    }

    private Map<TopicPartition, SharePartitionOffsetInfo> workerOffsets() {
        Map<TopicPartition, SharePartitionOffsetInfo> found = new HashMap<>();
        get(
                        "list offsets of " + topics.workerGroup(),
                        admin.listShareGroupOffsets(
                                        Map.of(
                                                topics.workerGroup(),
                                                new ListShareGroupOffsetsSpec()))
                                .partitionsToOffsetInfo(topics.workerGroup()))
                .forEach((partition, info) -> {
                    if (info != null) { // no member has asked for it yet
                        found.put(partition, info);
                    }
                });
        return found;
    }

    /** How long a topic keeps its records; empty for ever. */
    public Optional<Duration> retention(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config found =
                get("describe " + topic, admin.describeConfigs(List.of(resource)).all())
                        .get(resource);
        ConfigEntry entry = found == null ? null : found.get("retention.ms");
        long millis = entry == null || entry.value() == null ? -1 : Long.parseLong(entry.value());
        return millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }

    /** The client itself, for what else this package asks of the cluster. */
    Admin client() {
        return admin;
    }

    /** Whether the broker answers at all. */
    public boolean reachable(Duration patience) {
        try {
            admin.describeCluster().nodes().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /**
     * The job topics of a voice, if nothing is queued on any of them, or worked on.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} if that cannot be known
     */
    public List<String> emptyJobTopics(VoiceId voice) {
        Set<String> existing = get("list topics", admin.listTopics().names());
        List<String> own =
                Arrays.stream(JobQueue.values())
                        .map(queue -> topics.jobs(queue, voice))
                        .filter(existing::contains)
                        .toList();
        Map<TopicPartition, Position> positions = workerPositions();
        for (TopicDescription topic :
                get("describe topics of " + voice, admin.describeTopics(own).allTopicNames())
                        .values()) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                if (!isEmpty(new TopicPartition(topic.name(), partition.partition()), positions)) {
                    return List.of();
                }
            }
        }
        return own;
    }

    /** Of one that no worker has asked for, every record is open. */
    private boolean isEmpty(TopicPartition partition, Map<TopicPartition, Position> positions) {
        Position position = positions.get(partition);
        return position != null
                ? position.open() == 0
                : offset(partition, OffsetSpec.earliest())
                        == offset(partition, OffsetSpec.latest());
    }

    private long offset(TopicPartition partition, OffsetSpec which) {
        return get(
                        "offsets of " + partition,
                        admin.listOffsets(Map.of(partition, which)).partitionResult(partition))
                .offset();
    }

    /** Deletes job topics; those that are not there do not matter. */
    public void deleteJobTopics(List<String> names) {
        List<String> own = names.stream().filter(this::isJobTopic).toList();
        known.removeAll(own);
        for (String topic : own) {
            try {
                get("delete topic " + topic, admin.deleteTopics(List.of(topic)).all());
            } catch (VoxfarmException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
    }

    /** Voices that have a job topic of that queue. */
    public Set<VoiceId> voicesWithTopics(JobQueue queue) {
        Set<VoiceId> voices = new HashSet<>();
        for (String topic : get("list topics", admin.listTopics().names())) {
            topics.voiceOf(queue, topic).ifPresent(voices::add);
        }
        return voices;
    }

    /**
     * How many members of the worker group, of those whose client id begins so, have been given
     * topics.
     */
    public int membersWithTopics(String clientIdPrefix) {
        return (int)
                describeWorkers().stream()
                        .flatMap(group -> group.members().stream())
                        .filter(member -> member.clientId().startsWith(clientIdPrefix))
                        .filter(member -> !member.assignment().topicPartitions().isEmpty())
                        .count();
    }

    /**
     * Checks that the worker group takes so many members more. The one above its bound is refused
     * while it works, and takes the jobs of its neighbours along.
     *
     * @param worker whose members would join
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} with the numbers if there is no room
     */
    public void checkRoomForWorker(String worker, int members) {
        Optional<Integer> bound = largestShareGroup();
        if (bound.isEmpty()) {
            return;
        }
        List<String> there =
                describeWorkers().stream()
                        .flatMap(group -> group.members().stream())
                        .map(ShareMemberDescription::clientId)
                        .toList();
        if (there.size() + members <= bound.get()) {
            return;
        }
        long ownBefore = there.stream().filter(client -> client.startsWith(worker + "-")).count();
        throw VoxfarmException.of(
                ErrorCode.BROKER_UNAVAILABLE,
                "Kafka at %s: worker %s would join group %s with %d members; it has %d (%d of them"
                    + " left by an earlier start of this worker, until their session ends) and"
                    + " takes at most %d. Raise group.share.max.size on the brokers to %d or more,"
                    + " or lower worker.jobs or worker.slots",
                config.bootstrapServers(),
                worker,
                topics.workerGroup(),
                members,
                there.size(),
                ownBefore,
                bound.get(),
                there.size() + members);
    }

    /** The least that a broker says; empty where that may not be read. */
    private Optional<Integer> largestShareGroup() {
        try {
            List<ConfigResource> brokers =
                    get("list brokers", admin.describeCluster().nodes()).stream()
                            .map(node ->
                                    new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
                            .toList();
            return get("read settings of the brokers", admin.describeConfigs(brokers).all())
                    .values()
                    .stream()
                    .map(config -> config.get(GROUP_BOUND))
                    .filter(entry -> entry != null && entry.value() != null)
                    .map(entry -> Integer.parseInt(entry.value()))
                    .min(Integer::compare);
        } catch (VoxfarmException e) {
            if (e.getCause() instanceof AuthorizationException) {
                LOG.info("{} may not be read here; not checked: {}", GROUP_BOUND, e.getMessage());
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The id that no other topic ever has, one of the same name made later included. */
    public String topicId(String topic) {
        Map<String, TopicDescription> found =
                get(
                        "describe topic " + topic,
                        admin.describeTopics(List.of(topic)).allTopicNames());
        return java.util.Objects.requireNonNull(found.get(topic), topic).topicId().toString();
    }

    /** Empty before the first member of the group has joined. */
    private Optional<ShareGroupDescription> describeWorkers() {
        try {
            return Optional.ofNullable(
                    get(
                                    "describe group " + topics.workerGroup(),
                                    admin.describeShareGroups(List.of(topics.workerGroup())).all())
                            .get(topics.workerGroup()));
        } catch (VoxfarmException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private <T> T get(String what, KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(what, e);
        } catch (ExecutionException e) {
            throw unavailable(what, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw unavailable(what, e);
        }
    }

    private VoxfarmException unavailable(String what, Throwable cause) {
        String reason =
                cause instanceof TimeoutException
                        ? "no answer within "
                                + TIMEOUT.toSeconds()
                                + " s; "
                                + new BrokerReach(config).explain()
                        : KafkaFailures.describe(cause);
        return new VoxfarmException(
                ErrorCode.BROKER_UNAVAILABLE,
                "Kafka at " + config.bootstrapServers() + ": " + what + " failed: " + reason,
                cause);
    }

    @Override
    public void close() {
        admin.close(CLOSE_TIMEOUT);
    }
}
