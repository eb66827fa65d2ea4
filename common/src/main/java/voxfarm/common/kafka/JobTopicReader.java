package voxfarm.common.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.JobId;
import voxfarm.common.job.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceId;

/** Reads the job topics of a cluster, headers only. Thread-safe. */
public final class JobTopicReader {
    private static final Duration POLL_PATIENCE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConfig config;
    private final TopicAdmin admin;

    public JobTopicReader(KafkaConfig config, TopicAdmin admin) {
        this.config = config;
        this.admin = admin;
    }

    /**
     * The requests of which a record lies on the voice's job topic, from where the workers are to
     * the end: those whose jobs wait or are worked on, and perhaps some that are done.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} if it cannot be read whole; then nothing
     *     may be concluded
     */
    public Set<RequestId> queued(VoiceId voice, Lane lane) {
        String topic = config.topics().jobs(lane, voice);
        // positions first: a record that is done meanwhile has its result by then
        Map<TopicPartition, TopicAdmin.Position> positions = admin.workerPositions(topic);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        config.client(Map.of("enable.auto.commit", "false")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            return read(consumer, topic, positions);
        } catch (KafkaException e) {
            throw new VoxfarmException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "Kafka topic " + topic + ": cannot be read: " + e.getMessage(),
                    e);
        }
    }

    private static Set<RequestId> read(
            KafkaConsumer<byte[], byte[]> consumer,
            String topic,
            Map<TopicPartition, TopicAdmin.Position> positions) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic, PATIENCE).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .filter(partition -> !allDone(positions.get(partition)))
                        .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions, PATIENCE);
        Map<TopicPartition, Long> open = new HashMap<>(consumer.endOffsets(partitions, PATIENCE));
        for (TopicPartition partition : partitions) {
            long least = first.getOrDefault(partition, 0L);
            TopicAdmin.Position position =
                    positions.getOrDefault(partition, new TopicAdmin.Position(least, 0));
            consumer.seek(partition, Math.max(least, position.start()));
        }
        Set<RequestId> found = new HashSet<>();
        long begun = System.nanoTime();
        while (true) {
            open.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            if (open.isEmpty()) {
                return found;
            }
            boolean moved = false;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_PATIENCE)) {
                moved = true;
                add(record, found);
            }
            if (moved) {
                begun = System.nanoTime();
            } else if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw VoxfarmException.of(
                        ErrorCode.BROKER_UNAVAILABLE,
                        "Kafka topic %s: its end could not be reached within %s",
                        topic,
                        PATIENCE);
            }
        }
    }

    private static boolean allDone(TopicAdmin.@Nullable Position position) {
        return position != null && position.open() == 0;
    }

    private static void add(ConsumerRecord<byte[], byte[]> record, Set<RequestId> found) {
        JobHeaders.read(record.headers())
                .map(JobId::request)
                .ifPresentOrElse(
                        found::add,
                        () -> {
                            try { // written by somebody else's client, perhaps
                                found.add(JobCodec.read(record.value()).id().request());
                            } catch (VoxfarmException e) {
                                // no job: a worker buries it
                            }
                        });
    }
}
