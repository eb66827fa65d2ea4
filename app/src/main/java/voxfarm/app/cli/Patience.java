package voxfarm.app.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Asks again where a farm does not answer for the moment: one that is started again is gone for
 * some seconds, and what it was given goes on afterwards. Not thread-safe.
 */
final class Patience {
    /** Longer than a start. */
    static final Duration USUAL = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final PrintWriter notes;
    private final Duration limit;
    private final LongSupplier nanoTime;
    private final Pause pause;

    /** How to wait. */
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /**
     * @param notes told once each time that a farm is gone
     * @param limit how long it may be gone each time
     */
    Patience(PrintWriter notes, Duration limit) {
        this(notes, limit, System::nanoTime, Thread::sleep);
    }

    Patience(PrintWriter notes, Duration limit, LongSupplier nanoTime, Pause pause) {
        this.notes = notes;
        this.limit = limit;
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    /**
     * Calls until there is an answer.
     *
     * @param call harmless when it is made again
     * @throws VoxfarmException what is no matter of time, at once; what is, after the limit
     */
    <T> T get(Supplier<T> call) {
        boolean told = false;
        long begun = nanoTime.getAsLong();
        while (true) {
            try {
                return call.get();
            } catch (VoxfarmException e) {
                boolean passing = e.code().retryable() && !Thread.currentThread().isInterrupted();
                if (!passing) {
                    throw e;
                }
                if (!told) {
                    begun = nanoTime.getAsLong(); // the call itself may have taken long
                    tell(e);
                    told = true;
                } else if (nanoTime.getAsLong() - begun >= limit.toNanos()) {
                    throw e;
                }
            }
            rest();
        }
    }

    /** As {@link #get}, of what has no answer. */
    void run(Runnable call) {
        boolean done =
                get(() -> {
                    call.run();
                    return true;
                });
        assert done;
    }

    private void tell(VoxfarmException failure) {
        notes.println(
                Bars.freshLine()
                        + "voxfarm: "
                        + failure.getMessage()
                        + " (trying again for "
                        + limit.toSeconds()
                        + " s)");
        notes.flush();
    }

    private void rest() {
        try {
            pause.of(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.NOT_READY, "interrupted", e);
        }
    }
}
