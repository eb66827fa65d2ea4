package voxfarm.dispatcher.recovery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import voxfarm.common.files.Sha256;
import voxfarm.common.plan.RequestId;

/**
 * A set of requests, eight bytes of hash each: 16 to 32 MB for a million. Two of a million ids
 * share them once in some ten million farms; then one of them is found a day later. Callers choose
 * ids, so the hash is one for which nobody can make two that collide. Not thread-safe.
 */
final class RequestIdSet {
    private static final int FIRST_CAPACITY = 1 << 10;

    private final int most;

    /** Open addressing, 0 is free. */
    private long[] table = new long[FIRST_CAPACITY];

    private int size;

    RequestIdSet() {
        this(Integer.MAX_VALUE);
    }

    /**
     * @param most what comes when so many are there is not kept
     */
    RequestIdSet(int most) {
        this.most = most;
    }

    void add(RequestId id) {
        if (size >= most) {
            return;
        }
        if (size * 2L >= table.length) {
            grow();
        }
        if (put(table, key(id))) {
            size++;
        }
    }

    boolean contains(RequestId id) {
        return contains(key(id));
    }

    /**
     * @param key of {@link #key}
     */
    boolean contains(long key) {
        int at = slot(key, table.length);
        while (table[at] != 0) {
            if (table[at] == key) {
                return true;
            }
            at = (at + 1) % table.length;
        }
        return false;
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] larger = new long[Math.multiplyExact(table.length, 2)];
        for (long key : table) {
            if (key != 0) {
                put(larger, key);
            }
        }
        table = larger;
    }

    private static boolean put(long[] table, long key) {
        int at = slot(key, table.length);
        while (table[at] != 0) {
            if (table[at] == key) {
                return false;
            }
            at = (at + 1) % table.length;
        }
        table[at] = key;
        return true;
    }

    static int slot(long key, int capacity) {
        return (int) Long.remainderUnsigned(key, capacity);
    }

    /** What stands for an id; never 0. */
    static long key(RequestId id) {
        byte[] hash = Sha256.digest().digest(id.value().getBytes(StandardCharsets.US_ASCII));
        long key = ByteBuffer.wrap(hash).getLong();
        return key == 0 ? 1 : key;
    }
}
