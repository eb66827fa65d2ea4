package voxfarm.frontend.split;

import java.util.Arrays;

/**
 * Which characters of a text those of another come from that is made of it, from its front to its
 * end. A stretch that is copied as it is takes one note, however long it is. On one thread.
 */
final class Places {
    /** Instead of an end: each character of the stretch is a copy of one. */
    private static final int COPIED = -1;

    /** No distance that two places may have. */
    private static final int NO_DISTANCE = Integer.MIN_VALUE;

    private int[] firsts = new int[16];
    private int[] begins = new int[16];
    private int[] ends = new int[16];
    private int oldest;
    private int count;

    /** How far the copies of the last stretch are from where they come from. */
    private int distance;

    /** All of it is a copy, until something else is said. */
    Places() {
        add(0, 0, COPIED);
    }

    /**
     * From a character on they are copies of those from another on. Not before the last that
     * something was said of.
     */
    void copied(int at, int begin) {
        if (begin - at != distance) {
            add(at, begin, COPIED);
            distance = begin - at;
        }
    }

    /** From a character on, until something else is said, each stands for all of a stretch. */
    void standing(int at, int begin, int end) {
        add(at, begin, end);
        distance = NO_DISTANCE;
    }

    private void add(int at, int begin, int end) {
        if (count > oldest && firsts[count - 1] == at) {
            count--; // nothing was made of it
        }
        if (count == firsts.length) {
            makeRoom();
        }
        firsts[count] = at;
        begins[count] = begin;
        ends[count] = end;
        count++;
    }

    private void makeRoom() {
        int kept = count - oldest;
        int size = kept > firsts.length / 2 ? 2 * firsts.length : firsts.length;
        firsts = Arrays.copyOf(Arrays.copyOfRange(firsts, oldest, count), size);
        begins = Arrays.copyOf(Arrays.copyOfRange(begins, oldest, count), size);
        ends = Arrays.copyOf(Arrays.copyOfRange(ends, oldest, count), size);
        oldest = 0;
        count = kept;
    }

    /** Where what the character comes from begins. */
    int begin(int at) {
        int stretch = stretch(at);
        int copies = ends[stretch] == COPIED ? at - firsts[stretch] : 0;
        return begins[stretch] + copies;
    }

    /** Takes what characters come from, stretch by stretch. */
    interface Trace {
        /** So many characters are copies of those from a place on. */
        void copied(int characters, int begin);

        /** So many characters stand for what is between two places. */
        void standing(int characters, int begin, int end);
    }

    /** Says what the characters between two places come from, which are not forgotten. */
    void trace(int from, int to, Trace into) {
        int at = from;
        for (int i = stretch(from); at < to; i++) {
            int next = i + 1 < count ? Math.min(to, firsts[i + 1]) : to;
            if (ends[i] == COPIED) {
                into.copied(next - at, begins[i] + at - firsts[i]);
            } else {
                into.standing(next - at, begins[i], ends[i]);
            }
            at = next;
        }
    }

    /** Nobody asks for the characters before one any more. */
    void forget(int before) {
        oldest = stretch(before);
    }

    /** For how many notes there is room. */
    int room() {
        return firsts.length;
    }

    private int stretch(int at) {
        int found = Arrays.binarySearch(firsts, oldest, count, at);
        return found >= 0 ? found : Math.max(oldest, -found - 2);
    }
}
