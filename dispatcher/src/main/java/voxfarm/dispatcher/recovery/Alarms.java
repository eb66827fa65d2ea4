package voxfarm.dispatcher.recovery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.BucketLayout.Timed;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.ending.Endings;

/**
 * Queues requests when their {@code not_before} comes and fails them when their deadline passes.
 * The index of times is read from its beginning to a little ahead, so that memory does not grow
 * with what waits; what this dispatcher accepts for so soon is remembered besides. Every dispatcher
 * rings; the first one does it. {@link #watch} from any thread, {@link #ring} from one.
 */
final class Alarms {
    /** What comes later is read later. */
    private static final Duration AHEAD = Duration.ofSeconds(60);

    private static final Duration READ_PERIOD = Duration.ofSeconds(20);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(2);
    private static final int MOST_REMEMBERED = 10_000;

    private final ObjectStore store;
    private final RequestStore requests;
    private final ResultStore results;
    private final Requeuer requeuer;
    private final Endings endings;
    private final Complaints complaints;
    private final InstantSource clock;
    private final LongSupplier nanos;

    /** Guarded by this; the soonest first. */
    private final TreeSet<Timed> near =
            new TreeSet<>(
                    Comparator.comparing(Timed::at)
                            .thenComparing(Timed::alarm)
                            .thenComparing(Timed::id));

    /** Those that could not be done, and when to try them again; on the ringing thread. */
    private final Map<Timed, Long> postponed = new HashMap<>();

    private long nextRead;

    /** Guarded by this: something near is in the index alone, as there was no room for it. */
    private boolean leftOut;

    /** On the ringing thread: in this turn the broker was found not to answer. */
    private boolean brokerDown;

    Alarms(
            ObjectStore store,
            Requeuer requeuer,
            Endings endings,
            Complaints complaints,
            InstantSource clock,
            LongSupplier nanos) {
        this.store = store;
        this.requests = new RequestStore(store);
        this.results = new ResultStore(store);
        this.requeuer = requeuer;
        this.endings = endings;
        this.complaints = complaints;
        this.clock = clock;
        this.nanos = nanos;
        this.nextRead = nanos.getAsLong();
    }

    /** A hint that a request was accepted; what it waits for is in the index already. */
    void watch(AcceptedRequest request) {
        request.notBefore()
                .filter(at -> at.isAfter(request.acceptedAt()))
                .ifPresent(at -> hint(request.id(), BucketLayout.Alarm.BEGIN, at));
        request.deadline().ifPresent(at -> hint(request.id(), BucketLayout.Alarm.DEADLINE, at));
    }

    private void hint(RequestId id, BucketLayout.Alarm alarm, Instant at) {
        if (at.isBefore(clock.instant().plus(AHEAD))) {
            // through its key, so that it is the same as if it were read
            BucketLayout.timedOf(BucketLayout.timed(id, alarm, at)).ifPresent(this::remember);
        }
    }

    /** False if there is no room: the soonest are kept, whoever comes first. */
    private synchronized boolean remember(Timed time) {
        near.add(time);
        if (near.size() <= MOST_REMEMBERED) {
            return true;
        }
        leftOut = true;
        return !near.removeLast().equals(time);
    }

    /**
     * Does what is due.
     *
     * @return after which time to call again, if nothing is accepted before
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} if the index cannot be read
     */
    Duration ring() {
        brokerDown = false;
        boolean room = ringDue();
        while (nanos.getAsLong() - nextRead >= 0 || (room && !brokerDown && isLeftOut())) {
            read();
            long now = nanos.getAsLong();
            nextRead = now + READ_PERIOD.toNanos();
            for (long until : postponed.values()) {
                nextRead = Math.min(nextRead, Math.max(now + 1, until));
            }
            room = ringDue();
        }
        Duration pause = Duration.ofNanos(Math.max(0, nextRead - nanos.getAsLong()));
        Optional<Duration> first = untilFirst();
        return first.isPresent() && first.get().compareTo(pause) < 0 ? first.get() : pause;
    }

