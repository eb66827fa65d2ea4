package voxfarm.dispatcher.rounds;

import java.util.function.BiConsumer;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Does something for one thing after the other, and decides which failure is the thing's own: one
 * that cannot be read must not stop the others, a store or a broker that is down must. On one
 * thread.
 */
public final class OneByOne {
    /** So many in a row that could not be asked for are no damaged objects. */
    private static final int MOST_UNAVAILABLE = 5;

    private final BiConsumer<String, RuntimeException> passedOver;
    private int unavailable;
    private long skipped;

    /**
     * @param passedOver told of each thing that failed, and why
     */
    public OneByOne(BiConsumer<String, RuntimeException> passedOver) {
        this.passedOver = passedOver;
    }

    /**
     * @param what the thing, for whoever is told that it failed
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} or {@code BROKER_UNAVAILABLE} if nothing
     *     can be done for any
     */
    public void each(String what, Runnable work) {
        try {
            work.run();
            unavailable = 0;
        } catch (VoxfarmException e) {
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

    /** Passes a thing over that was not even tried. */
    public void skip() {
        skipped++;
    }

    private void skip(String what, RuntimeException e) {
        skipped++;
        passedOver.accept(what, e);
    }

    /** How many were passed over. */
    public long skipped() {
        return skipped;
    }
}
