package voxfarm.dispatcher.recovery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.Sha256;

/**
 * The requests whose last event is on the event topic, eight bytes each. Two ids could share them
 * once in some ten thousand million farms of a million requests; then one event is not repeated.
 * Thread-safe.
 */
public final class SeenEnds {
    private static final int FIRST_CAPACITY = 1 << 12;

    /** Guarded by this; open addressing, 0 is free. */
    private long[] table = new long[FIRST_CAPACITY];

    /** Guarded by this. */
    private int size;

    /** The end of that request was told. */
    public synchronized void add(RequestId id) {
        if (size * 2 >= table.length) {
            grow();
        }
        if (put(table, key(id))) {
            size++;
        }
    }

    synchronized boolean contains(RequestId id) {
        long key = key(id);
        for (int at = slot(key, table.length); table[at] != 0; at = (at + 1) % table.length) {
            if (table[at] == key) {
                return true;
            }
        }
        return false;
    }

    synchronized int size() {
        return size;
    }

    private void grow() {
        long[] larger = new long[table.length * 2];
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

    private static int slot(long key, int capacity) {
        return (int) Long.remainderUnsigned(key, capacity);
    }

    private static long key(RequestId id) {
        byte[] hash = Sha256.digest().digest(id.value().getBytes(StandardCharsets.US_ASCII));
        long key = ByteBuffer.wrap(hash).getLong();
        return key == 0 ? 1 : key;
    }
}
