package voxfarm.dispatcher.book;

import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.acceptance.LaneConfig;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How much of the queue a book may fill, so that those given later are not behind all of it: all
 * open books together put twice as many jobs there as the workers have in hand, which keeps them
 * busy, and each of them at least one. A chapter keeps what its book had when it was accepted. What
 * is open is known by what was seen of it here, so that dispatchers differ for a moment and nobody
 * has to be asked: each is seen when a chapter of it ends, and its own end is heard. Thread-safe.
 */
public final class BookShares {
    /** Jobs in the queue for each that is in hand: the next one is there when that is done. */
    private static final int QUEUED_PER_JOB = 2;

    /** Of a book that ended unheard; a chapter takes less. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    /** More make no difference: each has its one job. */
    private static final int MOST = 10_000;

    private final LaneConfig lanes;
    private final IntSupplier jobs;
    private final LongSupplier nanos;

    /** Guarded by this; who was seen longest ago is first. */
    private final Map<RequestId, Seen> open = new LinkedHashMap<>();

    /**
     * What is known of an open book.
     *
     * @param toCome seconds of sound of chapters that are not queued yet
     */
    private record Seen(long atNanos, VoiceId voice, double toCome) {}

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

    /**
     * Of a book that is seen now, and is open.
     *
     * @param voice of the book
     * @param toCome seconds of sound of chapters that are not queued yet
     */
    Share of(RequestId book, VoiceId voice, double toCome) {
        int all = jobs.getAsInt() * QUEUED_PER_JOB;
        int seen = seen(book, new Seen(nanos.getAsLong(), voice, toCome));
        int own = Math.ceilDiv(all > 0 ? all : lanes.partsAtOnce(), seen);
        int chapters = Math.min(lanes.chaptersAtOnce(), own);
        return new Share(chapters, Math.min(lanes.partsAtOnce(), Math.ceilDiv(own, chapters)));
    }

    /** How many are open with it. */
    private synchronized int seen(RequestId book, Seen now) {
        open.remove(book);
        Iterator<Seen> others = open.values().iterator();
        while (others.hasNext()) {
            long ago = now.atNanos() - others.next().atNanos();
            if (open.size() < MOST && ago <= FORGOTTEN_AFTER.toNanos()) {
                break;
            }
            others.remove();
        }
        open.put(book, now);
        return open.size();
    }

    /** Nothing of it is to be queued any more. */
    public synchronized void done(RequestId book) {
        open.remove(book);
    }

    /** Seconds of sound of all chapters that are not queued yet, by the voice of their book. */
    public synchronized Map<VoiceId, Double> toCome() {
        Map<VoiceId, Double> seconds = new HashMap<>();
        open.values().forEach(book -> seconds.merge(book.voice(), book.toCome(), Double::sum));
        return seconds;
    }
}
