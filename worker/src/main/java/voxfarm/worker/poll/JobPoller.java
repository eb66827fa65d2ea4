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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Faults;
import voxfarm.common.lifecycle.Pace;
import voxfarm.common.voice.VoiceId;
import voxfarm.worker.process.Delivery;
import voxfarm.worker.process.JobOutcome;

/**
 * Feeds the jobs of one lane, one after the other, to the processor, and keeps the lock of the job
 * in hand. Only its own thread uses the source; the work runs in the inference pool.
 */
public final class JobPoller implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(JobPoller.class);

    private static final Duration POLL_PATIENCE = Duration.ofSeconds(1);

    /** How long a drain waits for a segment beyond the drain timeout. */
    private static final Duration SEGMENT_PATIENCE = Duration.ofSeconds(5);

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
    private final AtomicBoolean handBack = new AtomicBoolean();
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

    /** Takes no more jobs; the one in hand goes on. Returns at once. */
    public void stopTaking() {
        if (state.compareAndSet(State.RUNNING, State.DRAINING)) {
            source.wakeUp();
        }
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
            thread.join(drainTimeout);
            if (thread.isAlive()) {
                LOG.warn(
                        "{}: the job in hand did not end within {}; handing it back after its"
                                + " segment",
                        name,
                        drainTimeout);
                handBack.set(true);
                thread.join(SEGMENT_PATIENCE);
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

    private void work(Delivery delivery) throws InterruptedException, ExecutionException {
        Future<JobOutcome> running = inference.submit(() -> work.process(delivery, handBack::get));
        JobOutcome outcome = await(running);
        if (outcome instanceof JobOutcome.Retry retry) {
            waitWithLock(retry.backoff());
        }
        source.acknowledge(outcome.acknowledgement());
    }

    private JobOutcome await(Future<JobOutcome> running)
            throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return running.get(renewalNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                source.renew();
            }
        }
    }

    private long renewalNanos() {
        return source.lock().toNanos() / RENEWALS_PER_LOCK;
    }

    private void waitWithLock(Duration backoff) throws InterruptedException {
        long end = pace.nanos() + backoff.toNanos();
        while (state.get() == State.RUNNING) {
            long left = end - pace.nanos();
            if (left <= 0) {
                return;
            }
            pace.sleep(
                    Duration.ofNanos(
                            Math.min(left, Math.min(renewalNanos(), POLL_PATIENCE.toNanos()))));
            if (left > renewalNanos()) {
                source.renew();
            }
        }
    }
}
