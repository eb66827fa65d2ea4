package voxfarm.common.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Reads single records at their place. With a consumer for each: for what a person asks for.
 * Thread-safe.
 */
public final class TopicRecordReader {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL_PATIENCE = Duration.ofMillis(500);

    private final KafkaConfig config;

    public TopicRecordReader(KafkaConfig config) {
        this.config = config;
    }

    /**
     * The value of a record; empty if it has none or the topic does not keep it any more.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} if it could not be asked
     */
    public Optional<byte[]> read(String topic, int partition, long offset) {
        TopicPartition place = new TopicPartition(topic, partition);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        config.consumer(
                                Map.of(
                                        "enable.auto.commit",
                                        "false",
                                        "auto.offset.reset",
                                        "earliest",
                                        "max.poll.records",
                                        "1")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(place));
            consumer.seek(place, offset);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            long end = consumer.endOffsets(List.of(place), PATIENCE).getOrDefault(place, 0L);
            while (consumer.position(place, PATIENCE) < end && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_PATIENCE)) {
                    return record.offset() == offset
                            ? Optional.ofNullable(record.value())
                            : Optional.empty();
                }
            }
            if (System.nanoTime() < deadline) {
                return Optional.empty(); // nothing there, up to the end
            }
        } catch (KafkaException e) {
            throw new VoxfarmException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "Kafka topic " + topic + ": cannot be read: " + KafkaFailures.describe(e),
                    e);
        }
        throw VoxfarmException.of(
                ErrorCode.BROKER_UNAVAILABLE,
                "Kafka topic %s: did not answer within %s",
                topic,
                PATIENCE);
    }
}
