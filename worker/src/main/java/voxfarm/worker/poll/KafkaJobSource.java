package voxfarm.worker.poll;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.kafka.FailurePauses;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaFailures;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.Pace;
import voxfarm.common.voice.VoiceId;
import voxfarm.worker.poll.ShareClient.Answer;
import voxfarm.worker.poll.ShareClient.Taken;
import voxfarm.worker.process.Acknowledgement;
import voxfarm.worker.process.Delivery;

/**
 * Jobs of one queue from its topics, as a member of the share group of all workers. The sole owner
 * of its share client; at most one record is in hand.
 *
 * <p>A renewal takes the record out of the client's hand, and it must be brought back by a poll
 * before anything more can be said of it. So the poll behind a renewal is never woken up, and what
 * comes from it is looked at: another record is another delivery, not the one in hand.
 */
public final class KafkaJobSource implements JobSource {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaJobSource.class);

    /** A renewed record comes back from the next poll, which needs no network. */
    private static final Duration RENEWAL_PATIENCE = Duration.ofMillis(500);

    /** A new member is made after each failure: what does not pass may be the old one's. */
    static final FailurePauses.Course SETBACKS =
            new FailurePauses.Course(
                    Duration.ofMillis(250), Duration.ofSeconds(20), 5, Duration.ofSeconds(60));

    private static final Duration LOCK_UNTIL_KNOWN = Duration.ofSeconds(15);

    private final Topics names;
    private final JobQueue queue;
    private final Supplier<? extends ShareClient> clients;
    private final Pace pace;
    private final FailurePauses setbacks;
    private Set<String> topics = Set.of();
    private Duration lock = LOCK_UNTIL_KNOWN;

    /** What the broker holds for this member, as far as is known. */
    private @Nullable Taken held;

    /** Whether {@link #held} is what poll gave; false for one that came instead and waits. */
    private boolean givenOut;

    /**
     * Whether the client would take an answer for {@link #held}: not between renewal and return.
     */
    private boolean inHand;

    /** By {@link Pace#nanos}: later than this, a lock that was not renewed is over. */
    private long lockedUntil;

    /** Whether an acknowledgement waits for the next poll to take it along. */
    private boolean acknowledged;

    /** Whether the client failed: its membership may be over, which it would not say again. */
    private boolean suspect;

    /** Whether a wake-up came so late in a poll that the next call will have it. */
    private boolean wakeupLeft;

    private final Object waking = new Object();

    /** Replaced by the owner's thread under {@link #waking}. */
    private ShareClient client;

    /** Guarded by {@link #waking}: whether the owner waits for a job. */
    private boolean waiting;

    /** Guarded by {@link #waking}. */
    private boolean woken;

    /** A member of the group of all workers. */
    public KafkaJobSource(KafkaConfig config, JobQueue queue, String clientId) {
        this(() -> new KafkaShareClient(config, clientId), config.topics(), queue, Pace.REAL);
    }

    /**
     * @param clients makes the member; called by this constructor, and again when one failed
     */
    public KafkaJobSource(Supplier<? extends ShareClient> clients, JobQueue queue) {
        this(clients, queue, Pace.REAL);
    }

    /**
     * As the other.
     *
     * @param pace how time passes for it
     */
    public KafkaJobSource(Supplier<? extends ShareClient> clients, JobQueue queue, Pace pace) {
        this(clients, Topics.DEFAULT, queue, pace);
    }

    private KafkaJobSource(
            Supplier<? extends ShareClient> clients, Topics names, JobQueue queue, Pace pace) {
        this.names = names;
        this.queue = queue;
        this.clients = clients;
        this.pace = pace;
        this.setbacks = new FailurePauses("queue " + queue.wireName(), SETBACKS, pace::nanos);
        this.client = clients.get();
    }

    @Override
    public void subscribe(Set<VoiceId> voices) {
        flush();
        topics =
                voices.stream()
                        .map(voice -> names.jobs(queue, voice))
                        .collect(Collectors.toCollection(TreeSet::new));
        LOG.debug("queue {}: {} topics", queue.wireName(), topics.size());
        try {
            client.subscribe(topics);
        } catch (RuntimeException e) {
            failed(e); // the client that comes in its place subscribes
        }
    }

    @Override
    public Optional<Delivery> poll(Duration patience) {
        if (topics.isEmpty()) {
            return Optional.empty();
        }
        if (held != null) { // it came in place of a delivery that was lost
            return Optional.of(giveOut(held));
        }
        try {
            Optional<Duration> pause = setbacks.left();
            if (pause.isPresent()) {
                pace.sleep(pause.get().compareTo(patience) < 0 ? pause.get() : patience);
                return Optional.empty();
            }
            if (suspect) {
                renewClient();
            }
            for (Taken record : pollToBeWoken(patience)) {
                setbacks.recovered();
                hold(record);
                return Optional.of(giveOut(record));
            }
            setbacks.passed();
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failed(e);
        }
        return Optional.empty();
    }

    private Delivery giveOut(Taken record) {
        givenOut = true;
        return new Delivery(record.value(), record.count(), record.carried());
    }

    private void hold(Taken record) {
        held = record;
        inHand = true;
        givenOut = false;
        lock = client.lock().orElse(lock);
        lockedUntil = pace.nanos() + lock.toNanos();
    }

    private List<Taken> pollToBeWoken(Duration patience) {
        synchronized (waking) {
            waiting = true;
            woken = false;
        }
        try {
            List<Taken> records = client.poll(patience);
            acknowledged = false;
            wakeupLeft = true;
            return records;
        } catch (WakeupException e) {
            wakeupLeft = false; // this was it
            return List.of();
        } finally {
            synchronized (waking) {
                waiting = false;
                wakeupLeft &= woken;
            }
        }
    }

    /** What failed once may fail for good without saying so again; a new member has a new start. */
    private void renewClient() {
        closeClient();
        acknowledged = false;
        ShareClient fresh = clients.get();
        synchronized (waking) {
            client = fresh;
        }
        fresh.subscribe(topics);
        suspect = false;
    }

    private void failed(RuntimeException failure) {
        suspect = true;
        setbacks.failed(failure);
    }

    @Override
    public boolean renew() {
        if (held != null) {
            try {
                renewHeld();
            } catch (InterruptException e) {
                Thread.currentThread().interrupt();
            } catch (KafkaException e) {
                suspect = true;
                LOG.warn(
                        "queue {}: renewing a job's lock failed: {}",
                        queue.wireName(),
                        KafkaFailures.describe(e));
            } catch (IllegalStateException e) {
                lose(KafkaFailures.describe(e));
            }
            if (held != null && !inHand && pace.nanos() - lockedUntil > 0) {
                lose("the broker could not be asked in time");
            }
        }
        return held != null && givenOut;
    }

    private void renewHeld() {
        if (!inHand) {
            bringBack(); // an earlier renewal's answer was not known
        }
        Taken record = held;
        if (record == null || !inHand) {
            return;
        }
        client.acknowledge(record, Answer.RENEW);
        inHand = false;
        takeLeftWakeup();
        long asked = pace.nanos();
        Optional<KafkaException> failure =
                client.commitSync(lock.dividedBy(2))
                        .getOrDefault(record.partition(), Optional.empty());
        if (failure.isPresent()) {
            lose(KafkaFailures.describe(failure.get()));
            return;
        }
        lockedUntil = asked + lock.toNanos();
        if (!inHand) {
            bringBack();
        }
    }

    /** After a renewal, the record comes back from a poll; nobody may end that one early. */
    private void bringBack() {
        takeOver(client.poll(RENEWAL_PATIENCE));
    }

    private void takeOver(List<Taken> records) {
        for (Taken record : records) {
            if (held != null && record.isSameDelivery(held)) {
                held = record;
                inHand = true;
            } else {
                lose("the broker gave offset " + record.offset() + " in its place");
                hold(record);
            }
        }
    }

    /** A wake-up that is left over would end the commit, whose answer is needed. */
    private void takeLeftWakeup() {
        if (!wakeupLeft) {
            return;
        }
        wakeupLeft = false;
        try {
            takeOver(client.poll(Duration.ZERO));
        } catch (WakeupException e) {
            LOG.trace("a wake-up came too late for the poll it was meant for");
        }
    }

    private void lose(String why) {
        Taken record = held;
        held = null;
        inHand = false;
        if (record != null) {
            LOG.warn(
                    "queue {}: offset {} of {} is lost to this worker, another may take it: {}",
                    queue.wireName(),
                    record.offset(),
                    record.partition(),
                    why);
        }
    }

    @Override
    public void acknowledge(Acknowledgement acknowledgement) {
        try {
            if (held != null && givenOut && !inHand) {
                bringBack();
            }
            Taken record = held;
            if (record == null || !givenOut) {
                return; // lost; it is not this worker's to end
            }
            if (!inHand) {
                lose("its renewal was not answered");
                return;
            }
            held = null;
            client.acknowledge(record, answer(acknowledgement));
            acknowledged = true;
        } catch (KafkaException | IllegalStateException e) {
            held = null;
            suspect = true;
            LOG.warn(
                    "queue {}: a job could not be acknowledged as {}: {}",
                    queue.wireName(),
                    acknowledgement,
                    KafkaFailures.describe(e));
        }
    }

    /** Where no poll follows that would take an acknowledgement along. */
    private void flush() {
        if (!acknowledged) {
            return;
        }
        acknowledged = false;
        try {
            takeLeftWakeup();
            client.commitSync(lock)
                    .forEach((partition, failure) ->
                            failure.ifPresent(why ->
                                    LOG.warn(
                                            "acknowledging a job of {}: {}",
                                            partition,
                                            KafkaFailures.describe(why))));
        } catch (WakeupException e) {
            LOG.debug("an acknowledgement was sent, its answer not awaited");
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("a job could not be acknowledged: {}", KafkaFailures.describe(e));
        }
    }

    private static Answer answer(Acknowledgement acknowledgement) {
        return switch (acknowledgement) {
            case ACCEPT -> Answer.ACCEPT;
            case RELEASE -> Answer.RELEASE;
            case REJECT -> Answer.REJECT;
        };
    }

    @Override
    public Duration lock() {
        return lock;
    }

    @Override
    public void wakeUp() {
        synchronized (waking) {
            if (waiting) {
                woken = true;
                client.wakeup();
            }
        }
    }

    @Override
    public void close() {
        flush();
        closeClient();
    }

    private void closeClient() {
        try {
            client.close();
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn(
                    "queue {}: leaving the group: {}", queue.wireName(), KafkaFailures.describe(e));
        }
    }
}
