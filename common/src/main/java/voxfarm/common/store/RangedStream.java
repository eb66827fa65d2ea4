package voxfarm.common.store;

import java.io.InputStream;
import java.util.Objects;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * An object from a place on, fetched in blocks as it is read: whoever stops early has fetched
 * little more than he read, and holds no connection. For one thread.
 */
public final class RangedStream extends InputStream {
    private final ObjectStore store;
    private final ObjectKey key;
    private final int blockBytes;
    private long next;
    private byte[] block = new byte[0];
    private int at;
    private boolean ended;

    /**
     * Nothing is fetched yet.
     *
     * @param offset of the first byte
     * @param blockBytes at least 1
     */
    public RangedStream(ObjectStore store, ObjectKey key, long offset, int blockBytes) {
        this.store = store;
        this.key = key;
        this.next = offset;
        this.blockBytes = blockBytes;
    }

    /**
     * @throws VoxfarmException {@code NOT_FOUND} if there is no such object
     */
    private boolean fill() {
        if (at < block.length) {
            return true;
        }
        if (ended) {
            return false;
        }
        block =
                store.readRange(key, next, blockBytes)
                        .orElseThrow(() ->
                                VoxfarmException.of(ErrorCode.NOT_FOUND, "%s: was deleted", key));
        at = 0;
        next += block.length;
        ended = block.length < blockBytes;
        return block.length > 0;
    }

    @Override
    public int read() {
        return fill() ? block[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, block.length - at);
        System.arraycopy(block, at, buffer, offset, count);
        at += count;
        return count;
    }
}
