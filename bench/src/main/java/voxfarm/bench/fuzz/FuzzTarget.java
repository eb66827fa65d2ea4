package voxfarm.bench.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import voxfarm.common.error.VoxfarmException;

/**
 * A reader, and valid samples for it.
 *
 * @param declared what it throws for what it refuses; nothing else may be thrown
 */
record FuzzTarget(
        String name, List<byte[]> samples, Class<? extends Exception> declared, Reading reading) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    FuzzTarget {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(name + ": expected samples");
        }
    }

    /** A reader that refuses by {@link VoxfarmException}, as most do. */
    FuzzTarget(String name, List<byte[]> samples, Reading reading) {
        this(name, samples, VoxfarmException.class, reading);
    }

    /** Reads all of what some bytes hold. */
    @FunctionalInterface
    interface Reading {
        void read(byte[] bytes) throws IOException;
    }

    /**
     * @param defects what was thrown beside the declared error, and by which mutation
     * @param mostBytes allocated by one reading
     */
    record Outcome(
            String name,
            long read,
            long refused,
            List<String> defects,
            long mostBytes,
            long slowestNanos) {
        Outcome {
            defects = List.copyOf(defects);
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%-24s read %8d refused %8d defects %d, at most %.1f MiB and %.0f ms",
                    name,
                    read,
                    refused,
                    defects.size(),
                    mostBytes / 1048576.0,
                    slowestNanos / 1e6);
        }
    }

    /** The bytes of one mutation: the same for the same seed and number. */
    byte[] mutation(long seed, long number) {
        SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + number);
        return new Mutator(random).mutate(samples.get((int) (number % samples.size())));
    }

    /** Reads mutations one after the other. */
    Outcome run(long seed, long count) {
        long refused = 0;
        long mostBytes = 0;
        long slowest = 0;
        List<String> defects = new ArrayList<>();
        for (long number = 0; number < count; number++) {
            byte[] bytes = mutation(seed, number);
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long begun = System.nanoTime();
            Optional<Throwable> thrown = attempt(bytes);
            slowest = Math.max(slowest, System.nanoTime() - begun);
            mostBytes = Math.max(mostBytes, THREADS.getCurrentThreadAllocatedBytes() - allocated);
            if (thrown.filter(declared::isInstance).isPresent()) {
                refused++;
            } else if (thrown.isPresent()) {
                defects.add(name + " seed " + seed + " mutation " + number + ": " + thrown.get());
            }
        }
        return new Outcome(
                name, count - refused - defects.size(), refused, defects, mostBytes, slowest);
    }

    private Optional<Throwable> attempt(byte[] bytes) {
        try {
            reading.read(bytes);
            return Optional.empty();
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return Optional.of(e);
        }
    }
}
