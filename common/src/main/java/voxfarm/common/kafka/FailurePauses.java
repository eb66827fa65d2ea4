package voxfarm.common.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures of a client that came one after the other, and how long to leave it alone after the
 * latest: longer each time. What passes is waited for without end; the log has one line when that
 * begins and one when it is over. One thread uses it; any may call {@link #stop}.
 */
public final class FailurePauses {
    private static final Logger LOG = LoggerFactory.getLogger(FailurePauses.class);
    private static final int MOST_DOUBLINGS = 20;

    private final String name;
    private final Course course;
    private final LongSupplier nanos;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private int failures;
    private int lasting;
    private long first;
    private long latest;

    /**
     * What is done about failures.
     *
     * @param first pause; each further one is twice as long
     * @param longest pause
     * @param mostLasting failures in a row that do not pass by themselves, before one is thrown;
     *     more than none where somebody makes a new client after each
     * @param calm time without a failure after which the client counts as well again
     */
    public record Course(Duration first, Duration longest, int mostLasting, Duration calm) {
        /** Of a loop around a client that gets well by itself: the first good turn ends it. */
        public static final Course OF_A_LOOP =
                new Course(Duration.ofMillis(100), Duration.ofSeconds(5), 0, Duration.ZERO);
    }

    /**
     * For a loop, by the machine's time.
     *
     * @param name of whom it is, for the log
     */
    public FailurePauses(String name) {
        this(name, Course.OF_A_LOOP, System::nanoTime);
    }

    /**
     * @param name of whom it is, for the log
     * @param nanos a clock for durations
     */
    public FailurePauses(String name, Course course, LongSupplier nanos) {
        this.name = name;
        this.course = course;
        this.nanos = nanos;
    }

    /**
     * Notes a failure.
     *
     * @throws RuntimeException the same, if it will not pass by itself and came too often
     */
    public void failed(RuntimeException failure) {
        lasting = KafkaFailures.mayPass(failure) ? 0 : lasting + 1;
        if (lasting > course.mostLasting()) {
            throw failure;
        }
        note("waits for the broker: " + KafkaFailures.describe(failure));
    }

    /** As {@link #failed}, for a reason that is known to pass. */
    public void failed(String why) {
        lasting = 0;
        note(why);
    }

    private void note(String why) {
        latest = nanos.getAsLong();
        if (failures++ == 0) {
            first = latest;
            LOG.warn("{}: {}", name, why);
        } else {
            LOG.debug("{}: failure {}: {}", name, failures, why);
        }
    }

    /** A call went well; after enough time, that counts as a recovery. */
    public void passed() {
        if (failures > 0 && nanos.getAsLong() - latest >= course.calm().toNanos()) {
            recovered();
        }
    }

    /** The client is known to work again. */
    public void recovered() {
        if (failures > 0) {
            LOG.info(
                    "{}: goes on after {} failures in {} s",
                    name,
                    failures,
                    Duration.ofNanos(nanos.getAsLong() - first).toSeconds());
        }
        failures = 0;
        lasting = 0;
    }

    /** What is left of the pause; empty when it is over or there was no failure. */
    public Optional<Duration> left() {
        if (failures == 0) {
            return Optional.empty();
        }
        Duration whole = course.first().multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        if (whole.compareTo(course.longest()) > 0) {
            whole = course.longest();
        }
        Duration left = whole.minusNanos(nanos.getAsLong() - latest);
        return left.isPositive() ? Optional.of(left) : Optional.empty();
    }

    /** Lets what is left of the pause pass, by the machine's time; returns at once when stopped. */
    public void await() throws InterruptedException {
        Optional<Duration> left = left();
        if (left.isPresent()) {
            var _ = stopped.await(left.get().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Ends a pause that is awaited, and those to come. */
    public void stop() {
        stopped.countDown();
    }
}
