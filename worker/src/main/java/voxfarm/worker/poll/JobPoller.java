package voxfarm.worker.poll;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Faults;
import voxfarm.common.lifecycle.Pace;
import voxfarm.common.voice.VoiceId;
import voxfarm.worker.process.Delivery;
import voxfarm.worker.process.JobOutcome;

/**
 * Feeds the jobs of one queue, one after the other, to the processor, and keeps the lock of the job
 * in hand. Only its own thread uses the source; the work runs in the inference pool.
 */
public final class JobPoller implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(JobPoller.class);

    private static final Duration POLL_PATIENCE = Duration.ofSeconds(1);

    /** How long a drain waits for a segment beyond the drain timeout. */
    private static final Duration SEGMENT_PATIENCE = Duration.ofSeconds(5);

    private static final Duration SHORT_SLEEP = Duration.ofMillis(250);
    private static final Duration AFTER_A_DEFECT = Duration.ofSeconds(10);
    private static final long NOT_DRAINING = Long.MAX_VALUE;

    /** Renewals in one lock time: two may fail before the lock is lost. */
    private static final int RENEWALS_PER_LOCK = 3;

    private final String name;
    private final JobSource source;
    private final JobWork work;
    private final ExecutorService inference;
    private final Supplier<Set<VoiceId>> voices;
    private final Faults faults;
    private final Duration drainTimeout;
    private final Pace pace;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

    /** By {@link Pace#nanos}; set when draining begins. */
    private final AtomicLong drainUntil = new AtomicLong(NOT_DRAINING);

    private final Thread thread;

    private enum State {
        NEW,
        RUNNING,
        DRAINING,
        CLOSED
    }

    /**
     * @param inference runs the work; its size bounds how many jobs are worked on at once
     * @param voices what this worker may serve now; asked before every poll
     * @param drainTimeout how long {@link #close} waits for the job in hand
     */
    public JobPoller(
            String name,
            JobSource source,
            JobWork work,
            ExecutorService inference,
            Supplier<Set<VoiceId>> voices,
            Faults faults,
            Duration drainTimeout) {
        this(name, source, work, inference, voices, faults, drainTimeout, Pace.REAL);
    }

    /**
     * As the other.
     *
     * @param pace how time passes for it
     */
    public JobPoller(
            String name,
            JobSource source,
            JobWork work,
            ExecutorService inference,
            Supplier<Set<VoiceId>> voices,
            Faults faults,
            Duration drainTimeout,
            Pace pace) {
        this.name = name;
        this.source = source;
        this.work = work;
        this.inference = inference;
        this.voices = voices;
        this.faults = faults;
        this.drainTimeout = drainTimeout;
        this.pace = pace;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        begin();
        thread.start();
    }

    /** Whether its thread has ended although nobody stopped it. */
    public boolean hasDied() {
        return state.get() == State.RUNNING && thread.getState() == Thread.State.TERMINATED;
    }

    /** Does on the calling thread, until it is stopped, what {@link #start} does on its own. */
    public void runHere() {
        begin();
        run();
    }

    private void begin() {
        if (!state.compareAndSet(State.NEW, State.RUNNING)) {
            throw new IllegalStateException(name + " cannot start: state is " + state.get());
        }
    }

    /** Looks at the voices again soon. From any thread. */
    public void refresh() {
        source.wakeUp();
    }

    /**
     * Takes no more jobs; the one in hand goes on until the drain timeout, which begins now.
     * Returns at once.
     */
    public void stopTaking() {
        if (state.get() == State.RUNNING) {
            drainUntil.compareAndSet(NOT_DRAINING, pace.nanos() + drainTimeout.toNanos());
        }
        if (state.compareAndSet(State.RUNNING, State.DRAINING)) {
            source.wakeUp();
        }
    }

    /** Whether the job in hand shall be handed back at its next border of segments. */
    private boolean drainIsOver() {
        return drainUntil.get() != NOT_DRAINING && !left(Duration.ZERO).isPositive();
    }

    /** Until so long after the drain timeout. */
    private Duration left(Duration beyond) {
        return Duration.ofNanos(drainUntil.get() - pace.nanos()).plus(beyond);
    }

    /**
     * Takes no more jobs, lets the one in hand end within the drain timeout, then hands it back at
     * its next border of segments. Idempotent.
     */
    @Override
    public void close() {
        stopTaking();
        switch (state.getAndSet(State.CLOSED)) {
            case NEW -> source.close(); // never started, so nobody else will
            case RUNNING, DRAINING -> drain();
            case CLOSED -> {}
        }
    }

    private void drain() {
        try {
            join(left(Duration.ZERO));
            if (thread.isAlive()) {
                LOG.warn(
                        "{}: the job in hand did not end within {}; handing it back after its"
                                + " segment",
                        name,
                        drainTimeout);
                join(left(SEGMENT_PATIENCE));
            }
            if (thread.isAlive()) {
                LOG.warn("{}: its segment did not end within {}", name, SEGMENT_PATIENCE);
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void join(Duration patience) throws InterruptedException {
        if (patience.isPositive()) {
            thread.join(patience);
        }
    }

    private void run() {
        try (source) {
            Set<VoiceId> subscribed = Set.of();
            while (state.get() == State.RUNNING) {
                Set<VoiceId> wanted = voices.get();
                if (!wanted.equals(subscribed)) {
                    source.subscribe(wanted);
                    subscribed = wanted;
                }
                if (subscribed.isEmpty()) {
                    pace.sleep(POLL_PATIENCE.dividedBy(10));
                    continue;
                }
                Optional<Delivery> delivery = source.poll(POLL_PATIENCE);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (delivery.isPresent()) {
                    work(delivery.get());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (state.get() == State.RUNNING) {
                faults.fatal(name + " was interrupted", e);
            }
        } catch (Throwable t) { // errors too: a worker without its poller must not look alive
            faults.fatal(name + " stopped", t);
        }
    }

    private void work(Delivery delivery) throws InterruptedException {
        AtomicBoolean lost = new AtomicBoolean();
        Future<JobOutcome> running =
                inference.submit(() -> work.process(delivery, () -> lost.get() || drainIsOver()));
        JobOutcome outcome = await(running, lost);
        if (outcome instanceof JobOutcome.Retry retry) {
            waitWithLock(retry.backoff(), lost);
        }
        source.acknowledge(outcome.acknowledgement());
    }

    private JobOutcome await(Future<JobOutcome> running, AtomicBoolean lost)
            throws InterruptedException {
        while (true) {
            try {
                return running.get(renewalNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                renew(lost);
            } catch (ExecutionException e) {
                return fallen(e.getCause() == null ? e : e.getCause());
            }
        }
    }

    /**
     * The work answers for what a job does, so this is a defect in it. The job may be taken again,
     * until its deliveries are used up; only what a new process can mend ends this one.
     */
    private JobOutcome fallen(Throwable cause) {
        if (cause instanceof VirtualMachineError broken
                && !(broken instanceof StackOverflowError)) {
            throw broken;
        }
        LOG.error("{}: the work on a job was broken off by a defect", name, cause);
        return new JobOutcome.Retry(ErrorCode.INTERNAL, "defect: " + cause, AFTER_A_DEFECT);
    }

    /** Goes on after a loss, too: the source may hold the next delivery already. */
    private void renew(AtomicBoolean lost) {
        if (!source.renew()) {
            lost.set(true);
        }
    }

    private long renewalNanos() {
        return source.lock().toNanos() / RENEWALS_PER_LOCK;
    }

    private void waitWithLock(Duration backoff, AtomicBoolean lost) throws InterruptedException {
        long end = pace.nanos() + backoff.toNanos();
        long renewed = pace.nanos();
        while (state.get() == State.RUNNING && !lost.get()) {
            long now = pace.nanos();
            if (end - now <= 0) {
                return;
            }
            if (now - renewed >= renewalNanos()) {
                renewed = now;
                renew(lost);
            }
            pace.sleep(
                    Duration.ofNanos(
                            Math.min(end - now, Math.min(renewalNanos(), SHORT_SLEEP.toNanos()))));
        }
    }
}
