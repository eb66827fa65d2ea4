package voxfarm.dispatcher.recovery;

import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.dispatcher.rounds.OneByOne;

/**
 * Counts what happens to one request after the other; one that cannot be read stops no other. Not
 * thread-safe.
 */
final class Tally {
    private final OneByOne oneByOne;
    long requests;
    long open;
    long indexed;
    long requeued;
    long failed;
    long told;
    long dropped;
    long foreign;

    Tally(Complaints complaints) {
        this.oneByOne = new OneByOne(complaints::about);
    }

    /**
     * Does something for one request.
     *
     * @param what the request, or its key
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} or {@code BROKER_UNAVAILABLE} if nothing
     *     can be done for any
     */
    void each(String what, Runnable work) {
        oneByOne.each(
                what,
                () -> {
                    try {
                        work.run();
                    } catch (VoxfarmException e) {
                        if (e.code() != ErrorCode.DELETED) {
                            throw e;
                        }
                        // it has its end, and whoever deletes it goes on
                    }
                });
    }

    /** Passes a request over that was not even tried. */
    void skip() {
        oneByOne.skip();
    }

    Swept swept() {
        return new Swept(
                new Swept.Seen(requests, open, oneByOne.skipped(), foreign),
                new Swept.Mended(indexed, requeued, failed, told, dropped));
    }
}
