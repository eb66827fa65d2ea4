package voxfarm.dispatcher.recovery;

import voxfarm.common.plan.AcceptedRequest;

/** What takes books on. Thread-safe. */
@FunctionalInterface
public interface Books {
    /**
     * Does what is to be done for an open book now.
     *
     * @return whether all its chapters are completed, so that its files can be made
     */
    boolean takeOn(AcceptedRequest book);
}
