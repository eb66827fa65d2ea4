package voxfarm.dispatcher.recovery;

import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;

/** What takes books on. Thread-safe. */
@FunctionalInterface
public interface Books {
    /**
     * Does what is to be done for an open book now.
     *
     * @return whether all its chapters are completed, so that its files can be made
     */
    boolean takeOn(AcceptedRequest book);

    /**
     * Told of a book that is open, and of which something is queued.
     *
     * @return false if nothing is known of it here, so that it is to be taken on
     */
    default boolean isKnown(RequestId book) {
        return true;
    }
}
