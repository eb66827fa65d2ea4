package voxfarm.bench.protocol;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import voxfarm.common.job.Carried;
import voxfarm.worker.poll.ShareClient;

/**
 * A share consumer as its user meets it, in explicit mode with {@code record_limit}: what it keeps
 * of records between its calls, and what of that may go wrong. The rules are those of the Kafka
 * client 4.4.0 (classes of {@code org.apache.kafka.clients.consumer.internals}; the cases named are
 * where each was read):
 *
 * <ul>
 *   <li>A record that {@code poll} returned is <i>in flight</i> until it is acknowledged; only then
 *       may it be acknowledged, else {@code IllegalStateException} ({@code
 *       ShareInFlightBatch.acknowledge}, {@code ShareFetch.acknowledge}).
 *   <li>{@code poll} fails with {@code IllegalStateException} while a record in flight is not
 *       acknowledged, before it does anything else ({@code
 *       ShareConsumerImpl.ensureInFlightAcknowledgedIfExplicitAcknowledgement}).
 *   <li>Acknowledgements leave with {@code commitSync} or the next {@code poll}; the record leaves
 *       the flight then. One of type {@code RENEW} is <i>renewing</i> until its answer is seen
 *       ({@code ShareInFlightBatch.takeAcknowledgedRecords}). Answers are seen at the beginning and
 *       end of {@code poll} and {@code commitSync}, never in between ({@code
 *       handleCompletedAcknowledgements}): a good one makes the record <i>renewed</i>, a bad one
 *       makes the client forget it ({@code ShareInFlightBatch.renew}).
 *   <li>{@code poll} brings renewed records back into flight and returns them at once, without
 *       fetching; while a renewal has no answer it returns nothing and fetches nothing; otherwise
 *       it returns what was fetched: after a failed renewal that is <i>another</i> record ({@code
 *       ShareConsumerImpl.collect}).
 *   <li>{@code commitSync} throws nothing for an acknowledgement that the broker refused: its map
 *       holds the exception, by partition. An expired lock is {@code InvalidRecordStateException}.
 *   <li>{@code wakeup} hits the next call that waits, {@code poll} or {@code commitSync}, even one
 *       that begins later ({@code WakeupTrigger.wakeup}, {@code setActiveTask}, {@code
 *       maybeTriggerWakeup}). In {@code commitSync} the request is on its way then, and its answer
 *       comes later. In {@code poll} it is thrown before the acknowledgements are taken along and
 *       before renewed records come back.
 *   <li>A fetch that is under way when {@code poll} gives up stays so for half a second ({@code
 *       fetch.max.wait.ms}); a record that it brings is locked for this client and returned by the
 *       next {@code poll}.
 * </ul>
 *
 * The broker's side is {@link JobTopic}'s. Used by its process's actors; {@link #wakeup} by any.
 */
final class SimShareClient implements ShareClient {
    private static final long FETCH_MILLIS = 500;
    private static final long ANSWER_MILLIS = 300;
    private static final int GIVE_UP_MILLIS = 10_000;

    private final World world;
    private final SimBroker broker;
    private final Object owner;
    private final int maxRecords;
    private final World.Signal stirred;
    private final Set<Held> inFlight = new LinkedHashSet<>();
    private final Map<Held, Answer> acknowledged = new LinkedHashMap<>();
    private final Set<Held> renewing = new LinkedHashSet<>();
    private final Set<Held> renewed = new LinkedHashSet<>();
    private final Deque<Held> fetched = new ArrayDeque<>();
    private final List<Reply> replies = new ArrayList<>();
    private Set<String> subscription = Set.of();
    private long fetchesUntil = -1;
    private boolean wakeupPending;
    private boolean closed;

    /** A record as it was acquired. */
    private record Held(JobTopic.Entry entry, Taken taken) {
        static Held of(JobTopic.Entry entry) {
            return new Held(
                    entry,
                    new Taken(
                            new Partition(entry.topic().name(), 0),
                            entry.offset(),
                            entry.deliveries(),
                            entry.value(),
                            Carried.NONE));
        }

