package voxfarm.worker.poll;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.kafka.KafkaFailures;
import voxfarm.common.lifecycle.Pace;

/**
 * Failures of a client that came one after the other, and how long to leave it alone after the
 * latest. What may pass is waited for without end; what may not gets some tries all the same, as a
 * new client may do better. Used by one thread.
 */
final class Setbacks {
    private static final Logger LOG = LoggerFactory.getLogger(Setbacks.class);

    static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    /** Failures that do not pass, in a row: the next one is thrown. */
    static final int MOST_LASTING = 5;

    /** Without a failure for this long, or with a record, the client counts as well again. */
    static final Duration CALM = Duration.ofSeconds(60);

    private final String what;
    private final Pace pace;
    private int failures;
    private int lasting;
    private long first;
    private long latest;

    /**
     * @param what whose failures these are, for messages
     */
    Setbacks(String what, Pace pace) {
        this.what = what;
        this.pace = pace;
    }

    /**
     * Notes a failure.
     *
     * @throws RuntimeException the failure itself, if it does not pass and came too often
     */
    void failed(RuntimeException failure) {
        nothingFailed();
        boolean passes = KafkaFailures.mayPass(failure);
        lasting = passes ? 0 : lasting + 1;
        if (lasting > MOST_LASTING) {
            throw failure;
        }
        latest = pace.nanos();
        if (failures++ == 0) {
            first = latest;
            LOG.warn(
                    "{}: the broker cannot be used, trying again: {}",
                    what,
                    KafkaFailures.describe(failure));
        } else {
            LOG.debug("{}: failure {}: {}", what, failures, KafkaFailures.describe(failure));
        }
    }

    /** A call went well; after enough time, that counts as a recovery. */
    void nothingFailed() {
        if (failures > 0 && pace.nanos() - latest >= CALM.toNanos()) {
            recovered();
        }
    }

    /** The client is known to work: a record came. */
    void recovered() {
        if (failures > 0) {
            LOG.info(
                    "{}: the broker can be used again after {} failures in {} s",
                    what,
                    failures,
                    Duration.ofNanos(latest - first).toSeconds());
        }
        failures = 0;
        lasting = 0;
    }

    /** What is left of the pause; empty when it is over or there was no failure. */
    Optional<Duration> pause() {
        if (failures == 0) {
            return Optional.empty();
        }
        Duration whole = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        if (whole.compareTo(LONGEST_PAUSE) > 0) {
            whole = LONGEST_PAUSE;
        }
        Duration left = whole.minusNanos(pace.nanos() - latest);
        return left.isPositive() ? Optional.of(left) : Optional.empty();
    }
}
