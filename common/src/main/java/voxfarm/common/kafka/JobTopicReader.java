package voxfarm.common.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.JobId;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceId;

/** Reads the job topics of a cluster, headers only. Thread-safe. */
public final class JobTopicReader {
    private final KafkaConfig config;
    private final TopicAdmin admin;

    public JobTopicReader(KafkaConfig config, TopicAdmin admin) {
        this.config = config;
        this.admin = admin;
    }

    /**
     * A record on a job topic.
     *
     * @param audioSeconds of the sound that its job makes, by estimate; empty if it does not say
     */
    public record Queued(
            VoiceId voice, Lane lane, RequestId request, OptionalDouble audioSeconds) {}

    /**
     * Tells of every record on all job topics, from where the workers are to the end, its voice and
     * its request: those whose jobs wait or are worked on, and perhaps some that are done. Topics
     * that are gone are made anew when they are needed next.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} if they cannot be read whole; then
     *     nothing may be concluded
     */
    public void visit(Consumer<Queued> visitor) {
        // positions first: a record that is done meanwhile has its result by then
        Map<TopicPartition, TopicAdmin.Position> positions = admin.workerPositions();
        try (TopicScan scan = new TopicScan(config)) {
            Map<String, List<PartitionInfo>> topics =
                    scan.consumer().listTopics(TopicScan.PATIENCE);
            admin.forgetMissing(topics.keySet());
            Map<TopicPartition, Topics.Place> places = new HashMap<>();
            topics.forEach((topic, partitions) ->
                    config.topics()
                            .placeOf(topic)
                            .ifPresent(place ->
                                    partitions.forEach(partition ->
                                            places.put(
                                                    new TopicPartition(
                                                            topic, partition.partition()),
                                                    place))));
            List<TopicPartition> open = new ArrayList<>(places.keySet());
            open.removeIf(partition -> allDone(positions.get(partition)));
            if (open.isEmpty()) {
                return;
            }
            scan.read(
                    open,
                    partition -> start(positions.get(partition)),
                    record -> tell(record, places, visitor));
        } catch (KafkaException e) {
            throw new VoxfarmException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "Kafka: the job topics cannot be read: " + KafkaFailures.describe(e),
                    e);
        }
    }

    private static long start(TopicAdmin.@Nullable Position position) {
        return position == null ? 0 : position.start();
    }

    private static boolean allDone(TopicAdmin.@Nullable Position position) {
        return position != null && position.open() == 0;
    }

    private static void tell(
            ConsumerRecord<byte[], byte[]> record,
            Map<TopicPartition, Topics.Place> places,
            Consumer<Queued> visitor) {
        Topics.Place place = places.get(new TopicPartition(record.topic(), record.partition()));
        if (place != null) {
            request(record)
                    .ifPresent(request ->
                            visitor.accept(
                                    new Queued(
                                            place.voice(),
                                            place.lane(),
                                            request,
                                            JobHeaders.audioSeconds(record.headers()))));
        }
    }

    private static Optional<RequestId> request(ConsumerRecord<byte[], byte[]> record) {
        Optional<RequestId> named = JobHeaders.read(record.headers()).map(JobId::request);
        byte[] value = record.value();
        if (named.isPresent() || value == null) {
            return named;
        }
        try { // written by somebody else's client, perhaps
            return Optional.of(JobCodec.read(value).id().request());
        } catch (VoxfarmException e) {
            return Optional.empty(); // no job: a worker buries it
        }
    }
}
