package voxfarm.frontend.en;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/**
 * Words and their first pronunciation, as in CMUdict, held in one byte array of front-coded blocks
 * (docs/formats.md, "Pronouncing dictionary"). Thread-safe.
 */
final class PronouncingDictionary {
    /** {@code VFPD}. */
    static final int MAGIC = 0x56465044;

    static final int VERSION = 1;

    /**
     * Words per block: the first is whole, the others name how much they share with the one before.
     */
    static final int BLOCK_WORDS = 16;

    private static final String NEWEST = "cmudict.bin.gz";
    private static final int MAX_BYTES = 64 << 20;
    private static final int MAX_WORD_BYTES = 255;

    private final byte[] blocks;
    private final int[] offsets;

    private PronouncingDictionary(byte[] blocks, int[] offsets) {
        this.blocks = blocks;
        this.offsets = offsets;
    }

    /** The dictionary that comes with the farm. */
    static PronouncingDictionary bundled() {
        return bundled(NEWEST);
    }

    /**
     * @param resource one of those that come with the farm
     */
    static PronouncingDictionary bundled(String resource) {
        try (InputStream in = PronouncingDictionary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks its resource " + resource);
            }
            return read(new GZIPInputStream(in, 1 << 16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws IOException if the bytes are not of this format and version, or are damaged
     */
    static PronouncingDictionary read(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(stream, 1 << 16));
        if (in.readInt() != MAGIC) {
            throw new IOException("pronouncing dictionary: wrong magic");
        }
        int version = in.readInt();
        if (version != VERSION) {
            throw new IOException(
                    "pronouncing dictionary: expected version " + VERSION + ", was " + version);
        }
        int blockCount = in.readInt();
        int size = in.readInt();
        if (blockCount < 1
                || blockCount > MAX_BYTES / Integer.BYTES
                || size < 1
                || size > MAX_BYTES) {
            throw new IOException("pronouncing dictionary: sizes out of bounds");
        }
        byte[] index = in.readNBytes(blockCount * Integer.BYTES);
        byte[] blocks = in.readNBytes(size);
        CRC32 crc = new CRC32();
        crc.update(index);
        crc.update(blocks);
        if (index.length != blockCount * Integer.BYTES
                || blocks.length != size
                || in.readInt() != (int) crc.getValue()) {
            throw new IOException("pronouncing dictionary: damaged");
        }
        int[] offsets = new int[blockCount];
        ByteBuffer.wrap(index).asIntBuffer().get(offsets);
        return new PronouncingDictionary(blocks, offsets);
    }

    /**
     * Phones of a word in small letters, as numbers of {@link Arpabet}.
     *
     * @return a fresh array
     */
    Optional<byte[]> lookUp(String word) {
        byte[] key = word.getBytes(StandardCharsets.UTF_8);
        if (key.length == 0 || key.length > MAX_WORD_BYTES) {
            return Optional.empty();
        }
        int block = blockOf(key);
        return block < 0 ? Optional.empty() : scan(block, key);
    }

    /** The last block whose first word is not behind the key; -1 if the key is before all. */
    private int blockOf(byte[] key) {
        int low = 0;
        int high = offsets.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = offsets[middle];
            int length = blocks[at + 1] & 0xff;
            if (Arrays.compareUnsigned(blocks, at + 2, at + 2 + length, key, 0, key.length) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private Optional<byte[]> scan(int block, byte[] key) {
        byte[] word = new byte[MAX_WORD_BYTES * 2];
        int at = offsets[block];
        int end = block + 1 < offsets.length ? offsets[block + 1] : blocks.length;
        while (at < end) {
            int shared = blocks[at] & 0xff;
            int added = blocks[at + 1] & 0xff;
            System.arraycopy(blocks, at + 2, word, shared, added);
            int phones = at + 2 + added;
            int count = blocks[phones] & 0xff;
            int order = Arrays.compareUnsigned(word, 0, shared + added, key, 0, key.length);
            if (order == 0) {
                return Optional.of(Arrays.copyOfRange(blocks, phones + 1, phones + 1 + count));
            }
            if (order > 0) {
                return Optional.empty();
            }
            at = phones + 1 + count;
        }
        return Optional.empty();
    }
}
