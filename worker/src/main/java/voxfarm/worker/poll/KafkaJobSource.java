package voxfarm.worker.poll;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.job.Lane;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.Topics;
import voxfarm.common.voice.VoiceId;
import voxfarm.worker.process.Acknowledgement;
import voxfarm.worker.process.Delivery;

/**
 * Jobs of one lane from the job topics, as a member of the share group of all workers. The sole
 * owner of its share consumer; at most one record is in flight.
 */
public final class KafkaJobSource implements JobSource {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaJobSource.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** A renewed record comes back from the next poll, which needs no network. */
    private static final Duration RENEWAL_PATIENCE = Duration.ofMillis(500);

    private static final Duration LOCK_UNTIL_KNOWN = Duration.ofSeconds(15);

    private final Lane lane;
    private final KafkaShareConsumer<String, byte[]> consumer;
    private @Nullable ConsumerRecord<String, byte[]> inHand;

    /** Whether an acknowledgement waits for the next poll to take it along. */
    private boolean acknowledged;

    public KafkaJobSource(KafkaConfig config, Lane lane, String clientId) {
        this.lane = lane;
        this.consumer =
                new KafkaShareConsumer<>(
                        config.client(
                                Map.of(
                                        "group.id", Topics.WORKER_GROUP,
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
                LOG.warn("acknowledging {}: {}", offsets.keySet(), failure.getMessage());
            }
        });
    }

    @Override
    public void subscribe(Set<VoiceId> voices) {
        flush();
        List<String> topics =
                voices.stream().map(voice -> Topics.jobs(lane, voice)).sorted().toList();
        LOG.debug("lane {}: {} topics", lane.wireName(), topics.size());
        if (topics.isEmpty()) {
            consumer.unsubscribe();
        } else {
            consumer.subscribe(topics);
        }
    }

    @Override
    public Optional<Delivery> poll(Duration patience) {
        if (consumer.subscription().isEmpty()) {
            return Optional.empty();
        }
        try {
            ConsumerRecords<String, byte[]> records = consumer.poll(patience);
            acknowledged = false;
            for (ConsumerRecord<String, byte[]> record : records) {
                inHand = record;
                return Optional.of(
                        new Delivery(record.value(), record.deliveryCount().orElse((short) 1)));
            }
            return Optional.empty();
        } catch (WakeupException e) {
            return Optional.empty();
        }
    }

    @Override
    public void renew() {
        ConsumerRecord<String, byte[]> record = inHand;
        if (record == null) {
            return;
        }
        try {
            consumer.acknowledge(record, AcknowledgeType.RENEW);
            commit();
            for (ConsumerRecord<String, byte[]> same : consumer.poll(RENEWAL_PATIENCE)) {
                inHand = same;
            }
        } catch (WakeupException e) {
            // somebody wants the poll to end; the renewal itself is done
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn(
                    "renewing a job's lock failed; another worker may take it: {}", e.getMessage());
        }
    }

    @Override
    public void acknowledge(Acknowledgement acknowledgement) {
        ConsumerRecord<String, byte[]> record = inHand;
        inHand = null;
        if (record == null) {
            return;
        }
        try {
            consumer.acknowledge(record, type(acknowledgement));
            acknowledged = true;
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("a job could not be acknowledged as {}: {}", acknowledgement, e.getMessage());
        }
    }

    /** Where no poll follows that would take an acknowledgement along. */
    private void flush() {
        if (acknowledged) {
            acknowledged = false;
            try {
                commit();
            } catch (KafkaException | IllegalStateException e) {
                LOG.warn("a job could not be acknowledged: {}", e.getMessage());
            }
        }
    }

    private static AcknowledgeType type(Acknowledgement acknowledgement) {
        return switch (acknowledgement) {
            case ACCEPT -> AcknowledgeType.ACCEPT;
            case RELEASE -> AcknowledgeType.RELEASE;
            case REJECT -> AcknowledgeType.REJECT;
        };
    }

    /** A call of {@link #wakeUp} is meant for the poll: it must not cost an acknowledgement. */
    private void commit() {
        try {
            var _ = consumer.commitSync();
        } catch (WakeupException e) {
            var _ = consumer.commitSync();
        }
    }

    @Override
    public Duration lock() {
        return consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(LOCK_UNTIL_KNOWN);
    }

    @Override
    public void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        flush();
        consumer.close(CLOSE_TIMEOUT);
    }
}
