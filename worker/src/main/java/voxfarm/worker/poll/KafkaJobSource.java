package voxfarm.worker.poll;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
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
    private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(60);

    /** A renewed record comes back from the next poll, which needs no network. */
    private static final Duration RENEWAL_PATIENCE = Duration.ofMillis(500);

    private static final Duration LOCK_UNTIL_KNOWN = Duration.ofSeconds(15);

    private final Lane lane;
    private final ShareClient client;
    private boolean subscribed;
    private ShareClient.@Nullable Taken inHand;

    /** Whether an acknowledgement waits for the next poll to take it along. */
    private boolean acknowledged;

    /** A member of the group of all workers. */
    public KafkaJobSource(KafkaConfig config, Lane lane, String clientId) {
        this(() -> new KafkaShareClient(config, clientId), lane);
    }

    /**
     * @param clients makes the member; called by this constructor
     */
    public KafkaJobSource(Supplier<? extends ShareClient> clients, Lane lane) {
        this.lane = lane;
        this.client = clients.get();
    }

    @Override
    public void subscribe(Set<VoiceId> voices) {
        flush();
        Set<String> topics =
                voices.stream()
                        .map(voice -> Topics.jobs(lane, voice))
                        .collect(Collectors.toCollection(TreeSet::new));
        LOG.debug("lane {}: {} topics", lane.wireName(), topics.size());
        client.subscribe(topics);
        subscribed = !topics.isEmpty();
    }

    @Override
    public Optional<Delivery> poll(Duration patience) {
        if (!subscribed) {
            return Optional.empty();
        }
        try {
            List<ShareClient.Taken> records = client.poll(patience);
            acknowledged = false;
            for (ShareClient.Taken record : records) {
                inHand = record;
                return Optional.of(new Delivery(record.value(), record.count()));
            }
            return Optional.empty();
        } catch (WakeupException e) {
            return Optional.empty();
        }
    }

    @Override
    public void renew() {
        ShareClient.Taken record = inHand;
        if (record == null) {
            return;
        }
        try {
            client.acknowledge(record, ShareClient.Answer.RENEW);
            commit();
            for (ShareClient.Taken same : client.poll(RENEWAL_PATIENCE)) {
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
        ShareClient.Taken record = inHand;
        inHand = null;
        if (record == null) {
            return;
        }
        try {
            client.acknowledge(record, answer(acknowledgement));
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

    private static ShareClient.Answer answer(Acknowledgement acknowledgement) {
        return switch (acknowledgement) {
            case ACCEPT -> ShareClient.Answer.ACCEPT;
            case RELEASE -> ShareClient.Answer.RELEASE;
            case REJECT -> ShareClient.Answer.REJECT;
        };
    }

    /** A call of {@link #wakeUp} is meant for the poll: it must not cost an acknowledgement. */
    private void commit() {
        try {
            var _ = client.commitSync(COMMIT_PATIENCE);
        } catch (WakeupException e) {
            var _ = client.commitSync(COMMIT_PATIENCE);
        }
    }

    @Override
    public Duration lock() {
        return client.lock().orElse(LOCK_UNTIL_KNOWN);
    }

    @Override
    public void wakeUp() {
        client.wakeup();
    }

    @Override
    public void close() {
        flush();
        client.close();
    }
}
