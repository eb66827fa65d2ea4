package voxfarm.bench.speed;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells on the error stream how far something is: a bar that grows on a terminal, now and then a
 * line elsewhere. Thread-safe.
 */
final class Progress implements AutoCloseable {
    private static final int WIDTH = 40;
    private static final boolean TERMINAL = isTerminal();
    private static final long PERIOD_NANOS = TERMINAL ? 200_000_000L : 10_000_000_000L;

    private final String what;
    private final long total;
    private final long begunNanos = System.nanoTime();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong toldNanos = new AtomicLong(begunNanos);

    /**
     * @param total of the steps to come, at least 1
     */
    Progress(String what, long total) {
        this.what = what;
        this.total = total;
    }

    @SuppressWarnings("SystemConsoleNull") // it is null again since release 25
    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    /** One step more is done. */
    void step() {
        long now = done.incrementAndGet();
        if ((now & 0xff) != 0) {
            return; // the clock costs more than a small step
        }
        long told = toldNanos.get();
        long nanos = System.nanoTime();
        if (nanos - told > PERIOD_NANOS && toldNanos.compareAndSet(told, nanos)) {
            tell(now, nanos, TERMINAL ? "\r" : System.lineSeparator());
        }
    }

    private void tell(long now, long nanos, String end) {
        int filled = (int) (WIDTH * Math.min(now, total) / total);
        double seconds = (nanos - begunNanos) / 1e9;
        System.err.printf(
                Locale.ROOT,
                "%-34s [%s%s] %3d %%, %.0f s%s",
                what,
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                100 * Math.min(now, total) / total,
                seconds,
                end);
    }

    /** Tells that it is done. */
    @Override
    public void close() {
        tell(done.get(), System.nanoTime(), System.lineSeparator());
    }
}