    private synchronized Optional<Duration> untilFirst() {
        return near.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.between(clock.instant(), near.first().at()))
                        .map(left -> left.isNegative() ? Duration.ZERO : left);
    }

    /** Whether something was due. */
    private boolean ringDue() {
        List<Timed> due = takeDue();
        due.forEach(this::ring);
        return !due.isEmpty();
    }

    private synchronized boolean isLeftOut() {
        return leftOut;
    }

    private synchronized void beginToRead() {
        leftOut = false;
    }

    private void read() {
        beginToRead();
        Instant horizon = clock.instant().plus(AHEAD);
        long now = nanos.getAsLong();
        postponed.values().removeIf(until -> now - until >= 0);
        ObjectListing times = new ObjectListing(store, BucketLayout.TIMED);
        while (times.hasNext()) {
            Optional<Timed> time = BucketLayout.timedOf(times.next().key());
            if (time.isEmpty() || postponed.containsKey(time.get())) {
                continue;
            }
            if (time.get().at().isAfter(horizon) || !remember(time.get())) {
                return; // what follows comes later still
            }
        }
    }

    private synchronized List<Timed> takeDue() {
        List<Timed> due = new ArrayList<>();
        Instant now = clock.instant();
        while (!near.isEmpty() && !near.first().at().isAfter(now)) {
            due.add(near.removeFirst());
        }
        return due;
    }

    private void ring(Timed time) {
        Long until = postponed.get(time);
        if (until != null && nanos.getAsLong() - until < 0) {
            return; // read again meanwhile
        }
        if (brokerDown && time.alarm() == BucketLayout.Alarm.BEGIN) {
            postpone(time, RETRY_PAUSE); // each would wait as long
            return;
        }
        ObjectKey key = BucketLayout.timed(time.id(), time.alarm(), time.at());
        try {
            if (isDone(time)) {
                store.delete(key);
                postponed.remove(time);
            } else {
                postpone(time, READ_PERIOD);
            }
        } catch (VoxfarmException e) {
            complaints.about(key.value(), e);
            brokerDown |= e.code() == ErrorCode.BROKER_UNAVAILABLE;
            postpone(time, e.code().retryable() ? RETRY_PAUSE : READ_PERIOD);
        } catch (RuntimeException e) {
            complaints.about(key.value(), e);
            postpone(time, READ_PERIOD);
        }
    }

    /** It stays in the index, and is read again there. */
    private void postpone(Timed time, Duration pause) {
        if (postponed.size() >= MOST_REMEMBERED) {
            postponed.clear();
        }
        long until = nanos.getAsLong() + pause.toNanos();
        postponed.put(time, until);
        if (until - nextRead < 0) {
            nextRead = until;
        }
    }

    /** Whether nothing is left to do at that time. */
    private boolean isDone(Timed time) {
        Optional<AcceptedRequest> found = requests.find(time.id());
        if (found.isEmpty()) {
            // perhaps not stored yet; a request that is stored later is found by a sweep
            return time.at().isBefore(clock.instant().minus(OpenIndex.ORPHANED));
        }
        AcceptedRequest request = found.get();
        if (results.exists(time.id())) {
            return true;
        }
        return switch (time.alarm()) {
            case BEGIN -> {
                // the index has whole milliseconds, and another acceptance may have had this id
                boolean due =
                        request.notBefore().isPresent()
                                && !request.notBefore().get().isAfter(clock.instant());
                if (due) {
                    // if somebody else claimed it, that one queues it, or a sweep finds it missing
                    var _ = requeuer.queue(request, 0);
                }
                yield true;
            }
            case DEADLINE -> {
                var _ = brokerDown ? endings.expireUntold(request) : endings.expireIfDue(request);
                yield true;
            }
        };
    }
}
