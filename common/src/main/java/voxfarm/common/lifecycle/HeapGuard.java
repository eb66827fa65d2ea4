package voxfarm.common.lifecycle;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Ends a process whose heap is full for good. The virtual machine can end one at the first
 * allocation that fails ({@code ExitOnOutOfMemoryError}), and does so in dispatchers and workers;
 * in a process with a broker of its own, one record that unpacks to more than there is would then
 * end the farm, though nothing of it is kept and the next allocation succeeds.
 */
public final class HeapGuard implements Component {
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final double FULL = 0.97;

    /** Of a heap that is collected again and again, and about full each time. */
    private static final int MOST_LOOKS = 6;

    private final Heap heap;
    private final Faults faults;
    private final Ticker ticker = new Ticker("heap guard", PERIOD, this::look);
    private long collections;
    private int full;

    /** What is known of a heap. */
    interface Heap {
        /** Collections of all of it until now. */
        long collections();

        /** Share of it that the last of them left, 0 to 1. */
        double alive();

        /** Collects all of it. */
        void collect();
    }

    public HeapGuard(Faults faults) {
        this(new OwnHeap(), faults);
    }

    HeapGuard(Heap heap, Faults faults) {
        this.heap = heap;
        this.faults = faults;
    }

    /** That of this process; always empty where the collector has no old generation. */
    static final class OwnHeap implements Heap {
        private final Optional<MemoryPoolMXBean> old = OldGeneration.find();
        private final List<GarbageCollectorMXBean> collectors = OldGeneration.collectors();

        @Override
        public long collections() {
            return collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
        }

        @Override
        public double alive() {
            return old.map(MemoryPoolMXBean::getCollectionUsage).map(HeapGuard::share).orElse(0.0);
        }

        @Override
        public void collect() {
            System.gc();
        }
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

    /**
     * Once a period. What a collection left counts once: it stays what is known of the heap until
     * the next one, which a heap that is no longer full may not need for days.
     */
    void look() {
        long now = heap.collections();
        if (now == collections) {
            return;
        }
        collections = now;
        full = heap.alive() > FULL ? full + 1 : 0;
        if (full == MOST_LOOKS && stillFull()) {
            faults.fatal(
                    "the heap is full",
                    new OutOfMemoryError("nearly nothing is free after a collection"));
        }
    }

    /** What filled it may have gone since the last collection. */
    private boolean stillFull() {
        heap.collect();
        collections = heap.collections();
        full = heap.alive() > FULL ? full : 0;
        return full > 0;
    }

    @Override
    public void close() {
        ticker.close();
    }
}