        @Override
        public String toString() {
            return entry + " delivery " + taken.count();
        }
    }

    /**
     * What the broker said of one acknowledgement.
     *
     * @param at when the client has it
     */
    private record Reply(Held held, Answer answer, Optional<KafkaException> failure, long at) {}

    /**
     * @param owner whose it is; one that failed is replaced by another of the same owner
     * @param maxRecords {@code max.poll.records}
     */
    SimShareClient(World world, SimBroker broker, Object owner, int maxRecords) {
        this.world = world;
        this.broker = broker;
        this.owner = owner;
        this.maxRecords = maxRecords;
        this.stirred = world.new Signal();
        broker.join(this);
        world.atEnd(() -> broker.leave(this));
    }

    Object owner() {
        return owner;
    }

    Set<String> subscription() {
        return subscription;
    }

    @Override
    public void subscribe(Set<String> topics) {
        checkOpen();
        world.step("subscribe to " + topics.size() + " topics");
        subscription = Set.copyOf(topics);
        if (topics.isEmpty()) { // it leaves the group, and gives back what it holds
            broker.endSession(this);
            fetched.clear();
        }
    }

    @Override
    public Optional<Duration> lock() {
        return Optional.of(broker.lock());
    }

    /** Makes the call that waits now, or the next one that does, end with a WakeupException. */
    @Override
    public void wakeup() {
        wakeupPending = true;
        stirred.fire();
    }

    @Override
    public List<Taken> poll(Duration patience) {
        checkOpen();
        seeReplies();
        if (!acknowledged.keySet().containsAll(inFlight)) {
            throw new IllegalStateException(
                    "All records must be acknowledged in explicit acknowledgement mode.");
        }
        if (subscription.isEmpty()) {
            throw new IllegalStateException("Consumer is not subscribed to any topics.");
        }
        loseSession();
        long end = world.millis() + patience.toMillis();
        boolean mayFetch = true;
        while (true) {
            takeWakeup();
            if (world.callFails()) {
                throw new KafkaException(
                        "simulated", new CoordinatorNotAvailableException("simulated"));
            }
            Map<Held, Answer> along = takeAcknowledged();
            if (!along.isEmpty()) { // in one request with the fetch, and taken before it
                world.step("acknowledge " + along);
                send(along);
            }
            List<Held> found = collect(mayFetch, end);
            mayFetch = false;
            if (found.isEmpty() && world.millis() < end) {
                world.await(stirred, end);
                if (wakeupPending) {
                    continue;
                }
                found = collect(false, end);
            }
            if (!found.isEmpty() || world.millis() >= end) {
                seeReplies();
                if (!found.isEmpty()) {
                    world.note("polled " + found);
                }
                return found.stream().map(Held::taken).toList();
            }
            mayFetch = true;
        }
    }

    /**
     * What is there, and a fetch for what is not.
     *
     * @param until when the poll ends
     */
    private List<Held> collect(boolean mayFetch, long until) {
        if (!renewing.isEmpty() || !renewed.isEmpty()) {
            inFlight.addAll(renewed);
            renewed.clear();
            return List.copyOf(inFlight);
        }
        if (fetched.isEmpty() && mayFetch) {
            fetchesUntil = until + FETCH_MILLIS;
            broker.feed(this);
        }
        List<Held> found = List.copyOf(fetched);
        fetched.clear();
        inFlight.addAll(found);
        return found;
    }

    /** Whether a record that is free now would be given to this client. */
    boolean fetches() {
        return !closed && fetchesUntil >= world.millis() && fetched.isEmpty();
    }

    int maxRecords() {
        return maxRecords;
    }

    /** Records arrive; they are locked for this client from now on. */
    void arrive(List<JobTopic.Entry> records) {
        fetchesUntil = -1;
        records.forEach(entry -> fetched.add(Held.of(entry)));
        stirred.fire();
    }

