package voxfarm.dispatcher.recovery;

import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Counts what happens to one request after the other, and decides which failure is the request's
 * own: one that cannot be read must not stop the others, a store that is down must. Not
 * thread-safe.
 */
final class Tally {
    /** So many in a row that could not be asked for are no damaged objects. */
    private static final int MOST_UNAVAILABLE = 5;

    private final Complaints complaints;
    private int unavailable;
    long requests;
    long open;
    long indexed;
    long requeued;
    long failed;
    long told;
    long dropped;
    long skipped;
    long foreign;

    Tally(Complaints complaints) {
        this.complaints = complaints;
    }

    /**
     * Does something for one request.
     *
     * @param what the request, or its key
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} or {@code BROKER_UNAVAILABLE} if nothing
     *     can be done for any
     */
    void each(String what, Runnable work) {
        try {
            work.run();
            unavailable = 0;
        } catch (VoxfarmException e) {
            if (e.code() == ErrorCode.DELETED) {
                return; // it has its end, and whoever deletes it goes on
            }
            boolean cannotAsk =
                    e.code() == ErrorCode.STORE_UNAVAILABLE
                            || e.code() == ErrorCode.BROKER_UNAVAILABLE;
            unavailable = cannotAsk ? unavailable + 1 : 0;
            if (unavailable >= MOST_UNAVAILABLE) {
                throw e;
            }
            skip(what, e);
        } catch (RuntimeException e) {
            // an object that no build has seen; the others must not wait for the next build
            skip(what, e);
        }
    }

    private void skip(String what, RuntimeException e) {
        skipped++;
        complaints.about(what, e);
    }

    Swept swept() {
        return new Swept(
                requests, open, indexed, requeued, failed, told, dropped, skipped, foreign);
    }
}
