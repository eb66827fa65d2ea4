package voxfarm.dispatcher.acceptance;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/**
 * Measures the queue and how fast it moves, and refuses callers when it is full. How many requests
 * of an address wait is known only to the dispatcher that took them, and forgotten when it stops:
 * with n dispatchers behind one name an address may have up to n times its bound waiting. That
 * bound keeps one caller from filling the queue by mistake; it is no quota. The bound of the queue
 * itself is measured at the broker, and the same for all. Thread-safe.
 */
public final class QueueGauge {
    private static final int WINDOW_SECONDS = 60;
    private static final int LONGEST_WAIT = 3600;
    private static final int WAIT_UNTIL_MEASURED = 30;

    /** A request counts against its address for so long at most. */
    private static final Duration LONGEST_COUNTED = Duration.ofHours(1);

    private final QueueLimits limits;
    private final LongSupplier nanos;
    private final long begun;

    /** Guarded by this, as are the others; ends in each of the last seconds. */
    private final int[] ends = new int[WINDOW_SECONDS];

    /** The oldest first. */
    private final Map<RequestId, Taken> taken = new LinkedHashMap<>();

    private final Map<String, Integer> waitingOf = new HashMap<>();
    private long second;
    private long measured;
    private long since;

    private record Taken(String client, long atNanos) {}

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
        forgetLongTaken();
    }

    /** An end may never be told here: Kafka was lost, or this dispatcher was cut off from it. */
    private void forgetLongTaken() {
        long now = nanos.getAsLong();
        var oldest = taken.entrySet().iterator();
        while (oldest.hasNext()) {
            Taken place = oldest.next().getValue();
            if (now - place.atNanos() < LONGEST_COUNTED.toNanos()) {
                return;
            }
            oldest.remove();
            countDown(place.client());
        }
    }

    /** Jobs were queued since the last measurement; each end takes one away. */
    public synchronized void queued(int jobs) {
        since += jobs;
    }

    /**
     * A place in the queue for a request that is about to be accepted. It is counted before the
     * request can end, so that its end, however soon it is told, takes it away again. Closed
     * without {@link Place#keep}, it is given back.
     */
    public Place place(RequestId id, String client) {
        return new Place(id, client);
    }

    /** One request's place. Used by one thread. */
    public final class Place implements AutoCloseable {
        private final RequestId id;
        private final String client;
        private boolean counted;

        private Place(RequestId id, String client) {
            this.id = id;
            this.client = client;
        }

        /**
         * Takes it.
         *
         * @throws VoxfarmException {@code QUEUE_FULL} as {@link #check}
         */
        public void take() {
            synchronized (QueueGauge.this) {
                check(client);
                if (taken.size() < 2 * limits.maxWaiting()
                        && taken.putIfAbsent(id, new Taken(client, nanos.getAsLong())) == null) {
                    waitingOf.merge(client, 1, Integer::sum);
                    counted = true;
                }
            }
        }

        /** The request is accepted, with that many jobs queued: the place lasts until it ends. */
        public void keep(int jobs) {
            counted = false;
            queued(jobs);
        }

        @Override
        public void close() {
            if (counted) {
                counted = false;
                giveUp(id);
            }
        }
    }

    /** A request ended. */
    public synchronized void ended(RequestId id) {
        advance();
        ends[(int) (second % WINDOW_SECONDS)]++;
        // until the broker is asked again, if it ever answers
        since = Math.max(-measured, since - 1);
        giveUp(id);
    }

    private synchronized void giveUp(RequestId id) {
        Taken place = taken.remove(id);
        if (place != null) {
            countDown(place.client());
        }
    }

    private void countDown(String client) {
        waitingOf.computeIfPresent(client, (_, n) -> n > 1 ? n - 1 : null);
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
