package voxfarm.bench.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import voxfarm.common.kafka.Topics;

/**
 * Reads {@code tts.events} whole, or the topics of jobs, as any program outside of the farm may. On
 * one thread.
 */
public final class EventTopic implements AutoCloseable {
    private final KafkaConsumer<String, String> consumer;
    private final List<TopicPartition> partitions;

    private EventTopic(Map<String, String> client, Predicate<String> wanted) {
        this.consumer =
                new KafkaConsumer<>(
                        new HashMap<>(client), new StringDeserializer(), new StringDeserializer());
        this.partitions =
                consumer.listTopics().values().stream()
                        .flatMap(List::stream)
                        .filter(partition -> wanted.test(partition.topic()))
                        .map(p -> new TopicPartition(p.topic(), p.partition()))
                        .toList();
        consumer.assign(partitions);
    }

    private EventTopic(Map<String, String> client) {
        this(client, Topics.DEFAULT.events()::equals);
    }

    /** The jobs of all voices and queues, from the first on. */
    static EventTopic jobsFromBeginning(String bootstrapServers) {
        EventTopic topics =
                new EventTopic(
                        Map.of("bootstrap.servers", bootstrapServers),
                        name -> Topics.DEFAULT.placeOf(name).isPresent());
        topics.consumer.seekToBeginning(topics.partitions);
        return topics;
    }

    /** From its first record on. */
    public static EventTopic fromBeginning(String bootstrapServers) {
        EventTopic topic = new EventTopic(Map.of("bootstrap.servers", bootstrapServers));
        topic.consumer.seekToBeginning(topic.partitions);
        return topic;
    }

    /** What is published from now on. */
    public static EventTopic fromNow(String bootstrapServers) {
        return fromNow(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** The same of a cluster that asks for a password. */
    public static EventTopic fromNow(Map<String, String> client) {
        EventTopic topic = new EventTopic(client);
        topic.consumer.seekToEnd(topic.partitions);
        topic.partitions.forEach(topic.consumer::position);
        return topic;
    }

    /** The next records, or none if none come within that time. */
    public List<ConsumerRecord<String, String>> poll(Duration patience) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        consumer.poll(patience).forEach(records::add);
        return records;
    }

    /** Everything up to what is the end now. */
    List<ConsumerRecord<String, String>> toEnd() {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            records.addAll(poll(Duration.ofSeconds(1)));
        }
        return records;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
