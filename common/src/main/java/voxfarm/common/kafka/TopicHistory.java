package voxfarm.common.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.lifecycle.Component;

/**
 * Reads the last records of each partition of a topic, up to where a {@link TopicFollower} began,
 * and then ends: what lies before is not awaited by anybody. On a thread of its own. A topic of any
 * length costs the same. What cannot be read is left out: for hints only.
 */
public final class TopicHistory implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(TopicHistory.class);
    private static final Duration POLL_PATIENCE = Duration.ofSeconds(1);
    private static final Duration ASK_PATIENCE = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaConfig config;
    private final String topic;
    private final Supplier<Map<Integer, Long>> ends;
    private final long perPartition;
    private final RecordListener listener;
    private final Runnable done;
    private final Thread thread;
    private final FailurePauses pauses;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean read;

    /**
     * @param ends offset behind the last record to read, by partition; asked at start
     * @param perPartition most records of each
     * @param listener called on this history's thread
     * @param done called there when the last record was handed over
     */
    public TopicHistory(
            KafkaConfig config,
            String topic,
            Supplier<Map<Integer, Long>> ends,
            long perPartition,
            RecordListener listener,
            Runnable done) {
        this.config = config;
        this.topic = topic;
        this.ends = ends;
        this.perPartition = perPartition;
        this.listener = listener;
        this.done = done;
        this.pauses = new FailurePauses(name());
        this.thread = Thread.ofPlatform().name("history-" + topic).daemon().unstarted(this::run);
    }

    @Override
    public String name() {
        return "history of " + topic;
    }

    /** Returns at once. */
    @Override
    public void start() {
        thread.start();
    }

    /** Whether all was read and taken. */
    public boolean read() {
        return read;
    }

    private void run() {
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        config.consumer(
                                Map.of(
                                        "enable.auto.commit", "false",
                                        "auto.offset.reset", "earliest")),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            long begun = System.nanoTime();
            long count = readAll(consumer);
            if (closed.get()) {
                return;
            }
            done.run();
            read = true;
            LOG.info(
                    "{}: {} records in {} ms",
                    name(),
                    count,
                    Duration.ofNanos(System.nanoTime() - begun).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // nobody's answer depends on it, so that the process need not end
            LOG.warn("{}: could not be read: {}", name(), KafkaFailures.describe(e));
        }
    }

    private long readAll(KafkaConsumer<String, byte[]> consumer) throws InterruptedException {
        Map<TopicPartition, Long> open = new HashMap<>();
        ends.get().forEach((partition, end) -> open.put(new TopicPartition(topic, partition), end));
        consumer.assign(open.keySet());
        boolean placed = false;
        long count = 0;
        while (!closed.get()) {
            try {
                if (!placed) {
                    place(consumer, open);
                    placed = true;
                }
                open.entrySet()
                        .removeIf(end ->
                                consumer.position(end.getKey(), ASK_PATIENCE) >= end.getValue());
                if (open.isEmpty()) {
                    return count;
                }
                count += turn(consumer, open);
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
        return count;
    }

    private void place(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> open) {
        Map<TopicPartition, Long> first = consumer.beginningOffsets(open.keySet(), ASK_PATIENCE);
        open.forEach((partition, end) ->
                consumer.seek(
                        partition,
                        Math.max(first.getOrDefault(partition, 0L), end - perPartition)));
    }

    private long turn(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> open) {
        long count = 0;
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL_PATIENCE)) {
            TopicPartition partition = new TopicPartition(topic, record.partition());
            if (record.offset() < open.getOrDefault(partition, 0L)) {
                count++;
                RecordFailures.guard(
                        topic,
                        listener,
                        new TopicRecord(
                                record.partition(),
                                record.offset(),
                                true,
                                record.key(),
                                record.value()));
            }
        }
        List<TopicPartition> finished =
                open.entrySet().stream()
                        .filter(end -> consumer.position(end.getKey()) >= end.getValue())
                        .map(Map.Entry::getKey)
                        .toList();
        consumer.pause(finished); // what is published meanwhile is the follower's
        return count;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        pauses.stop();
        thread.interrupt();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
