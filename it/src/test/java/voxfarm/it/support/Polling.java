package voxfarm.it.support;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks again and again. */
public final class Polling {
    private static final Duration PERIOD = Duration.ofMillis(50);

    private Polling() {}

    /**
     * Waits until something is there.
     *
     * @throws AssertionError if it was not, for all that time
     */
    public static <T> T await(String what, Duration patience, Supplier<Optional<T>> look)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + " was not there after " + patience);
            }
            Thread.sleep(PERIOD);
        }
    }
}
