package voxfarm.common.lifecycle;

import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Ends a process whose heap is full for good. The virtual machine can end one at the first
 * allocation that fails ({@code ExitOnOutOfMemoryError}), and does so in dispatchers and workers;
 * in a process with a broker of its own, one record that unpacks to more than there is would then
 * end the farm, though nothing of it is kept and the next allocation succeeds.
 */
public final class HeapGuard implements Component {
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final double FULL = 0.97;

    /** So long a heap that is about full is collected again and again, and little else is done. */
    private static final int MOST_LOOKS = 6;

    private final DoubleSupplier alive;
    private final Faults faults;
    private final Ticker ticker = new Ticker("heap guard", PERIOD, this::look);
    private int full;

    public HeapGuard(Faults faults) {
        this(aliveAfterCollection(), faults);
    }

    /**
     * @param alive share of the heap that the last collection left, 0 to 1
     */
    HeapGuard(DoubleSupplier alive, Faults faults) {
        this.alive = alive;
        this.faults = faults;
    }

    private static DoubleSupplier aliveAfterCollection() {
        Optional<MemoryPoolMXBean> old = OldGeneration.find();
        return () ->
                old.map(MemoryPoolMXBean::getCollectionUsage).map(HeapGuard::share).orElse(0.0);
    }

    private static double share(MemoryUsage usage) {
        return usage.getMax() <= 0 ? 0 : (double) usage.getUsed() / usage.getMax();
    }

    @Override
    public String name() {
        return "heap guard";
    }

    @Override
    public void start() {
        ticker.start();
    }

    /** Once a period. */
    void look() {
        full = alive.getAsDouble() > FULL ? full + 1 : 0;
        if (full == MOST_LOOKS) {
            faults.fatal(
                    "the heap is full",
                    new OutOfMemoryError("nearly nothing is free after a collection"));
        }
    }

    @Override
    public void close() {
        ticker.close();
    }
}
