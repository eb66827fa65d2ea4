package voxfarm.dispatcher.status;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.lifecycle.LogRate;
import voxfarm.common.plan.RequestId;

/**
 * What the events say of recent requests, and who waits for one to end. A hint only: the truth is
 * in the bucket, and an event that is missed costs time, not correctness.
 *
 * <p>Events are followed from the moment a dispatcher starts, so that who waits is answered at
 * once. What was told before is gathered beside that and comes in by {@link #remember}; it fills in
 * what is not known and overrides nothing that is newer, but an end is an end, whenever it was
 * told. Thread-safe.
 */
public final class EventProjector {
    private static final Logger LOG = LoggerFactory.getLogger(EventProjector.class);

    /** No worker of this farm has a longer name; an event of somebody else may. */
    private static final int MAX_WORKER_ID = 128;

    private final LogRate rate = new LogRate();
    private final int remembered;
    private final Consumer<RequestEvent> listener;
    private volatile long lastNanos = System.nanoTime();

    /** Guarded by this; requests of which an event came since the start. */
    private final RememberedRequests present = new RememberedRequests();

    /** Guarded by this; requests of which only older events are known: all before the others. */
    private final RememberedRequests past = new RememberedRequests();

    /** Guarded by this. */
    private final Map<RequestId, Set<Waiter>> waiting = new LinkedHashMap<>();

    /** Guarded by this. */
    private final Map<RequestId, Set<Feed>> feeds = new LinkedHashMap<>();

    /** Written under this. */
    private volatile boolean released;

    /**
     * @param remembered requests kept in memory, at some 450 bytes each; older ones are forgotten
     */
    public EventProjector(int remembered) {
        this(remembered, _ -> {});
    }

    /**
     * As the other.
     *
     * @param listener told of each event as it comes, of what is kept from before not
     */
    public EventProjector(int remembered, Consumer<RequestEvent> listener) {
        this.remembered = remembered;
        this.listener = listener;
    }

    /**
     * Takes a record of the event topic; what is not an event is passed over.
     *
     * @return the request whose end it tells, unless that was told before
     */
    public Optional<RequestId> accept(byte @Nullable [] record) {
        if (record == null) {
            return Optional.empty();
        }
        try {
            return accept(RequestEventCodec.read(record));
        } catch (VoxfarmException e) {
            rate.write("event", more -> LOG.warn("event passed over: {}{}", e.getMessage(), more));
            return Optional.empty();
        }
    }

    Optional<RequestId> accept(RequestEvent event) {
        lastNanos = System.nanoTime();
        listener.accept(event);
        if (event instanceof RequestEvent.Refused) {
            return Optional.empty(); // of one submission; the request of that id goes on
        }
        RequestId id = event.request();
        Set<Waiter> toWake;
        synchronized (this) {
            if (present.ended(id) || past.ended(id)) {
                return Optional.empty();
            }
            Optional<RequestEvent> before = present.open(id).or(() -> past.open(id));
            if (before.isEmpty() || outranks(event, before.get())) {
                past.remove(id);
                present.put(shortened(event));
                forgetOldest();
            }
            toWake = tell(event);
        }
        toWake.forEach(Waiter::wake);
        return event.terminal() ? Optional.of(id) : Optional.empty();
    }

    /**
     * Takes what kept events say. Called once, when they have all been read up to where following
     * began.
     */
    public void remember(PastEvents kept) {
        Set<Waiter> toWake = new HashSet<>();
        List<RequestEvent> events = kept.inOrder();
        List<RequestEvent> newest =
                events.subList(Math.max(0, events.size() - remembered), events.size());
        synchronized (this) {
            for (RequestEvent event : newest) {
                RequestId id = event.request();
                if (!present.contains(id)) {
                    past.put(event);
                } else if (event.terminal() && !present.ended(id)) {
                    present.put(event);
                }
                if (event.terminal()) {
                    toWake.addAll(tell(event));
                }
            }
            forgetOldest();
        }
        toWake.forEach(Waiter::wake);
    }

    /** Guarded by this: hands it to those who follow, and returns those who waited for it. */
    private Set<Waiter> tell(RequestEvent event) {
        feeds.getOrDefault(event.request(), Set.of()).forEach(feed -> feed.add(event));
        Set<Waiter> waiters = event.terminal() ? waiting.remove(event.request()) : null;
        return waiters == null ? Set.of() : waiters;
    }

    /**
     * Whether the later one of two events says more than the earlier one: that a request was
     * accepted may be told again when it was begun long ago, and the parts of a long request, which
     * several workers speak, tell their places as they come.
     */
    static boolean outranks(RequestEvent later, RequestEvent earlier) {
        return !earlier.terminal()
                && (!(later instanceof RequestEvent.Accepted)
                        || earlier instanceof RequestEvent.Accepted)
                && !isBehind(later, earlier);
    }

    private static boolean isBehind(RequestEvent later, RequestEvent earlier) {
        if (!(earlier instanceof RequestEvent.Progress told)
                || later.header().attempt() > told.header().attempt()) {
            return false;
        }
        return later instanceof RequestEvent.Started
                || (later instanceof RequestEvent.Progress progress
                        && progress.segmentsDone() < told.segmentsDone());
    }

