package voxfarm.dispatcher.recovery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Faults;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.dispatcher.acceptance.WaitingRequests;

/**
 * Sweeps from time to time, and in between queues requests when their {@code not_before} comes and
 * fails them when their deadline passes. Times are kept in memory as a hint; the next sweep of any
 * dispatcher finds what was forgotten.
 */
public final class Recovery implements Component, WaitingRequests {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final Duration TICK = Duration.ofMillis(250);

    /** A sweep takes at most about this share of the time. */
    private static final int PAUSE_PER_SWEEP = 20;

    private static final int MOST_REMEMBERED = 200_000;
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(2);

    private final RecoveryConfig config;
    private final Sweeper sweeper;
    private final Supplier<Optional<Duration>> eventRetention;
    private final Faults faults;
    private final InstantSource clock;
    private final Thread thread;

    /** Guarded by this, as is the set. */
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparing(Alarm::at));

    private final Set<Alarm> known = new HashSet<>();
    private final Queue<CompletableFuture<Sweeper.Swept>> rebuilds = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private record Alarm(RequestId id, Instant at, boolean deadline) {}

    /**
     * @param eventRetention how long events are kept; asked at each sweep
     */
    public Recovery(
            RecoveryConfig config,
            Sweeper sweeper,
            Supplier<Optional<Duration>> eventRetention,
            Faults faults,
            InstantSource clock) {
        this.config = config;
        this.sweeper = sweeper;
        this.eventRetention = eventRetention;
        this.faults = faults;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("recovery").daemon().unstarted(this::run);
    }

    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void watch(AcceptedRequest request) {
        request.notBefore()
                .filter(at -> at.isAfter(clock.instant()))
                .ifPresent(at -> remember(new Alarm(request.id(), at, false)));
        request.deadline().ifPresent(at -> remember(new Alarm(request.id(), at, true)));
    }

    /**
     * Sweeps now, without grace, and tells the end of every request that has ended; for a farm
     * whose Kafka was lost. Blocks until it is done.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} or {@code BROKER_UNAVAILABLE} if it was
     *     broken off; {@code NOT_READY} if this dispatcher is stopping
     */
    public Sweeper.Swept rebuild() {
        CompletableFuture<Sweeper.Swept> done = new CompletableFuture<>();
        rebuilds.add(done);
        try {
            return done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.NOT_READY, "the dispatcher is stopping", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof VoxfarmException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
    }

    private void runRebuilds() {
        for (CompletableFuture<Sweeper.Swept> waiting = rebuilds.poll();
                waiting != null;
                waiting = rebuilds.poll()) {
            try {
                waiting.complete(
                        sweeper.sweep(
                                new Sweeper.Scope(Duration.ZERO, Instant.EPOCH), this::watchOpen));
            } catch (VoxfarmException e) {
                waiting.completeExceptionally(e);
            }
        }
    }

    private synchronized void remember(Alarm alarm) {
        if (alarms.size() < MOST_REMEMBERED && known.add(alarm)) {
            alarms.add(alarm);
        }
    }

    private void run() {
        try {
            long nextSweep = System.nanoTime();
            while (!closed) {
                ringDue();
                if (sweeper.knowsEnds()) {
                    runRebuilds();
                }
                if (System.nanoTime() - nextSweep >= 0) {
                    long begun = System.nanoTime();
                    sweep();
                    long took = System.nanoTime() - begun;
                    nextSweep =
                            System.nanoTime()
                                    + Math.max(
                                            Duration.ofSeconds(config.periodSeconds()).toNanos(),
                                            took * PAUSE_PER_SWEEP);
                }
                Thread.sleep(TICK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable t) { // errors too
            if (!closed) {
                faults.fatal(name() + " stopped", t);
            }
        }
    }

    private void sweep() {
        try {
            Instant since =
                    eventRetention
                            .get()
                            .map(kept -> clock.instant().minus(kept))
                            .orElse(Instant.EPOCH);
            Sweeper.Swept swept =
                    sweeper.sweep(new Sweeper.Scope(config.grace(), since), this::watchOpen);
            if (swept.requeued() + swept.failed() + swept.told() > 0) {
                LOG.info("swept: {}", swept);
            }
        } catch (VoxfarmException e) {
            LOG.warn("the sweep was broken off: {}", e.getMessage());
        } catch (RuntimeException e) {
            // the door must not close for an object that no build has seen; the next sweep tries
            // again
            LOG.error("the sweep was broken off by a defect in this build", e);
        }
    }

    /** One whose time came while no dispatcher ran is due at once. */
    private void watchOpen(AcceptedRequest request) {
        watch(request);
        request.notBefore()
                .filter(at -> !at.isAfter(clock.instant()) && at.isAfter(request.acceptedAt()))
                .filter(at -> at.isAfter(clock.instant().minus(config.grace())))
                .ifPresent(at -> remember(new Alarm(request.id(), at, false)));
    }

    private void ringDue() {
        for (Alarm alarm : takeDue()) {
            try {
                if (alarm.deadline()) {
                    sweeper.expire(alarm.id());
                } else {
                    sweeper.produceDue(alarm.id());
                }
            } catch (VoxfarmException e) {
                LOG.warn("request {}: trying again: {}", alarm.id(), e.getMessage());
                remember(
                        new Alarm(alarm.id(), clock.instant().plus(RETRY_PAUSE), alarm.deadline()));
            }
        }
    }

    private synchronized List<Alarm> takeDue() {
        List<Alarm> due = new ArrayList<>();
        Instant now = clock.instant();
        while (!alarms.isEmpty() && !alarms.peek().at().isAfter(now)) {
            Alarm alarm = alarms.remove();
            known.remove(alarm);
            due.add(alarm);
        }
        return due;
    }

    @Override
    public void close() {
        closed = true;
        rebuilds.forEach(waiting ->
                waiting.completeExceptionally(
                        new VoxfarmException(ErrorCode.NOT_READY, "the dispatcher is stopping")));
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
