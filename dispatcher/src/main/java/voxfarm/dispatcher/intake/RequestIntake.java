package voxfarm.dispatcher.intake;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.kafka.FailurePauses;
import voxfarm.common.kafka.JobHeaders;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaFailures;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Faults;

/**
 * Takes submissions from the topic of requests, in the order of each partition. An offset is
 * committed when its submission is admitted or its refusal published, so a crash repeats the last
 * ones, and repeating is harmless. While store, broker or this machine's disk fail, the same record
 * is tried again: nothing is passed over. A record at which this build fails is refused; it stops
 * nothing.
 */
public final class RequestIntake implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(RequestIntake.class);
    private static final Duration POLL_PATIENCE = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Before a record is refused for a failure that is nobody's: it may have passed. */
    private static final int MOST_DEFECTS = 3;

    /**
     * As often, some two minutes, a text is asked for that the store does not give: it may be that
     * text's own fault, and the others of the partition wait. A store that fails at all else, too,
     * is waited for however long it takes.
     */
    private static final int MOST_UNREADABLE = 30;

    private final String topic;
    private final Consumer<String, byte[]> consumer;
    private final TopicDoor door;
    private final Supplier<String> topicId;
    private final Faults faults;
    private final int mostUnreadable;
    private final Thread thread;

    /** Of the client's own failures, and of those of one record. */
    private final FailurePauses pauses;

    private final FailurePauses recordPauses;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean started;

    /** Unique id of the topic as it is now; only the intake's thread uses it. */
    private Optional<String> id = Optional.empty();

    /**
     * @param topicId unique id of the topic, asked for when partitions are assigned
     */
    public RequestIntake(
            KafkaConfig config, TopicDoor door, Supplier<String> topicId, Faults faults) {
        this(
                config.topics().requests(),
                consumerOf(config),
                door,
                topicId,
                faults,
                MOST_UNREADABLE);
    }

    RequestIntake(
            String topic,
            Consumer<String, byte[]> consumer,
            TopicDoor door,
            Supplier<String> topicId,
            Faults faults,
            int mostUnreadable) {
        this.mostUnreadable = mostUnreadable;
        this.topic = topic;
        this.consumer = consumer;
        this.door = door;
        this.topicId = topicId;
        this.faults = faults;
        this.pauses = new FailurePauses(name());
        this.recordPauses = new FailurePauses(name());
        this.thread = Thread.ofPlatform().name("request-intake").daemon().unstarted(this::run);
    }

    /**
     * What a caller's transaction aborts was never submitted. Other topics are the farm's own, and
     * reading them up to the last commit would let a stranger's open transaction hold them up.
     */
    private static Consumer<String, byte[]> consumerOf(KafkaConfig config) {
        return new KafkaConsumer<>(
                config.consumer(
                        Map.of(
                                "group.id", config.topics().dispatcherGroup(),
                                "group.protocol", "consumer",
                                "enable.auto.commit", "false",
                                "isolation.level", "read_committed",
                                "auto.offset.reset", "earliest",
                                "max.poll.records", "50")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    @Override
    public String name() {
        return "intake of " + topic;
    }

    @Override
    public void start() {
        consumer.subscribe(
                List.of(topic),
                new ConsumerRebalanceListener() {
                    @Override
                    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

                    @Override
                    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                        id = Optional.empty(); // the topic may have been made anew
                    }
                });
        started = true;
        thread.start();
    }

    private void run() {
        try (consumer) {
            while (!closed.get()) {
                try {
                    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL_PATIENCE)) {
                        handle(record);
                    }
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
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable t) { // errors too
            if (!closed.get()) {
                faults.fatal(name() + " stopped", t);
            }
        }
    }

    private void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        int defects = 0;
        int unreadable = 0;
        Optional<Throwable> refusal = Optional.empty();
        while (!closed.get()) {
            Throwable failure =
                    (refusal.isPresent() ? refuse(record, refusal.get()) : submit(record))
                            .orElse(null);
            if (failure == null) {
                recordPauses.passed();
                commit(record);
                return;
            }
            if (!passes(failure)) {
                defects++;
                LOG.error("{}: a defect in this build", place(record), failure);
            }
            unreadable = isUnreadable(failure) ? unreadable + 1 : 0;
            if (defects >= MOST_DEFECTS) {
                refusal =
                        Optional.of(
                                new IllegalStateException("a defect; see the dispatcher's log"));
            } else if (unreadable >= mostUnreadable) {
                refusal = Optional.of(failure);
            }
            recordPauses.failed(place(record) + " is tried again: " + failure);
            recordPauses.await();
        }
    }

    private static boolean isUnreadable(Throwable failure) {
        return failure instanceof VoxfarmException e && e.code() == ErrorCode.TEXT_UNREADABLE;
    }

    /** Admits or refuses it, by what is in it. Why that was not possible; empty if it is done. */
    private Optional<Throwable> submit(ConsumerRecord<String, byte[]> record) {
        return attempt(() ->
                door.submit(
                        topicsId(),
                        record.partition(),
                        record.offset(),
                        value(record),
                        JobHeaders.carried(record.headers())));
    }

    /** Refuses it, whatever is in it; it is passed over where this build cannot even do that. */
    private Optional<Throwable> refuse(ConsumerRecord<String, byte[]> record, Throwable reason) {
        Optional<Throwable> failure =
                attempt(() ->
                        door.refuse(
                                topicsId(),
                                record.partition(),
                                record.offset(),
                                value(record),
                                reason));
        if (failure.isPresent() && !passes(failure.get())) {
            LOG.error("{} is passed over: it can be neither taken nor refused", place(record));
            return Optional.empty();
        }
        return failure;
    }

    private static Optional<Throwable> attempt(Runnable action) {
        try {
            action.run();
            return Optional.empty();
        } catch (OutOfMemoryError e) {
            throw e; // the process's own failure
        } catch (Throwable t) { // errors too: no record stops a process
            return Optional.of(t);
        }
    }

    private String topicsId() {
        if (id.isEmpty()) {
            id = Optional.of(topicId.get());
        }
        return id.get();
    }

    /** A record without a value is Kafka's tombstone, and no request. */
    private static byte[] value(ConsumerRecord<String, byte[]> record) {
        return record.value() == null ? new byte[0] : record.value();
    }

    /** Store, broker or disk: what others or an operator will mend. */
    private static boolean passes(Throwable failure) {
        if (failure instanceof VoxfarmException e) {
            return e.code().retryable();
        }
        return failure instanceof UncheckedIOException || KafkaFailures.mayPass(failure);
    }

    private String place(ConsumerRecord<String, byte[]> record) {
        return topic + "-" + record.partition() + "@" + record.offset();
    }

    private void commit(ConsumerRecord<String, byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        Map<TopicPartition, OffsetAndMetadata> offset =
                Map.of(partition, new OffsetAndMetadata(record.offset() + 1, Optional.empty(), ""));
        try {
            consumer.commitSync(offset);
        } catch (CommitFailedException e) {
            LOG.info(
                    "partition {} moved to another dispatcher, which repeats a few submissions",
                    partition);
        } catch (KafkaException e) {
            if (e instanceof WakeupException || !KafkaFailures.mayPass(e)) {
                throw e;
            }
            // the next commit says as much; until then a crash repeats one submission more
            LOG.warn("{}: not committed: {}", place(record), KafkaFailures.describe(e));
        }
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
        recordPauses.stop();
        consumer.wakeup();
        try {
            thread.join(CLOSE_TIMEOUT);
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
