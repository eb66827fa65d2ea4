package voxfarm.dispatcher.acceptance;

import java.util.function.LongSupplier;

/** Asked on the way of a submission that is new; refuses it by throwing. */
@FunctionalInterface
public interface Gate {
    /** Lets everybody in. */
    Gate OPEN = () -> {};

    /** Before anything is done for it. */
    void enter();

    /**
     * When its text is read and planned, before anything is promised.
     *
     * @param characters counts those of the text as it was submitted
     * @param audioSeconds that it comes to, by estimate
     */
    default void weighed(LongSupplier characters, double audioSeconds) {}
}
