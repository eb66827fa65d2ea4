package voxfarm.common.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again on a thread of its own; a failure is logged and the next turn
 * comes.
 */
public final class Ticker implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String name;
    private final Supplier<Duration> pause;
    private final Runnable task;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    public Ticker(String name, Duration period, Runnable task) {
        this(name, () -> period, task);
    }

    /**
     * @param pause before each turn
     */
    public Ticker(String name, Supplier<Duration> pause, Runnable task) {
        this.name = name;
        this.pause = pause;
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
        try {
            while (!stop.await(pause.get().toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.warn("{}: {}", name, e.toString());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
