package voxfarm.common.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Faults;

/**
 * Reads every partition of a topic, those that are added later as well, and hands each record to a
 * listener, on one thread of its own. For topics that everybody reads whole: events, control. A
 * failure of the broker that may pass makes it pause and go on; a record that cannot be taken is
 * passed over.
 */
public final class TopicFollower implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL_PATIENCE = Duration.ofSeconds(1);

    /**
     * A broker answers as soon as there is a record; that there is none it need not say often, as
     * each of those answers costs both sides as much as a record does. But whatever else is asked
     * on the same connection, such as where a new partition begins, waits behind it.
     */
    private static final Duration FETCH_WAIT = Duration.ofSeconds(2);

    /**
     * While records are there as soon as they are asked for, what comes in this time is fetched
     * together: to the broker, a fetch of one record costs as much as one of a hundred.
     */
    private static final Duration GATHER = Duration.ofMillis(15);

    private static final Duration AT_ONCE = Duration.ofMillis(2);

    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String topic;
    private final From from;
    private final Consumer<String, byte[]> consumer;
    private final RecordListener listener;
    private final Faults faults;
    private final Thread thread;
    private final FailurePauses pauses;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean started;
    private volatile boolean caughtUp;

    /** Ends of the partitions at start, by partition. */
    private volatile Map<Integer, Long> ends = Map.of();

    /**
     * @param listener called on this follower's thread
     */
    public TopicFollower(
            KafkaConfig config, String topic, From from, RecordListener listener, Faults faults) {
        this(consumerOf(config, from), topic, from, listener, faults);
    }

    TopicFollower(
            Consumer<String, byte[]> consumer,
            String topic,
            From from,
            RecordListener listener,
            Faults faults) {
        this.consumer = consumer;
        this.topic = topic;
        this.from = from;
        this.listener = listener;
        this.faults = faults;
        this.pauses = new FailurePauses(name());
        this.thread = Thread.ofPlatform().name("follow-" + topic).daemon().unstarted(this::run);
    }

    private static Consumer<String, byte[]> consumerOf(KafkaConfig config, From from) {
        return new KafkaConsumer<>(
                config.consumer(
                        Map.of(
                                "enable.auto.commit",
                                "false",
                                "fetch.max.wait.ms",
                                String.valueOf(FETCH_WAIT.toMillis()),
                                // how soon partitions are noticed that were added
                                "metadata.max.age.ms",
                                "30000",
                                // where the topic was made anew, or cut, under its reader
                                "auto.offset.reset",
                                from == From.END ? "latest" : "earliest")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Where reading begins. */
    public enum From {
        /** What is published from the start on. */
        END,
        /** Everything that is kept; for compacted topics. */
        BEGINNING
    }

    @Override
    public String name() {
        return "follower of " + topic;
    }

    /**
     * Returns when everything that is published from now on will be seen.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} if the broker cannot be asked, or does
     *     not know the topic
     */
    @Override
    public void start() {
        try {
            place();
        } catch (KafkaException e) {
            throw unavailable(KafkaFailures.describe(e), Optional.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted", Optional.of(e));
        }
        started = true;
        thread.start();
    }

    private VoxfarmException unavailable(String why, Optional<Exception> cause) {
        String message = "Kafka topic " + topic + ": cannot be followed: " + why;
        return cause.isPresent()
                ? new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, message, cause.get())
                : new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, message);
    }

    private void place() throws InterruptedException {
        List<TopicPartition> partitions = partitions();
        consumer.assign(partitions);
        Map<Integer, Long> found = new HashMap<>();
        consumer.endOffsets(partitions, START_PATIENCE)
                .forEach((partition, end) -> found.put(partition.partition(), end));
        ends = Map.copyOf(found);
        switch (from) {
            // these very ends: what is read beside this follower stops where it begins
            case END ->
                    partitions.forEach(partition ->
                            consumer.seek(
                                    partition, found.getOrDefault(partition.partition(), 0L)));
            case BEGINNING -> {
                consumer.seekToBeginning(partitions);
                partitions.forEach(partition -> consumer.position(partition, START_PATIENCE));
            }
        }
    }

    /** A topic just made is not known to every broker yet; one of them says that it has no part. */
    private List<TopicPartition> partitions() throws InterruptedException {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        FailurePauses waits = new FailurePauses(name());
        while (true) {
            List<PartitionInfo> found = consumer.partitionsFor(topic, START_PATIENCE);
            if (found != null && !found.isEmpty()) {
                return found.stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
            }
            if (closed.get() || System.nanoTime() - deadline > 0) {
                throw unavailable("the broker does not know it", Optional.empty());
            }
            waits.failed("the broker does not know the topic yet");
            waits.await();
        }
    }

    /** Ends of the partitions at start, by partition: where one that reads from the end begins. */
    public Map<Integer, Long> ends() {
        return ends;
    }

    private void run() {
        try {
            follow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable t) { // errors too
            if (!closed.get()) {
                faults.fatal(name() + " stopped", t);
            }
        }
    }

    private void follow() throws InterruptedException {
        try {
            while (!closed.get()) {
                try {
                    turn();
                    pauses.passed();
                } catch (WakeupException e) {
                    // looks whether it is closed
                } catch (RecordDeserializationException e) {
                    consumer.seek(e.topicPartition(), e.offset() + 1);
                } catch (KafkaException e) {
                    pauses.failed(e);
                    pauses.await();
                }
            }
        } finally {
            end();
        }
    }

    /** It is in no group, and a farewell would wait behind the fetch that is under way. */
    private void end() {
        try {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        } catch (KafkaException e) { // nothing in place of what ended it
            LOG.debug("{}: {}", name(), KafkaFailures.describe(e));
        }
    }

    private void turn() throws InterruptedException {
        long asked = System.nanoTime();
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL_PATIENCE);
        long waited = System.nanoTime() - asked;
        for (ConsumerRecord<String, byte[]> record : records) {
            long end = ends.getOrDefault(record.partition(), 0L);
            RecordFailures.guard(
                    topic,
                    listener,
                    new TopicRecord(
                            record.partition(),
                            record.offset(),
                            record.offset() < end,
                            record.key(),
                            record.value()));
        }
        if (!caughtUp) {
            caughtUp = beyondEnds();
        } else if (waited < AT_ONCE.toNanos()) {
            Thread.sleep(GATHER);
        }
        followNewPartitions();
    }

    /**
     * Whoever adds partitions to the topic does not tell its readers. What is on one from its first
     * record on came since the start. The client answers from what it knows of the topic.
     */
    private void followNewPartitions() {
        List<PartitionInfo> known = consumer.partitionsFor(topic, POLL_PATIENCE);
        Set<TopicPartition> followed = consumer.assignment();
        if (known == null || known.size() <= followed.size()) {
            return;
        }
        List<TopicPartition> added =
                known.stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .filter(partition -> !followed.contains(partition))
                        .toList();
        Set<TopicPartition> all = new HashSet<>(followed);
        all.addAll(added);
        consumer.assign(all);
        consumer.seekToBeginning(added);
        LOG.info("{}: {} new partitions", name(), added.size());
    }

    private boolean beyondEnds() {
        return ends.entrySet().stream()
                .allMatch(end ->
                        consumer.position(new TopicPartition(topic, end.getKey()))
                                >= end.getValue());
    }

    /** Whether the listener has seen all that was there at start. */
    public boolean caughtUp() {
        return caughtUp;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (!started) {
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
            return;
        }
        pauses.stop();
        consumer.wakeup();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
