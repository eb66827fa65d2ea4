package voxfarm.dispatcher.acceptance;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/** Measures the queue and how fast it moves, and refuses callers when it is full. Thread-safe. */
public final class QueueGauge {
    private static final int WINDOW_SECONDS = 60;
    private static final int LONGEST_WAIT = 3600;
    private static final int WAIT_UNTIL_MEASURED = 30;

    private final QueueLimits limits;
    private final LongSupplier nanos;
    private final long begun;

    /** Guarded by this, as are the others; ends in each of the last seconds. */
    private final int[] ends = new int[WINDOW_SECONDS];

    private final Map<RequestId, String> clientOf = new HashMap<>();
    private final Map<String, Integer> waitingOf = new HashMap<>();
    private long second;
    private long measured;
    private long since;

    /**
     * @param nanos a clock for durations
     */
    public QueueGauge(QueueLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /** Takes the number of waiting jobs as the broker knows it. */
    public synchronized void measure(long waiting) {
        measured = waiting;
        since = 0;
    }

    /** Jobs were queued since the last measurement. */
    public synchronized void queued(int jobs) {
        since += jobs;
    }

    /** A request was accepted for that network address. */
    public synchronized void accepted(RequestId id, String client) {
        if (clientOf.size() < 2 * limits.maxWaiting() && clientOf.put(id, client) == null) {
            waitingOf.merge(client, 1, Integer::sum);
        }
    }

    /** A request ended. */
    public synchronized void ended(RequestId id) {
        advance();
        ends[(int) (second % WINDOW_SECONDS)]++;
        String client = clientOf.remove(id);
        if (client != null) {
            waitingOf.computeIfPresent(client, (_, n) -> n > 1 ? n - 1 : null);
        }
    }

    /** How many jobs wait, by estimate. */
    public synchronized long waiting() {
        return measured + since;
    }

    /**
     * Refuses a new request of that address if too much waits.
     *
     * @throws VoxfarmException {@code QUEUE_FULL}, with the time after which there should be room
     */
    public synchronized void check(String client) {
        long waiting = measured + since;
        if (waiting >= limits.maxWaiting()) {
            throw full(
                    "the queue is full: "
                            + waiting
                            + " jobs wait, and "
                            + limits.maxWaiting()
                            + " may",
                    waiting - limits.maxWaiting());
        }
        int own = waitingOf.getOrDefault(client, 0);
        if (own >= limits.maxWaitingPerClient()) {
            throw full(
                    "requests: "
                            + own
                            + " from this address wait, and "
                            + limits.maxWaitingPerClient()
                            + " may",
                    own - limits.maxWaitingPerClient());
        }
    }

    private VoxfarmException full(String message, long over) {
        double perSecond = endsPerSecond();
        // room for a hundredth of the limit, so that callers do not come back for one place each
        double room = over + Math.max(1, limits.maxWaiting() / 100);
        int wait =
                perSecond > 0
                        ? (int) Math.clamp(Math.ceil(room / perSecond), 1, LONGEST_WAIT)
                        : WAIT_UNTIL_MEASURED;
        return new VoxfarmException(
                ErrorCode.QUEUE_FULL, message + "; try again in " + wait + " s", wait);
    }

    /** Requests that ended, by the second, over the last minute. */
    public synchronized double endsPerSecond() {
        advance();
        int sum = 0;
        for (int count : ends) {
            sum += count;
        }
        return sum / Math.clamp((double) second, 1, WINDOW_SECONDS);
    }

    private void advance() {
        long now = (nanos.getAsLong() - begun) / 1_000_000_000L;
        for (long at = Math.max(second + 1, now - WINDOW_SECONDS + 1); at <= now; at++) {
            ends[(int) (at % WINDOW_SECONDS)] = 0;
        }
        second = Math.max(second, now);
    }
}
