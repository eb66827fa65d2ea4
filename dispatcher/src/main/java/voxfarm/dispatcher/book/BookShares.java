package voxfarm.dispatcher.book;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import voxfarm.common.plan.RequestId;
import voxfarm.dispatcher.acceptance.LaneConfig;

/**
 * How much of the queue a book may fill, so that those given later are not behind all of it: all
 * open books together put twice as many jobs there as the workers have in hand, which keeps them
 * busy, and each of them at least one. A chapter keeps what its book had when it was accepted. What
 * is open is known by what was seen of it here, so that dispatchers differ for a moment and nobody
 * has to be asked; a book is seen with each chapter that ends and with each sweep. Thread-safe.
 */
public final class BookShares {
    /** Jobs in the queue for each that is in hand: the next one is there when that is done. */
    private static final int QUEUED_PER_JOB = 2;

    /** Of a book that ended unheard; a sweep sees the others sooner. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(5);

    /** More make no difference: each has its one job. */
    private static final int MOST = 10_000;

    private final LaneConfig lanes;
    private final IntSupplier jobs;
    private final LongSupplier nanos;

    /** When each was seen, guarded by this; who was seen longest ago is first. */
    private final Map<RequestId, Long> open = new LinkedHashMap<>();

    /**
     * @param lanes the most that a book may have
     * @param jobs how many jobs the workers have in hand at once; 0 while none is heard of
     * @param nanos a clock for durations
     */
    public BookShares(LaneConfig lanes, IntSupplier jobs, LongSupplier nanos) {
        this.lanes = lanes;
        this.jobs = jobs;
        this.nanos = nanos;
    }

    /**
     * What one book may have.
     *
     * @param chapters under way at once, at least 1
     * @param parts of each of them on its topic at once, at least 1
     */
    public record Share(int chapters, int parts) {}

    /** Of a book that is seen now, and is open. */
    Share of(RequestId book) {
        int all = jobs.getAsInt() * QUEUED_PER_JOB;
        int own = Math.ceilDiv(all > 0 ? all : lanes.partsAtOnce(), seen(book));
        int chapters = Math.min(lanes.chaptersAtOnce(), own);
        return new Share(chapters, Math.min(lanes.partsAtOnce(), Math.ceilDiv(own, chapters)));
    }

    /** How many are open with it. */
    private synchronized int seen(RequestId book) {
        long now = nanos.getAsLong();
        open.remove(book);
        Iterator<Long> seen = open.values().iterator();
        while (seen.hasNext()) {
            long at = seen.next();
            if (open.size() < MOST && now - at <= FORGOTTEN_AFTER.toNanos()) {
                break;
            }
            seen.remove();
        }
        open.put(book, now);
        return open.size();
    }

    /** Nothing of it is to be queued any more. */
    synchronized void done(RequestId book) {
        open.remove(book);
    }
}
