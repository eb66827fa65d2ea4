package voxfarm.dispatcher.intake;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Faults;

/**
 * Takes submissions from {@code tts.requests}, in the order of each partition. An offset is
 * committed when its submission is admitted or its refusal published, so a crash repeats the last
 * ones, and repeating is harmless. While store or broker are down, the same record is tried again:
 * nothing is passed over.
 */
public final class RequestIntake implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(RequestIntake.class);
    private static final Duration POLL_PATIENCE = Duration.ofSeconds(1);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaConsumer<String, byte[]> consumer;
    private final TopicDoor door;
    private final Supplier<String> topicId;
    private final Faults faults;
    private final Thread thread;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean started;

    /**
     * @param topicId unique id of {@code tts.requests}, asked for at start
     */
    public RequestIntake(
            KafkaConfig config, TopicDoor door, Supplier<String> topicId, Faults faults) {
        this.door = door;
        this.topicId = topicId;
        this.faults = faults;
        this.consumer =
                new KafkaConsumer<>(
                        config.client(
                                Map.of(
                                        "group.id", Topics.DISPATCHER_GROUP,
                                        "group.protocol", "consumer",
                                        "enable.auto.commit", "false",
                                        "auto.offset.reset", "earliest",
                                        "max.poll.records", "50")),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().name("request-intake").daemon().unstarted(this::run);
    }

    @Override
    public String name() {
        return "intake of " + Topics.REQUESTS;
    }

    @Override
    public void start() {
        consumer.subscribe(List.of(Topics.REQUESTS));
        started = true;
        thread.start();
    }

    private void run() {
        try (consumer) {
            String id = topicId.get();
            while (!closed.get()) {
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL_PATIENCE);
                for (ConsumerRecord<String, byte[]> record : records) {
                    handle(id, record);
                }
            }
        } catch (WakeupException e) {
            if (!closed.get()) {
                faults.fatal(name() + " stopped", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable t) { // errors too
            faults.fatal(name() + " stopped", t);
        }
    }

    private void handle(String id, ConsumerRecord<String, byte[]> record)
            throws InterruptedException {
        while (!closed.get()) {
            try {
                // a record without a value is Kafka's tombstone, and no request
                byte[] value = record.value() == null ? new byte[0] : record.value();
                door.submit(id, record.partition(), record.offset(), value);
                commit(record);
                return;
            } catch (VoxfarmException e) {
                if (!e.code().retryable()) {
                    throw e;
                }
                LOG.warn(
                        "{}@{}: trying again: {}",
                        record.partition(),
                        record.offset(),
                        e.getMessage());
                Thread.sleep(RETRY_PAUSE);
            }
        }
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
        } catch (RetriableException e) {
            // the next commit says as much; until then a crash repeats one submission more
            LOG.warn("{}@{}: not committed: {}", record.partition(), record.offset(), e.toString());
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
        consumer.wakeup();
        try {
            thread.join(CLOSE_TIMEOUT);
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
