package voxfarm.common.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again on a thread of its own; a failure, an Error included, is logged
 * and the next turn comes.
 */
public final class Ticker implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String name;
    private final Duration period;
    private final Duration retry;
    private final BooleanSupplier task;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    public Ticker(String name, Duration period, Runnable task) {
        this(
                name,
                period,
                period,
                () -> {
                    task.run();
                    return true;
                });
    }

    /**
     * @param period from the end of a turn to the next
     * @param retry the same after a turn that failed
     * @param task false, or an exception, where it failed
     */
    public Ticker(String name, Duration period, Duration retry, BooleanSupplier task) {
        this.name = name;
        this.period = period;
        this.retry = retry;
        this.task = task;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        thread.start();
    }

    private void run() {
        // what a component did at its start is not known here: the first turn looks soon
        Duration pause = retry;
        try {
            while (!stop.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                pause = turn() ? period : retry;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean turn() {
        try {
            return task.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.warn("{}: {}", name, e.toString());
            return false;
        } catch (Error e) {
            // what comes again and again must not cease unnoticed
            LOG.error("{}: a defect, or the machine's", name, e);
            return false;
        }
    }

    @Override
    public void close() {
        stop.countDown();
        if (thread.getState() == Thread.State.NEW) {
            return; // never started: what was to be started before it failed
        }
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
