package voxfarm.dispatcher.callback;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Faults;
import voxfarm.common.lifecycle.Ticker;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.telemetry.LogContext;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;

/**
 * Tells by HTTP how requests ended, for those that asked for it. The truth is the index {@code
 * callbacks/} and the notes beside each request; what this process remembers (whom it waits for,
 * when the next try of each is due) is bounded, and found again from the bucket. Events are a hint,
 * so that most are told at once; nobody waits for any of this. A ticker finds what is due; calls
 * are made by platform threads, as a look-up of a name holds one.
 */
public final class Callbacks implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
    private static final Duration TURN = Duration.ofSeconds(2);
    private static final Duration LISTING = Duration.ofSeconds(30);
    private static final Duration TROUBLE = Duration.ofSeconds(30);
    private static final Duration DEFECT = Duration.ofMinutes(10);
    private static final Duration MISSING = Duration.ofMinutes(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final int QUEUE = 1000;

    /** Some 300 bytes each; the others are looked at in every listing. */
    private static final int MOST_REMEMBERED = 50_000;

    private final boolean off;
    private final ObjectStore store;
    private final RequestStore requests;
    private final OpenIndex index;
    private final CallbackNotes notes;
    private final CallbackTeller teller;
    private final CallbackCall call;
    private final Faults faults;
    private final LongSupplier nanos;
    private final BlockingQueue<RequestId> due = new ArrayBlockingQueue<>(QUEUE);

    /** In the queue, or being told. */
    private final Set<RequestId> inHand = ConcurrentHashMap.newKeySet();

    private final Ticker ticker;
    private final List<Thread> threads = new ArrayList<>();

    /** Guarded by this, as is the next. */
    private final Map<RequestId, Known> known = new HashMap<>();

    /** Number of the listing under way, or of the last one. */
    private long pass;

    /** Only turns use these: where the listing goes on, when, and how many it has seen. */
    private Optional<RequestId> cursor = Optional.empty();

    private long nextListing;
    private long counted;
    private volatile long waiting;
    private volatile boolean closed;

    /**
     * What is remembered of a request.
     *
     * @param dueNanos when to look at it; empty if its event says when
     * @param missingSince when its entry was first seen without a request, in nanoseconds
     * @param pass of the listing that saw it last
     */
    private record Known(Optional<Long> dueNanos, Optional<Long> missingSince, long pass) {
        boolean isDue(long now) {
            return dueNanos.isPresent() && now - dueNanos.get() >= 0;
        }

        Known seenIn(long otherPass) {
            return new Known(dueNanos, missingSince, otherPass);
        }
    }

    /**
     * @param faults told if a thread dies
     */
    public Callbacks(
            CallbackConfig config,
            CallbackTargets targets,
            ObjectStore store,
            Metrics metrics,
            Faults faults,
            InstantSource clock) {
        this(
                config,
                targets,
                store,
                metrics,
                faults,
                clock,
                System::nanoTime,
                new CallbackCall(
                        InetAddress::getAllByName,
                        (SSLSocketFactory) SSLSocketFactory.getDefault(),
                        Duration.ofSeconds(config.timeoutSeconds())));
    }

    /**
     * @param call closed with this
     */
    Callbacks(
            CallbackConfig config,
            CallbackTargets targets,
            ObjectStore store,
            Metrics metrics,
            Faults faults,
            InstantSource clock,
            LongSupplier nanos,
            CallbackCall call) {
        this.off = targets.none();
        this.store = store;
        this.requests = new RequestStore(store);
        this.index = new OpenIndex(store, clock);
        this.notes = new CallbackNotes(store);
        this.call = call;
        this.teller = new CallbackTeller(config, targets, call::post, store, metrics, clock);
        this.faults = faults;
        this.nanos = nanos;
        this.nextListing = nanos.getAsLong();
        this.ticker = new Ticker("callbacks", TURN, this::turn);
        for (int i = 0; i < config.atOnce(); i++) {
            threads.add(Thread.ofPlatform().name("callback-" + i).daemon().unstarted(this::work));
        }
        metrics.watch(
                Metric.CALLBACKS_WAITING, () -> off ? List.of() : Metrics.Reading.only(waiting));
    }

    @Override
    public String name() {
        return "callbacks";
    }

    /** Without a target nothing is started: what an earlier configuration left waits for one. */
    @Override
    public void start() {
        if (!off) {
            threads.forEach(Thread::start);
            ticker.start();
        }
    }

    /** Waits for the end of a request that was accepted here. */
    public void watch(AcceptedRequest request) {
        if (!off && request.callback().isPresent()) {
            remember(request.id(), Optional.empty(), Optional.empty());
        }
    }

    /** An event says that a request has ended. Never waits, and asks the bucket for nothing. */
    public void ended(RequestId id) {
        synchronized (this) {
            if (!known.containsKey(id)) {
                return; // nobody asked for it, or a listing finds it
            }
            remember(id, Optional.of(nanos.getAsLong()), Optional.empty());
        }
        queue(id); // where it is full, the next turn does
    }

    /** Queues what is due, and what a listing of the index finds when it is time for one. */
    void turn() {
        long now = nanos.getAsLong();
        for (RequestId id : dueAt(now)) {
            if (!queue(id)) {
                return; // full: all else waits as well
            }
        }
        if (now - nextListing >= 0) {
            nextListing = now + LISTING.toNanos();
            list();
        }
    }

    private synchronized List<RequestId> dueAt(long now) {
        return known.entrySet().stream()
                .filter(entry -> entry.getValue().isDue(now))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Finds what has ended: it is in the index of callbacks and not in that of what is open. Both
     * are read side by side in their order, so that neither need be in memory.
     */
    private void list() {
        if (cursor.isEmpty()) {
            begin();
        }
        ObjectListing entries =
                new ObjectListing(
                        store, BucketLayout.CALLBACKS, cursor.map(BucketLayout::callback));
        OpenRequests open = new OpenRequests(store, cursor);
        while (entries.hasNext()) {
            ObjectKey key = entries.next().key();
            Optional<RequestId> id = BucketLayout.callbackOf(key);
            if (id.isEmpty()) {
                continue; // somebody else's object
            }
            seen(id.get());
            if (!open.contains(id.get()) && !look(id.get())) {
                return; // the queue is full: the next listing goes on here
            }
            counted++;
            cursor = id;
        }
        cursor = Optional.empty();
        waiting = counted;
        forgetUnseen();
    }

    private synchronized void begin() {
        pass++;
        counted = 0;
    }

    private synchronized void seen(RequestId id) {
        known.computeIfPresent(id, (_, before) -> before.seenIn(pass));
    }

    /** What two listings did not see is not in the index any more. */
    private synchronized void forgetUnseen() {
        known.values().removeIf(one -> one.pass() < pass - 1);
    }

    /** Of one that has ended, by the indexes: queues it unless it is known when it is due. */
    private boolean look(RequestId id) {
        synchronized (this) {
            Known before = known.get(id);
            if (before != null
                    && before.dueNanos().isPresent()
                    && !before.isDue(nanos.getAsLong())) {
                return true;
            }
        }
        return queue(id);
    }

    /** False if there is no room. */
    private boolean queue(RequestId id) {
        if (!inHand.add(id)) {
            return true;
        }
        if (due.offer(id)) {
            return true;
        }
        inHand.remove(id);
        return false;
    }

    private void work() {
        try {
            while (!closed) {
                handle(due.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable t) { // errors too
            if (!closed) {
                faults.fatal("callbacks: " + Thread.currentThread().getName() + " stopped", t);
            }
        }
    }

    /** As the threads do, until the queue is empty. */
    void workOff() {
        for (RequestId id = due.poll(); id != null; id = due.poll()) {
            handle(id);
        }
    }

    private void handle(RequestId id) {
        try (LogContext _ = LogContext.of(id)) {
            tell(id);
        } finally {
            inHand.remove(id);
        }
    }

    /** Makes what is due of it, and remembers what is left. */
    private void tell(RequestId id) {
        try {
            switch (teller.tell(id)) {
                case CallbackTeller.Next.Nothing _ -> forget(id);
                case CallbackTeller.Next.Later(Duration pause) -> later(id, pause);
                case CallbackTeller.Next.Missing _ -> missing(id);
            }
        } catch (VoxfarmException e) {
            LOG.info("request {}: callback: {}", id, e.getMessage());
            later(id, e.code().retryable() ? TROUBLE : DEFECT);
        } catch (RuntimeException e) {
            LOG.error("request {}: callback: a defect in this build", id, e);
            later(id, DEFECT);
        }
    }

    private void later(RequestId id, Duration pause) {
        remember(id, Optional.of(nanos.getAsLong() + pause.toNanos()), Optional.empty());
    }

    /** Its acceptance is under way, or was broken off for good if it stays so. */
    private void missing(RequestId id) {
        long now = nanos.getAsLong();
        long since = missingSince(id).orElse(now);
        if (now - since < OpenIndex.ORPHANED.toNanos()) {
            remember(id, Optional.of(now + MISSING.toNanos()), Optional.of(since));
            return;
        }
        notes.forget(id);
        forget(id);
        // an acceptance that slept for so long may have gone on at this very moment
        requests.find(id).ifPresent(index::add);
    }

    private synchronized Optional<Long> missingSince(RequestId id) {
        Known before = known.get(id);
        return before == null ? Optional.empty() : before.missingSince();
    }

    private synchronized void remember(
            RequestId id, Optional<Long> dueNanos, Optional<Long> missingSince) {
        if (known.size() < MOST_REMEMBERED || known.containsKey(id)) {
            known.put(id, new Known(dueNanos, missingSince, pass));
        }
    }

    private synchronized void forget(RequestId id) {
        known.remove(id);
    }

    @Override
    public void close() {
        closed = true;
        if (off) {
            return;
        }
        ticker.close();
        threads.forEach(Thread::interrupt);
        call.close();
        try {
            for (Thread thread : threads) {
                thread.join(CLOSE_TIMEOUT.dividedBy(threads.size()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
