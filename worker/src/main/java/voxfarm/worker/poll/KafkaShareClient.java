package voxfarm.worker.poll;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.kafka.JobHeaders;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaFailures;

/** Kafka's own share consumer, as a member of the group of all workers. */
final class KafkaShareClient implements ShareClient {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaShareClient.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final byte[] NOTHING = {};

    private final KafkaShareConsumer<String, byte[]> consumer;

    /** What the consumer gave last; it wants its own records back. */
    private @Nullable ConsumerRecord<String, byte[]> last;

    KafkaShareClient(KafkaConfig config, String clientId) {
        this.consumer =
                new KafkaShareConsumer<>(
                        config.consumer(
                                Map.of(
                                        "group.id", config.topics().workerGroup(),
                                        "client.id", clientId,
                                        // the defaults acknowledge by themselves and take jobs in
                                        // batches
                                        "share.acknowledgement.mode", "explicit",
                                        "share.acquire.mode", "record_limit",
                                        "max.poll.records", "1")),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        consumer.setAcknowledgementCommitCallback((offsets, failure) -> {
            if (failure != null) {
                // the lock ran out and the record is another's now; its delivery finds the result
                LOG.warn("acknowledging {}: {}", offsets.keySet(), KafkaFailures.describe(failure));
            }
        });
    }

    @Override
    public void subscribe(Set<String> topics) {
        if (topics.isEmpty()) {
            consumer.unsubscribe();
        } else {
            consumer.subscribe(topics);
        }
    }

    @Override
    public List<Taken> poll(Duration patience) {
        List<Taken> taken = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(patience)) {
            last = record;
            byte[] value = record.value();
            taken.add(
                    new Taken(
                            new Partition(record.topic(), record.partition()),
                            record.offset(),
                            record.deliveryCount().orElse((short) 1),
                            value == null ? NOTHING : value,
                            JobHeaders.carried(record.headers())));
        }
        return taken;
    }

    @Override
    public void acknowledge(Taken record, Answer answer) {
        ConsumerRecord<String, byte[]> own = last;
        if (own == null
                || own.offset() != record.offset()
                || own.partition() != record.partition().number()
                || !own.topic().equals(record.partition().topic())) {
            throw new IllegalStateException(
                    "offset " + record.offset() + " of " + record.partition() + " is not in hand");
        }
        consumer.acknowledge(own, type(answer));
    }

    private static AcknowledgeType type(Answer answer) {
        return switch (answer) {
            case ACCEPT -> AcknowledgeType.ACCEPT;
            case RELEASE -> AcknowledgeType.RELEASE;
            case REJECT -> AcknowledgeType.REJECT;
            case RENEW -> AcknowledgeType.RENEW;
        };
    }

    @Override
    public Map<Partition, Optional<KafkaException>> commitSync(Duration patience) {
        Map<Partition, Optional<KafkaException>> answers = new HashMap<>();
        consumer.commitSync(patience)
                .forEach((partition, failure) ->
                        answers.put(
                                new Partition(partition.topic(), partition.partition()), failure));
        return answers;
    }

    @Override
    public Optional<Duration> lock() {
        return consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis);
    }

    @Override
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CLOSE_TIMEOUT);
    }
}
