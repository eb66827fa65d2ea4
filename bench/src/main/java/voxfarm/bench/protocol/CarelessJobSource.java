package voxfarm.bench.protocol;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.kafka.KafkaFailures;
import voxfarm.common.kafka.Topics;
import voxfarm.common.voice.VoiceId;
import voxfarm.worker.poll.JobSource;
import voxfarm.worker.poll.ShareClient;
import voxfarm.worker.process.Acknowledgement;
import voxfarm.worker.process.Delivery;

/**
 * A job source as it once was: it trusts renewals that it did not look at, and lets anybody wake it
 * at any time. Kept to see that the simulation notices.
 */
final class CarelessJobSource implements JobSource {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration RENEWAL_PATIENCE = Duration.ofMillis(500);
    private static final Duration LOCK_UNTIL_KNOWN = Duration.ofSeconds(15);

    private final ShareClient client;
    private final JobQueue queue;
    private final boolean readsRenewals;
    private final boolean wakesOnlyPolls;
    private final boolean passes;
    private Optional<ShareClient.Taken> next = Optional.empty();
    private boolean polling;
    private boolean subscribed;
    private boolean acknowledged;
    private ShareClient.@Nullable Taken inHand;

    /**
     * @param sabotage which of its duties it forgets
     */
    CarelessJobSource(ShareClient client, JobQueue queue, Sabotage sabotage) {
        this.client = client;
        this.queue = queue;
        this.readsRenewals = sabotage != Sabotage.RENEWAL_UNREAD;
        this.passes = sabotage != Sabotage.PASSING_IS_FATAL;
        this.wakesOnlyPolls = sabotage != Sabotage.WAKEUP_ANYWHERE;
    }

    @Override
    public void subscribe(Set<VoiceId> voices) {
        flush();
        Set<String> topics =
                voices.stream()
                        .map(voice -> Topics.DEFAULT.jobs(queue, voice))
                        .collect(Collectors.toCollection(TreeSet::new));
        client.subscribe(topics);
        subscribed = !topics.isEmpty();
    }

    @Override
    public Optional<Delivery> poll(Duration patience) {
        if (!subscribed) {
            return Optional.empty();
        }
        polling = true;
        try {
            Optional<ShareClient.Taken> found = next;
            next = Optional.empty();
            if (found.isEmpty()) {
                found = client.poll(patience).stream().findFirst();
                acknowledged = false;
            }
            inHand = found.orElse(null);
            return found.map(
                    record -> new Delivery(record.value(), record.count(), record.carried()));
        } catch (WakeupException e) {
            return Optional.empty(); // somebody wants it to look around
        } catch (KafkaException e) {
            if (passes && KafkaFailures.mayPass(e)) {
                return Optional.empty();
            }
            throw e;
        } finally {
            polling = false;
        }
    }

    @Override
    public boolean renew() {
        ShareClient.Taken record = inHand;
        if (record == null) {
            return !readsRenewals;
        }
        try {
            client.acknowledge(record, ShareClient.Answer.RENEW);
            boolean kept = commit().values().stream().noneMatch(Optional::isPresent);
            if (!kept && readsRenewals) {
                inHand = null;
                return false;
            }
            bringBack(record);
        } catch (KafkaException | IllegalStateException e) {
            inHand = readsRenewals ? null : inHand; // another worker may take it
        }
        return inHand != null || !readsRenewals;
    }

    private void bringBack(ShareClient.Taken record) {
        for (ShareClient.Taken found : client.poll(RENEWAL_PATIENCE)) {
            boolean same =
                    found.partition().equals(record.partition())
                            && found.offset() == record.offset()
                            && found.count() == record.count();
            if (same || !readsRenewals) {
                inHand = found;
            } else {
                inHand = null;
                next = Optional.of(found);
            }
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
            client.acknowledge(record, ShareClient.Answer.valueOf(acknowledgement.name()));
            acknowledged = true;
        } catch (KafkaException | IllegalStateException e) {
            // lost
        }
    }

    private void flush() {
        if (acknowledged) {
            acknowledged = false;
            try {
                var _ = commit();
            } catch (KafkaException | IllegalStateException e) {
                // lost
            }
        }
    }

    private Map<ShareClient.Partition, Optional<KafkaException>> commit() {
        try {
            return client.commitSync(PATIENCE);
        } catch (WakeupException e) {
            return client.commitSync(PATIENCE);
        }
    }

    @Override
    public Duration lock() {
        return client.lock().orElse(LOCK_UNTIL_KNOWN);
    }

    @Override
    public void wakeUp() {
        if (polling || !wakesOnlyPolls) {
            client.wakeup();
        }
    }

    @Override
    public void close() {
        flush();
        client.close();
    }
}
