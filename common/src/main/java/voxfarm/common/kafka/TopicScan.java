package voxfarm.common.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** Reads partitions once, from somewhere to where their ends are now. One use, on one thread. */
final class TopicScan implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL_PATIENCE = Duration.ofMillis(500);

    private final KafkaConsumer<byte[], byte[]> consumer;

    TopicScan(KafkaConfig config) {
        this.consumer =
                new KafkaConsumer<>(
                        config.consumer(
                                Map.of(
                                        "enable.auto.commit",
                                        "false",
                                        // records that expire under the reader, or a topic made
                                        // anew: going on elsewhere would pass over what is there
                                        "auto.offset.reset",
                                        "none")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    KafkaConsumer<byte[], byte[]> consumer() {
        return consumer;
    }

    /**
     * @param from where to begin in a partition; what the broker has dropped is passed over
     * @throws KafkaException if the broker refuses
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} if the ends cannot be reached
     */
    void read(
            Collection<TopicPartition> partitions,
            ToLongFunction<TopicPartition> from,
            Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions, PATIENCE);
        Map<TopicPartition, Long> open = new HashMap<>(consumer.endOffsets(partitions, PATIENCE));
        Map<TopicPartition, Long> starts = new HashMap<>();
        for (TopicPartition partition : partitions) {
            starts.put(
                    partition,
                    Math.max(first.getOrDefault(partition, 0L), from.applyAsLong(partition)));
        }
        starts.entrySet()
                .removeIf(start -> start.getValue() >= open.getOrDefault(start.getKey(), 0L));
        open.keySet().retainAll(starts.keySet());
        consumer.assign(starts.keySet());
        starts.forEach(consumer::seek);
        long moved = System.nanoTime();
        while (!open.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_PATIENCE)) {
                moved = System.nanoTime();
                listener.accept(record);
            }
            open.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            if (!open.isEmpty() && System.nanoTime() - moved > PATIENCE.toNanos()) {
                throw VoxfarmException.of(
                        ErrorCode.BROKER_UNAVAILABLE,
                        "Kafka: the ends of %s could not be reached within %s",
                        open.keySet(),
                        PATIENCE);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
