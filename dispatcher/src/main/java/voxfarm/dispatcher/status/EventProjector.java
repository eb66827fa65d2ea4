package voxfarm.dispatcher.status;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.plan.RequestId;

/**
 * What the events say of recent requests, and who waits for one to end. A hint only: the truth is
 * in the bucket, and an event that is missed costs time, not correctness. Thread-safe.
 */
public final class EventProjector {
    private static final Logger LOG = LoggerFactory.getLogger(EventProjector.class);

    private final int remembered;
    private volatile long lastNanos = System.nanoTime();

    /** Guarded by this; the last event of each request, the oldest request first. */
    private final Map<RequestId, RequestEvent> last = new LinkedHashMap<>();

    /** Guarded by this. */
    private final Map<RequestId, Set<Waiter>> waiting = new LinkedHashMap<>();

    /** Guarded by this. */
    private final Map<RequestId, Set<Feed>> feeds = new LinkedHashMap<>();

    /**
     * @param remembered requests kept in memory; older ones are forgotten
     */
    public EventProjector(int remembered) {
        this.remembered = remembered;
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
            LOG.warn("event passed over: {}", e.getMessage());
            return Optional.empty();
        }
    }

    Optional<RequestId> accept(RequestEvent event) {
        lastNanos = System.nanoTime();
        Set<Waiter> toWake = Set.of();
        synchronized (this) {
            RequestEvent before = last.get(event.request());
            if (before != null && before.terminal()) {
                return Optional.empty();
            }
            if (!(event instanceof RequestEvent.Refused)) {
                last.put(event.request(), event);
                forgetOldest();
                feeds.getOrDefault(event.request(), Set.of()).forEach(feed -> feed.add(event));
            }
            if (event.terminal()) {
                Set<Waiter> waiters = waiting.remove(event.request());
                toWake = waiters == null ? Set.of() : waiters;
            }
        }
        toWake.forEach(waiter -> waiter.end.complete(event));
        return event.terminal() && !(event instanceof RequestEvent.Refused)
                ? Optional.of(event.request())
                : Optional.empty();
    }

    /** For how long no event of any request has come. */
    Duration quiet() {
        return Duration.ofNanos(System.nanoTime() - lastNanos);
    }

    private void forgetOldest() {
        if (last.size() > remembered) {
            var oldest = last.entrySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /**
     * How many requests of the same voice and lane were accepted before this one and have not
     * begun, as far as they are remembered; empty if this one is not waiting.
     */
    public synchronized OptionalInt ahead(RequestId id) {
        if (!(last.get(id) instanceof RequestEvent.Accepted own)) {
            return OptionalInt.empty();
        }
        int ahead = 0;
        for (RequestEvent other : last.values()) {
            if (other.request().equals(id)) {
                return OptionalInt.of(ahead);
            }
            if (other instanceof RequestEvent.Accepted
                    && other.header().voice().equals(own.header().voice())
                    && other.header().lane().equals(own.header().lane())) {
                ahead++;
            }
        }
        return OptionalInt.empty();
    }

    /** The last event of a request, if it is remembered. */
    public synchronized Optional<RequestEvent> last(RequestId id) {
        return Optional.ofNullable(last.get(id));
    }

    /** Somebody who waits for a request to end. */
    public static final class Waiter {
        private final CompletableFuture<RequestEvent> end = new CompletableFuture<>();

        private Waiter() {}

        /** Whether the terminal event came within that time. */
        public boolean await(Duration patience) throws InterruptedException {
            try {
                end.get(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
                return true;
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException e) {
                throw new IllegalStateException("a waiter is never failed", e);
            }
        }
    }

    /** The events of one request as they come. Closed by its reader. */
    public final class Feed implements AutoCloseable {
        private static final int PENDING = 64;

        private final RequestId id;
        private final BlockingDeque<RequestEvent> pending = new LinkedBlockingDeque<>();

        private Feed(RequestId id) {
            this.id = id;
        }

        /** A reader that is too slow misses the oldest, never the end. */
        private void add(RequestEvent event) {
            if (pending.size() >= PENDING) {
                pending.pollFirst();
            }
            pending.addLast(event);
        }

        /** The next event, or empty if none came in time. */
        public Optional<RequestEvent> next(Duration patience) throws InterruptedException {
            return Optional.ofNullable(pending.pollFirst(patience.toNanos(), TimeUnit.NANOSECONDS));
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
        return feed;
    }

    /**
     * Begins to wait for the request's terminal event. Hand it to {@link #stopWaiting} in the end.
     */
    public synchronized Waiter awaitEnd(RequestId id) {
        Waiter waiter = new Waiter();
        RequestEvent seen = last.get(id);
        if (seen != null && seen.terminal()) {
            waiter.end.complete(seen);
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