    @Override
    public void acknowledge(Taken record, Answer answer) {
        checkOpen();
        // as the client: by topic and offset, whichever delivery it is
        Held held =
                inFlight.stream()
                        .filter(one ->
                                one.taken().partition().equals(record.partition())
                                        && one.taken().offset() == record.offset())
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalStateException("The record cannot be acknowledged."));
        acknowledged.put(held, answer);
    }

    /**
     * By topic, as there is one partition of each.
     *
     * @throws WakeupException if somebody called {@link #wakeup}; the request is on its way
     * @throws TimeoutException if the broker did not answer; it may have done what was asked
     */
    @Override
    public Map<Partition, Optional<KafkaException>> commitSync(Duration patience) {
        checkOpen();
        seeReplies();
        Map<Held, Answer> along = takeAcknowledged();
        Map<Partition, Optional<KafkaException>> result = new HashMap<>();
        if (along.isEmpty()) {
            return result;
        }
        world.step("commit " + along);
        loseSession();
        boolean silent = world.callFails() && world.random().nextBoolean();
        List<Reply> own = send(along);
        if (silent) {
            world.sleep(Math.min(patience.toMillis(), world.random().nextInt(GIVE_UP_MILLIS)));
            throw new TimeoutException("simulated: no answer");
        }
        if (wakeupPending) {
            wakeupPending = false;
            delay(own);
            throw new WakeupException();
        }
        for (Reply reply : own) {
            result.merge(
                    reply.held().taken().partition(),
                    reply.failure(),
                    (one, other) -> one.isPresent() ? one : other);
        }
        seeReplies();
        return result;
    }

    private Map<Held, Answer> takeAcknowledged() {
        Map<Held, Answer> along = new LinkedHashMap<>(acknowledged);
        acknowledged.clear();
        along.forEach((held, answer) -> {
            inFlight.remove(held);
            if (answer == Answer.RENEW) {
                renewing.add(held);
            }
        });
        return along;
    }

    /** One request; it may be lost, or its answer. */
    private List<Reply> send(Map<Held, Answer> along) {
        boolean lost = world.callFails();
        boolean unanswered = !lost && world.callFails();
        List<Reply> own = new ArrayList<>();
        along.forEach((held, answer) -> {
            Optional<KafkaException> failure = Optional.empty();
            if (lost) {
                failure = Optional.of(new TimeoutException("simulated"));
            } else if (!broker.acknowledge(this, held.entry(), answer)) {
                failure = Optional.of(new InvalidRecordStateException("simulated"));
            } else if (unanswered) {
                failure = Optional.of(new TimeoutException("simulated, after it was done"));
            }
            failure.ifPresent(cause -> world.note(answer + " of " + held + ": " + cause));
            own.add(new Reply(held, answer, failure, world.millis()));
        });
        replies.addAll(own);
        return own;
    }

    private void delay(List<Reply> late) {
        long at = world.millis() + world.random().nextInt((int) ANSWER_MILLIS);
        replies.replaceAll(reply ->
                late.contains(reply)
                        ? new Reply(reply.held(), reply.answer(), reply.failure(), at)
                        : reply);
    }

    private void seeReplies() {
        replies.removeIf(reply -> {
            if (reply.at() > world.millis()) {
                return false;
            }
            if (reply.answer() == Answer.RENEW
                    && renewing.remove(reply.held())
                    && reply.failure().isEmpty()) {
                renewed.add(reply.held());
            }
            return true;
        });
    }

    private void takeWakeup() {
        if (wakeupPending) {
            wakeupPending = false;
            throw new WakeupException();
        }
    }

    /** A connection is lost: the broker takes back what it gave; the client does not know yet. */
    private void loseSession() {
        if (world.sessionEnds()) {
            world.note("session lost");
            broker.endSession(this);
            fetched.clear();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("This consumer has already been closed.");
        }
    }

    /** Sends what is acknowledged, and gives back the rest. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        Map<Held, Answer> along = takeAcknowledged();
        world.step("close, with " + along);
        send(along);
        closed = true;
        broker.leave(this);
    }
}
