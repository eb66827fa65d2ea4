package voxfarm.dispatcher.status;

import java.util.TreeMap;

/**
 * Numbers of which one asks how many are below another. Holds 64 neighbours in a word; counting
 * looks at a word at a time, so that 20,000 numbers in a row are some 300 steps. Not thread-safe.
 */
final class NumberSet {
    private static final int SHIFT = 6;

    /** Bits by the number divided by 64; no word is zero. */
    private final TreeMap<Long, Long> words = new TreeMap<>();

    void add(long number) {
        words.merge(number >> SHIFT, bit(number), (a, b) -> a | b);
    }

    /** Nothing happens if it is not in the set. */
    void remove(long number) {
        words.computeIfPresent(
                number >> SHIFT,
                (_, word) -> (word & ~bit(number)) == 0 ? null : word & ~bit(number));
    }

    private static long bit(long number) {
        return 1L << number; // shifts by the last six bits
    }

    /** How many are less than that. */
    int below(long number) {
        int count = 0;
        for (long word : words.headMap(number >> SHIFT).values()) {
            count += Long.bitCount(word);
        }
        return count + Long.bitCount(words.getOrDefault(number >> SHIFT, 0L) & (bit(number) - 1));
    }

    int size() {
        int count = 0;
        for (long word : words.values()) {
            count += Long.bitCount(word);
        }
        return count;
    }

    boolean isEmpty() {
        return words.isEmpty();
    }
}
