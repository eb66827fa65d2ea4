package voxfarm.common.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a loop does while its broker fails in a way that may pass: it pauses, longer each time, and
 * goes on. The log has one line when that begins and one when it is over. One thread uses it; any
 * may call {@link #stop}.
 */
public final class FailurePauses {
    private static final Logger LOG = LoggerFactory.getLogger(FailurePauses.class);
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final String name;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Duration pause = FIRST;
    private boolean failing;
    private long sinceNanos;

    /**
     * @param name of whom it is, for the log
     */
    public FailurePauses(String name) {
        this.name = name;
    }

    /** A turn went well. */
    public void passed() {
        if (failing) {
            LOG.info(
                    "{}: goes on after {} s",
                    name,
                    Duration.ofNanos(System.nanoTime() - sinceNanos).toSeconds());
            failing = false;
            pause = FIRST;
        }
    }

    /**
     * A turn failed. Returns after a pause, or at once when stopped.
     *
     * @throws RuntimeException the same, if it will not pass by itself
     */
    public void failed(RuntimeException e) throws InterruptedException {
        if (!KafkaFailures.mayPass(e)) {
            throw e;
        }
        pause("waits for the broker: " + KafkaFailures.describe(e));
    }

    /** As {@link #failed}, for a reason that is known to pass. */
    public void pause(String why) throws InterruptedException {
        if (!failing) {
            failing = true;
            sinceNanos = System.nanoTime();
            LOG.warn("{}: {}", name, why);
        }
        var _ = stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        pause = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);
    }

    /** Ends a pause, and those to come. */
    public void stop() {
        stopped.countDown();
    }
}
