package voxfarm.common.lifecycle;

import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps the heap near to what is alive. The serial collector lets the old generation grow to its
 * limit before it looks at it; a process that stands beside another one, which needs the memory,
 * should not. Looks every few seconds, and collects when most of the old generation can be garbage.
 */
public final class HeapTrimmer implements Component {
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final long SLACK_BYTES = 32L << 20;

    private final Optional<MemoryPoolMXBean> old = OldGeneration.find();
    private final Ticker ticker = new Ticker("heap trimmer", PERIOD, this::look);

    @Override
    public String name() {
        return "heap trimmer";
    }

    @Override
    public void start() {
        ticker.start();
    }

    private void look() {
        if (old.isPresent()
                && due(
                        old.get().getUsage().getUsed(),
                        old.get().getCollectionUsage() == null
                                ? 0
                                : old.get().getCollectionUsage().getUsed())) {
            System.gc();
        }
    }

    /**
     * @param used bytes of the old generation
     * @param alive bytes that were left after its last collection
     */
    static boolean due(long used, long alive) {
        return used > alive + alive / 2 + SLACK_BYTES;
    }

    @Override
    public void close() {
        ticker.close();
    }
}
