package voxfarm.dispatcher.planner;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Lets a few callers at once work on texts, in the order of their asking, so that a core is left
 * for all else; and bounds what one text may take. Short texts have turns of their own, so that a
 * sentence does not wait behind books. Thread-safe.
 */
public final class PlanningTurns {
    /**
     * Says whether the caller that this thread works for has closed its connection; unbound where
     * it works for none.
     */
    public static final ScopedValue<BooleanSupplier> CALLER_GONE = ScopedValue.newInstance();

    /**
     * Between two looks at the caller's connection, and before the first: a caller that closes its
     * half of it behind a short text still gets its answer.
     */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Of the longest text, many times over. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /** A text of more characters is a long one. */
    static final int SHORT_CHARACTERS = 10_000;

    private final Semaphore shortTurns;
    private final Semaphore longTurns;
    private final Duration patience;
    private final Duration longest;
    private final LongSupplier nanos;

    /** For all cores of this machine but one. */
    public PlanningTurns() {
        this(
                Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
                PATIENCE,
                LONGEST,
                System::nanoTime);
    }

    /**
     * @param atOnce of short texts, and of long ones, from 1
     * @param patience how long a caller waits for its turn
     * @param longest of one turn
     */
    PlanningTurns(int atOnce, Duration patience, Duration longest, LongSupplier nanos) {
        this.shortTurns = new Semaphore(atOnce, true);
        this.longTurns = new Semaphore(atOnce, true);
        this.patience = patience;
        this.longest = longest;
        this.nanos = nanos;
    }

    /** One caller's turn; closing it ends it. For one thread. */
    public final class Turn implements AutoCloseable {
        private final Semaphore turns;
        private final long begun = nanos.getAsLong();
        private long looked = begun;
        private boolean open = true;

        private Turn(Semaphore turns) {
            this.turns = turns;
        }

        /**
         * Called now and then by whoever works.
         *
         * @throws VoxfarmException {@code NOT_READY} if its caller has gone, or if the thread is
         *     interrupted, as this process stops; {@code INVALID_REQUEST} if the text takes too
         *     long
         */
        public void check() {
            long now = nanos.getAsLong();
            if (Thread.currentThread().isInterrupted() || callerHasGone(now)) {
                throw gone();
            }
            if (now - begun > longest.toNanos()) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "text: could not be cut into sentences within %d s; send it in parts",
                        longest.toSeconds());
            }
        }

        private boolean callerHasGone(long now) {
            if (!CALLER_GONE.isBound() || now - looked <= LOOK.toNanos()) {
                return false;
            }
            looked = now;
            return CALLER_GONE.get().getAsBoolean();
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                turns.release();
            }
        }
    }

    /**
     * Waits for a turn.
     *
     * @param characters of the text; for one of unknown length any that is long
     * @throws VoxfarmException {@code QUEUE_FULL} if none was free in time, {@code NOT_READY} if
     *     the thread is interrupted
     */
    public Turn enter(long characters) {
        Semaphore turns = characters <= SHORT_CHARACTERS ? shortTurns : longTurns;
        try {
            if (!turns.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw VoxfarmException.of(
                        ErrorCode.QUEUE_FULL,
                        "other texts are being worked on since %d s; try again later",
                        patience.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw gone();
        }
        return new Turn(turns);
    }

    private static VoxfarmException gone() {
        return new VoxfarmException(
                ErrorCode.NOT_READY, "text: its caller has gone, or this dispatcher stops");
    }
}
