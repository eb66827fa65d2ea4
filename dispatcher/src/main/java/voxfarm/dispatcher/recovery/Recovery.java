package voxfarm.dispatcher.recovery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Faults;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.dispatcher.acceptance.WaitingRequests;
import voxfarm.dispatcher.ending.Endings;

/**
 * Finds and mends what was lost: sweeps over what is open from time to time, rings when a {@code
 * not_before} or a deadline comes, takes books on when a chapter ends, and once a day walks over
 * all requests. Each on a thread of its own, so that none waits for another. What a thread does is
 * a turn, which a simulation can take instead: one thread a kind of turn.
 */
public final class Recovery implements Component, WaitingRequests {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    /** A sweep takes at most about a third of the time. */
    private static final int TIME_PER_SWEEP = 3;

    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);
    private static final Duration ALARM_RETRY = Duration.ofSeconds(2);
    private static final Duration WALK_PERIOD = Duration.ofMinutes(10);
    private static final Duration WALK_RETRY = Duration.ofMinutes(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** 128 to 256 MB while a rebuild runs; what ended besides is told again, which is harmless. */
    private static final int MOST_ENDS = 8_000_000;

    private final RecoveryPeriods periods;
    private final RecoveryFigures figures;
    private final Sweeper sweeper;
    private final FullWalk walk;
    private final Alarms alarms;
    private final OpenBooks openBooks;
    private final EventHistory history;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Queue<CompletableFuture<Swept>> rebuilds = new ConcurrentLinkedQueue<>();
    private final Loop sweeping;
    private final Loop ringing;
    private final Loop walking;
    private final Loop reading;
    private long nextSweep;
    private volatile boolean closed;
    private volatile RebuildProgress progress = RebuildProgress.NONE;

    /**
     * @param faults told if a thread dies
     */
    public Recovery(
            RecoveryPeriods periods,
            ObjectStore store,
            VoiceCatalog catalog,
            TopicRecords topics,
            Remedies remedies,
            Faults faults,
            RecoveryTime time) {
        this(
                periods,
                store,
                catalog,
                topics,
                remedies,
                faults,
                time,
                new RecoveryFigures(Telemetry.NONE));
    }

    /**
     * As the other.
     *
     * @param figures told of every sweep
     */
    public Recovery(
            RecoveryPeriods periods,
            ObjectStore store,
            VoiceCatalog catalog,
            TopicRecords topics,
            Remedies remedies,
            Faults faults,
            RecoveryTime time,
            RecoveryFigures figures) {
        this.figures = figures;
        this.periods = periods;
        this.history = topics.events();
        this.clock = time.clock();
        this.nanos = time.nanos();
        Complaints complaints = new Complaints();
        OpenIndex index = new OpenIndex(store, clock);
        Endings endings = remedies.endings();
        Requeuer requeuer =
                new Requeuer(
                        store,
                        remedies.books(),
                        topics.jobs(),
                        remedies.outbox(),
                        clock,
                        figures.tracer());
        this.openBooks = new OpenBooks(store, requeuer, complaints, clock);
        this.sweeper =
                new Sweeper(
                        store,
                        catalog,
                        topics.jobs(),
                        requeuer,
                        endings,
                        index,
                        complaints,
                        time,
                        book -> {
                            if (!remedies.books().isKnown(book)) {
                                lookAt(book);
                            }
                        });
        this.walk = new FullWalk(store, endings, index, complaints, clock, periods.resultsKept());
        this.alarms = new Alarms(store, requeuer, endings, complaints, clock, nanos);
        this.nextSweep = nanos.getAsLong();
        this.sweeping = new Loop("sweeps", this::sweepTurn, time.timers().get(), faults);
        this.ringing = new Loop("alarms", this::alarmTurn, time.timers().get(), faults);
        this.walking = new Loop("daily walk", this::walkTurn, time.timers().get(), faults);
        this.reading = new Loop("books", this::bookTurn, time.timers().get(), faults);
    }

    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public void start() {
        all().forEach(loop -> loop.thread.start());
    }

    private List<Loop> all() {
        return List.of(sweeping, ringing, walking, reading);
    }

    @Override
    public void watch(AcceptedRequest request) {
        if (request.notBefore().isPresent() || request.deadline().isPresent()) {
            alarms.watch(request);
            ringing.timer.wake();
        }
        if (request.book().isPresent()) {
            lookAt(request.id());
        }
    }

    /** A request has ended: if it was a chapter, its book is taken on soon. */
    public void ended(RequestId id) {
        ChapterIds.bookOf(id).ifPresent(this::lookAt);
    }

    private void lookAt(RequestId book) {
        openBooks.lookAt(book);
        reading.timer.wake();
    }

    /**
     * Walks over all requests and sweeps now, without grace, and tells the end of every request
     * that has ended and whose event is not kept; for a farm whose Kafka was lost. Blocks until it
     * is done.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} or {@code BROKER_UNAVAILABLE} if it was
     *     broken off; {@code NOT_READY} if this dispatcher is stopping
     */
    public Swept rebuild() {
        CompletableFuture<Swept> done = new CompletableFuture<>();
        rebuilds.add(done);
        sweeping.timer.wake();
        if (closed) {
            refuseRebuilds();
        }
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

    /** How far the rebuild under way is. */
    public RebuildProgress rebuildProgress() {
        return progress;
    }

    private void runRebuilds() {
        for (CompletableFuture<Swept> waiting = rebuilds.poll();
                waiting != null;
                waiting = rebuilds.poll()) {
            try {
                waiting.complete(rebuildNow());
            } catch (RuntimeException e) { // whoever asked is told
                waiting.completeExceptionally(e);
            } finally {
                progress = RebuildProgress.NONE;
            }
        }
    }

    private Swept rebuildNow() {
        progress = new RebuildProgress(RebuildProgress.Step.EVENTS, 0);
        RequestIdSet told = new RequestIdSet(MOST_ENDS);
        history.ends(told::add);
        Instant since =
                history.retention().map(kept -> clock.instant().minus(kept)).orElse(Instant.EPOCH);
        Swept walked =
                walk.walk(
                        new FullWalk.Told() {
                            @Override
                            public boolean contains(RequestId id) {
                                return told.contains(id);
                            }

                            @Override
                            public Instant since() {
                                return since;
                            }
                        },
                        count ->
                                progress =
                                        new RebuildProgress(RebuildProgress.Step.REQUESTS, count));
        progress = new RebuildProgress(RebuildProgress.Step.SWEEP, walked.seen().requests());
        return walked.followedBy(sweeper.sweep(Duration.ZERO).swept());
    }

    /**
     * Does what rebuilds were asked for, and sweeps if it is time to.
     *
     * @return when to come back
     */
    public Duration sweepTurn() {
        runRebuilds();
        long begun = nanos.getAsLong();
        if (begun - nextSweep >= 0) {
            Optional<Duration> soonest = sweep();
            long end = nanos.getAsLong();
            long pause = periods.sweep().toNanos();
            // what was missing is queued again as soon as it is old enough
            if (soonest.isPresent()) {
                pause = Math.min(pause, end - begun + soonest.get().toNanos());
            }
            long least = Math.max(LEAST_PAUSE.toNanos(), TIME_PER_SWEEP * (end - begun));
            nextSweep = begun + Math.max(least, pause);
        }
        return Duration.ofNanos(Math.max(0, nextSweep - nanos.getAsLong()));
    }

    private Optional<Duration> sweep() {
        long begun = nanos.getAsLong();
        try {
            Sweeper.Found found = sweeper.sweep(periods.grace());
            figures.swept(found.swept(), nanos.getAsLong() - begun);
            if (found.swept().mended().any()) {
                LOG.info("swept: {}", found.swept().words());
            }
            return found.soonest();
        } catch (VoxfarmException e) {
            figures.brokenOff(nanos.getAsLong() - begun);
            LOG.warn("the sweep was broken off: {}", e.getMessage());
        } catch (RuntimeException e) {
            // the next sweep tries again
            figures.brokenOff(nanos.getAsLong() - begun);
            LOG.error("the sweep was broken off by a defect in this build", e);
        }
        return Optional.empty();
    }

    /**
     * Queues and fails what is due.
     *
     * @return when to come back, if {@link #watch} is not called before
     */
    public Duration alarmTurn() {
        try {
            return alarms.ring();
        } catch (VoxfarmException e) {
            LOG.warn("the index of times could not be read: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("alarms were broken off by a defect in this build", e);
        }
        return ALARM_RETRY;
    }

    /**
     * Walks over all requests, if no dispatcher did today.
     *
     * @return when to come back
     */
    public Duration walkTurn() {
        try {
            if (walk.isDue()) {
                Swept walked = walk.walkForToday();
                LOG.info("walked over all requests: {}", walked.words());
            }
            return WALK_PERIOD;
        } catch (VoxfarmException e) {
            LOG.warn("the walk over all requests was broken off: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the walk over all requests was broken off by a defect in this build", e);
        }
        return WALK_RETRY;
    }

    /**
     * Takes on the books of which something was heard.
     *
     * @return when to come back, if nothing more is heard: what is missed is found by a sweep
     */
    public Duration bookTurn() {
        openBooks.takeOnAll();
        return WALK_PERIOD;
    }

    /** A thread that takes turns. */
    private final class Loop {
        private final String name;
        private final Supplier<Duration> turn;
        private final TurnTimer timer;
        private final Faults faults;
        private final Thread thread;

        Loop(String name, Supplier<Duration> turn, TurnTimer timer, Faults faults) {
            this.name = name;
            this.turn = turn;
            this.timer = timer;
            this.faults = faults;
            this.thread =
                    Thread.ofPlatform().name("recovery " + name).daemon().unstarted(this::run);
        }

        private void run() {
            try {
                while (!closed) {
                    timer.await(turn.get());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Throwable t) { // errors too: a farm that loses requests must not look alive
                if (!closed) {
                    faults.fatal("recovery: " + name + " stopped", t);
                }
            }
        }
    }

    private void refuseRebuilds() {
        rebuilds.forEach(waiting ->
                waiting.completeExceptionally(
                        new VoxfarmException(ErrorCode.NOT_READY, "the dispatcher is stopping")));
    }

    @Override
    public void close() {
        closed = true;
        refuseRebuilds();
        all().forEach(loop -> loop.thread.interrupt());
        try {
            for (Loop loop : all()) {
                if (loop.thread.isAlive()) {
                    loop.thread.join(CLOSE_TIMEOUT);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
