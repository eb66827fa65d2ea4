package voxfarm.dispatcher.recovery;

import java.util.Arrays;
import voxfarm.common.bucket.RequestStore;

/**
 * What one dispatcher saw of the open requests, by its own steady clock: since when each is open,
 * and the last note of a requeue. 56 bytes each at most, and only of what the last sweep listed.
 * Not thread-safe.
 */
final class Sightings {
    /** No note was seen. */
    static final int NO_NOTE = RequestStore.Requeues.NONE;

    private static final int FIRST_CAPACITY = 1 << 8;

    /** Keys of {@link RequestIdSet#key}; open addressing, 0 is free. */
    private long[] keys = new long[FIRST_CAPACITY];

    private long[] firstMillis = new long[FIRST_CAPACITY];
    private int[] note = new int[FIRST_CAPACITY];
    private long[] noteMillis = new long[FIRST_CAPACITY];
    private int size;

    Sightings() {
        Arrays.fill(note, NO_NOTE);
    }

    /**
     * Goes on with what was seen of a request before, if anything was.
     *
     * @return since when it is known to be open
     */
    long carryOn(long key, Sightings before, long nowMillis) {
        int from = before.find(key);
        boolean known = before.keys[from] == key;
        int at = place(key);
        firstMillis[at] = known ? before.firstMillis[from] : nowMillis;
        note[at] = known ? before.note[from] : NO_NOTE;
        noteMillis[at] = known ? before.noteMillis[from] : 0;
        return firstMillis[at];
    }

    /** The note last seen of a request. */
    int note(long key) {
        int at = find(key);
        return keys[at] == key ? note[at] : NO_NOTE;
    }

    /** When that note was seen first. */
    long noteMillis(long key) {
        int at = find(key);
        return keys[at] == key ? noteMillis[at] : 0;
    }

    void noteSeen(long key, int number, long nowMillis) {
        int at = place(key);
        note[at] = number;
        noteMillis[at] = nowMillis;
    }

    int size() {
        return size;
    }

    private int place(long key) {
        if (size * 2L >= keys.length) {
            grow();
        }
        int at = find(key);
        if (keys[at] == 0) {
            keys[at] = key;
            size++;
        }
        return at;
    }

    private int find(long key) {
        int at = RequestIdSet.slot(key, keys.length);
        while (keys[at] != 0 && keys[at] != key) {
            at = (at + 1) % keys.length;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldFirst = firstMillis;
        int[] oldNote = note;
        long[] oldNoteMillis = noteMillis;
        int capacity = Math.multiplyExact(oldKeys.length, 2);
        keys = new long[capacity];
        firstMillis = new long[capacity];
        note = new int[capacity];
        Arrays.fill(note, NO_NOTE);
        noteMillis = new long[capacity];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                firstMillis[at] = oldFirst[i];
                note[at] = oldNote[i];
                noteMillis[at] = oldNoteMillis[i];
            }
        }
    }
}
