package voxfarm.dispatcher.book;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.acceptance.LaneConfig;

/**
 * How much of the queue a book may fill, so that those given later are not behind all of it: all
 * open books together put twice as many jobs there as the workers have in hand, which keeps them
 * busy, and each of them at least one. A chapter keeps what its book had when it was accepted. What
 * is open is known by what was seen of it here, so that dispatchers differ for a moment and nobody
 * has to be asked: each is seen when a chapter of it ends and by every sweep, and its own end is
 * heard. Thread-safe.
 */
public final class BookShares {
    /** Jobs in the queue for each that is in hand: the next one is there when that is done. */
    private static final int QUEUED_PER_JOB = 2;

    /** Of a book that ended unheard: some sweeps, also where those take long. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);

    /** More make no difference: each has its one job. */
    private static final int MOST = 10_000;

    /** Of a chapter, whatever workers say of themselves: hours of sound. */
    private static final int MOST_PARTS = 1000;

    private final LaneConfig lanes;
    private final IntSupplier jobs;
    private final LongSupplier nanos;

    /** Guarded by this; who was seen longest ago is first. */
    private final Map<RequestId, Seen> open = new LinkedHashMap<>();

    /**
     * What is known of an open book.
     *
     * @param voice of the book, once that is known
     * @param toCome seconds of sound of chapters that are not queued yet
     */
    private record Seen(long atNanos, Optional<VoiceId> voice, double toCome) {
        Seen at(long nanos) {
            return new Seen(nanos, voice, toCome);
        }
    }

    /**
     * @param lanes the most chapters of a book under way, and the queue of a fleet that is not
     *     heard of
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
     * @param parts of each of them on its topic at once, 1 to 1000
     */
    public record Share(int chapters, int parts) {}

    /** Of a book that is seen now, and is open. */
    Share of(RequestId book) {
        long all = (long) jobs.getAsInt() * QUEUED_PER_JOB;
        long own = Math.ceilDiv(all > 0 ? all : lanes.partsAtOnce(), countWith(book));
        int chapters = (int) Math.min(lanes.chaptersAtOnce(), own);
        return new Share(chapters, (int) Math.min(MOST_PARTS, Math.ceilDiv(own, chapters)));
    }

    private synchronized int countWith(RequestId book) {
        long now = nanos.getAsLong();
        Seen before = open.remove(book);
        forget(now);
        open.put(book, before == null ? new Seen(now, Optional.empty(), 0) : before.at(now));
        return open.size();
    }

    private void forget(long now) {
        Iterator<Seen> others = open.values().iterator();
        while (others.hasNext()) {
            long ago = now - others.next().atNanos();
            if (open.size() < MOST && ago <= FORGOTTEN_AFTER.toNanos()) {
                return;
            }
            others.remove();
        }
    }

    /**
     * What of an open book is not queued yet.
     *
     * @param voice of the book
     * @param seconds of sound
     */
    synchronized void toCome(RequestId book, VoiceId voice, double seconds) {
        open.computeIfPresent(
                book, (_, seen) -> new Seen(seen.atNanos(), Optional.of(voice), seconds));
    }

    /**
     * That a book is open, by somebody who knows no more of it.
     *
     * @return false if it was not known
     */
    synchronized boolean isKnown(RequestId book) {
        Seen before = open.remove(book);
        if (before == null) {
            return false;
        }
        open.put(book, before.at(nanos.getAsLong()));
        return true;
    }

    /** Nothing of it is to be queued any more. */
    public synchronized void done(RequestId book) {
        open.remove(book);
    }

    /** Seconds of sound of all chapters that are not queued yet, by the voice of their book. */
    public synchronized Map<VoiceId, Double> toCome() {
        forget(nanos.getAsLong());
        Map<VoiceId, Double> seconds = new HashMap<>();
        for (Seen book : open.values()) {
            book.voice().ifPresent(voice -> seconds.merge(voice, book.toCome(), Double::sum));
        }
        return seconds;
    }
}