    /** The same, of a size that may be kept many times. */
    static RequestEvent shortened(RequestEvent event) {
        return event instanceof RequestEvent.Started(EventHeader header, String worker)
                        && worker.length() > MAX_WORKER_ID
                ? new RequestEvent.Started(header, worker.substring(0, MAX_WORKER_ID))
                : event;
    }

    /** For how long no event of any request has come. */
    Duration quiet() {
        return Duration.ofNanos(System.nanoTime() - lastNanos);
    }

    private void forgetOldest() {
        while (past.size() + present.size() > remembered) {
            (past.size() > 0 ? past : present).removeOldest();
        }
    }

    /**
     * How many requests of the same voice and lane were accepted before this one and have not
     * begun, as far as they are remembered; empty if this one is not waiting.
     */
    public synchronized OptionalInt ahead(RequestId id) {
        OptionalInt ahead = present.ahead(id);
        if (ahead.isEmpty()) {
            return past.ahead(id);
        }
        int older = past.waitingWith(present.open(id).orElseThrow());
        return OptionalInt.of(older + ahead.getAsInt());
    }

    /** The last event of a request that has not ended, if it is remembered. */
    public synchronized Optional<RequestEvent> last(RequestId id) {
        return present.open(id).or(() -> past.open(id));
    }

    /** Whether an event told that the request ended, as far as that is remembered. */
    public synchronized boolean ended(RequestId id) {
        return present.ended(id) || past.ended(id);
    }

    /**
     * Forgets that a request ended, as the bucket holds no result: an earlier one of that id did,
     * and was deleted.
     */
    synchronized void forgetEnd(RequestId id) {
        for (RememberedRequests requests : List.of(present, past)) {
            if (requests.ended(id)) {
                requests.remove(id);
            }
        }
    }

    /** Sends away all who wait or follow, now and from now on: the process stops. */
    public void release() {
        Set<Waiter> toWake = new HashSet<>();
        synchronized (this) {
            released = true;
            waiting.values().forEach(toWake::addAll);
            feeds.values().forEach(all -> all.forEach(Feed::wake));
        }
        toWake.forEach(Waiter::wake);
    }

    /** Whether nobody is to wait any more. */
    public boolean isReleased() {
        return released;
    }

    /** Somebody who waits for a request to end. */
    public static final class Waiter {
        private final CountDownLatch end = new CountDownLatch(1);

        private Waiter() {}

        private void wake() {
            end.countDown();
        }

        /** Whether the terminal event came within that time, or nobody is to wait any more. */
        public boolean await(Duration patience) throws InterruptedException {
            return end.await(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
        }
    }

    /** The events of one request as they come. Closed by its reader. */
    public final class Feed implements AutoCloseable {
        private static final int PENDING = 64;

        private final RequestId id;

        /** Empty for a reader who is sent away. */
        private final BlockingDeque<Optional<RequestEvent>> pending = new LinkedBlockingDeque<>();

        private Feed(RequestId id) {
            this.id = id;
        }

        /** A reader that is too slow misses the oldest, never the end. */
        private void add(RequestEvent event) {
            if (pending.size() >= PENDING) {
                pending.pollFirst();
            }
            pending.addLast(Optional.of(event));
        }

        private void wake() {
            pending.addLast(Optional.empty());
        }

        /** The next event, or empty if none came in time, or its reader is sent away. */
        public Optional<RequestEvent> next(Duration patience) throws InterruptedException {
            Optional<RequestEvent> next =
                    pending.pollFirst(patience.toNanos(), TimeUnit.NANOSECONDS);
            return next == null ? Optional.empty() : next;
        }

        @Override
        public void close() {
            synchronized (EventProjector.this) {
                Set<Feed> all = feeds.get(id);
                if (all != null) {
                    all.remove(this);
                    if (all.isEmpty()) {
                        feeds.remove(id);
                    }
                }
            }
        }
    }

    /** Begins to follow a request; what happened before is {@link #last}. */
    public synchronized Feed follow(RequestId id) {
        Feed feed = new Feed(id);
        feeds.computeIfAbsent(id, _ -> new HashSet<>()).add(feed);
        if (released) {
            feed.wake();
        }
        return feed;
    }

    /**
     * Begins to wait for the request's terminal event. Hand it to {@link #stopWaiting} in the end.
     */
    public synchronized Waiter awaitEnd(RequestId id) {
        Waiter waiter = new Waiter();
        if (released || ended(id)) {
            waiter.wake();
        } else {
            waiting.computeIfAbsent(id, _ -> new HashSet<>()).add(waiter);
        }
        return waiter;
    }

    public synchronized void stopWaiting(RequestId id, Waiter waiter) {
        Set<Waiter> waiters = waiting.get(id);
        if (waiters != null) {
            waiters.remove(waiter);
            if (waiters.isEmpty()) {
                waiting.remove(id);
            }
        }
    }
}
