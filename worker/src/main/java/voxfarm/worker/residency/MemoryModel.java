package voxfarm.worker.residency;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How much memory a voice takes in the engine: the bytes of its package, and what its sessions and
 * its first sentence add, learnt from what the engine's process grew by when voices were loaded.
 * The median of the last {@link #REMEMBERED} of them counts: beside a load others speak, and the
 * first voice of a kind brings models along that all share. Thread-safe.
 */
final class MemoryModel {
    /** What loading one adds to its weights, where nothing was measured yet. */
    static final long FIRST_GUESS = 10L << 20;

    static final int REMEMBERED = 9;

    /** The guess has this many votes, so that one measurement does not outvote it. */
    private static final int GUESSES = 3;

    /** Guarded by this, the oldest first. */
    private final Deque<Long> overheads = new ArrayDeque<>();

    MemoryModel() {
        for (int i = 0; i < GUESSES; i++) {
            overheads.add(FIRST_GUESS);
        }
    }

    /**
     * @param packageBytes of the voice's files
     */
    synchronized long bytesOf(long packageBytes) {
        long median =
                overheads.stream().sorted().skip(overheads.size() / 2).findFirst().orElseThrow();
        return packageBytes + median;
    }

    /**
     * @param packageBytes of the voice's files
     * @param grown what the engine's process grew by
     */
    synchronized void measured(long packageBytes, long grown) {
        overheads.addLast(Math.max(0, grown - packageBytes));
        if (overheads.size() > REMEMBERED) {
            overheads.removeFirst();
        }
    }
}
