package voxfarm.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * The entries of a zip archive in mapped memory, as torch writes it: stored, not compressed. Only
 * the central directory is believed, and every length in it is checked against the file. Layout
 * after PKWARE's APPNOTE.TXT 6.3, zip64 included.
 */
final class ZipEntries {
    private static final int END_RECORD = 0x06054b50;
    private static final int ZIP64_LOCATOR = 0x07064b50;
    private static final int ZIP64_END_RECORD = 0x06064b50;
    private static final int CENTRAL_HEADER = 0x02014b50;
    private static final int LOCAL_HEADER = 0x04034b50;
    private static final int END_BYTES = 22;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int MAX_COMMENT = 0xffff;
    private static final int MAX_ENTRIES = 200_000;
    private static final long MAX_DIRECTORY_BYTES = 16 << 20;
    private static final int MAX_NAME_BYTES = 1024;
    private static final int ZIP64_EXTRA = 1;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(int method, long crc, long size, long header) {}

    /**
     * @throws VoxfarmException {@code INVALID_VOICE} if the directory is missing or damaged, or
     *     names an entry twice
     */
    ZipEntries(MemorySegment file) {
        this.file = file;
        long end = findEnd();
        long count = u2(end + 10);
        long size = u4(end + 12);
        long start = u4(end + 16);
        if (count == 0xffff || size == 0xffffffffL || start == 0xffffffffL) {
            long record = zip64Record(end);
            count = i8(record + 32);
            size = i8(record + 40);
            start = i8(record + 48);
        }
        if (count < 0 || count > MAX_ENTRIES || size < 0 || start < 0 || start > end - size) {
            throw invalid("the directory is damaged");
        }
        if (size > MAX_DIRECTORY_BYTES) {
            throw invalid("a directory of " + size + " bytes");
        }
        long at = start;
        for (long i = 0; i < count; i++) {
            at = readEntry(at, start + size);
        }
    }

    private long findEnd() {
        long last = file.byteSize() - END_BYTES;
        for (long at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
            if (i4(at) == END_RECORD) {
                return at;
            }
        }
        throw invalid("no directory: the file was cut, or is no zip archive");
    }

    private long zip64Record(long end) {
        long locator = end - 20;
        if (locator < 0 || i4(locator) != ZIP64_LOCATOR) {
            throw invalid("the directory is damaged");
        }
        long record = i8(locator + 8);
        if (record < 0 || record > locator - 56 || i4(record) != ZIP64_END_RECORD) {
            throw invalid("the directory is damaged");
        }
        return record;
    }

    private long readEntry(long at, long limit) {
        if (at > limit - CENTRAL_BYTES || i4(at) != CENTRAL_HEADER) {
            throw invalid("the directory is damaged");
        }
        int nameBytes = u2(at + 28);
        int extraBytes = u2(at + 30);
        long next = at + CENTRAL_BYTES + nameBytes + extraBytes + u2(at + 32);
        if (next > limit) {
            throw invalid("the directory is damaged");
        }
        if (nameBytes > MAX_NAME_BYTES) {
            throw invalid("a name of " + nameBytes + " bytes");
        }
        String name =
                new String(
                        file.asSlice(at + CENTRAL_BYTES, nameBytes).toArray(ValueLayout.JAVA_BYTE),
                        StandardCharsets.UTF_8);
        if ((u2(at + 8) & 1) != 0) {
            throw invalid("entry " + Problems.quote(name) + " is encrypted");
        }
        Wide wide =
                new Wide(u4(at + 20), u4(at + 24), u4(at + 42))
                        .withExtra(at + CENTRAL_BYTES + nameBytes, extraBytes);
        if (wide.packed() < 0 || wide.size() < 0 || wide.header() < 0) {
            throw invalid("entry " + Problems.quote(name) + ": a negative length");
        }
        Entry entry = new Entry(u2(at + 10), u4(at + 16), wide.size(), wide.header());
        if (entries.put(name, entry) != null) {
            throw invalid("entry " + Problems.quote(name) + " is there twice");
        }
        return next;
    }

    /** Three fields that move to the zip64 extra when they do not fit. */
    private final class Wide {
        private long packed;
        private long size;
        private long header;

        Wide(long packed, long size, long header) {
            this.packed = packed;
            this.size = size;
            this.header = header;
        }

        long packed() {
            return packed;
        }

        long size() {
            return size;
        }

        long header() {
            return header;
        }

        Wide withExtra(long start, int length) {
            long at = start;
            long end = start + length;
            while (at + 4 <= end) {
                int fieldBytes = u2(at + 2);
                if (u2(at) == ZIP64_EXTRA && at + 4 + fieldBytes <= end) {
                    readZip64(at + 4, at + 4 + fieldBytes);
                    return this;
                }
                at += 4 + fieldBytes;
            }
            return this;
        }

        private void readZip64(long start, long end) {
            long at = start;
            if (size == 0xffffffffL && at + 8 <= end) {
                size = i8(at);
                at += 8;
            }
            if (packed == 0xffffffffL && at + 8 <= end) {
                packed = i8(at);
                at += 8;
            }
            if (header == 0xffffffffL && at + 8 <= end) {
                header = i8(at);
            }
        }
    }

    Iterable<String> names() {
        return entries.keySet();
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /** What the directory says of an entry's length. */
    Optional<Long> size(String name) {
        return Optional.ofNullable(entries.get(name)).map(Entry::size);
    }

    /**
     * An entry's bytes, in place, with their checksum verified.
     *
     * @throws VoxfarmException {@code INVALID_VOICE} if there is none, or it is compressed or
     *     damaged
     */
    MemorySegment bytes(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw invalid("no entry " + Problems.quote(name));
        }
        if (entry.method() != 0) {
            throw invalid(
                    "entry "
                            + Problems.quote(name)
                            + ": compressed (method "
                            + entry.method()
                            + "), which torch does not do");
        }
        if (entry.header() > file.byteSize() - LOCAL_BYTES || i4(entry.header()) != LOCAL_HEADER) {
            throw invalid("entry " + Problems.quote(name) + ": no header where it should be");
        }
        long start =
                entry.header() + LOCAL_BYTES + u2(entry.header() + 26) + u2(entry.header() + 28);
        if (entry.size() > file.byteSize() - start) {
            throw invalid("entry " + Problems.quote(name) + " leaves the file");
        }
        MemorySegment bytes = file.asSlice(start, entry.size());
        CRC32 crc = new CRC32();
        long piece = 1L << 30; // a buffer holds at most 2 GiB
        for (long at = 0; at < bytes.byteSize(); at += piece) {
            crc.update(bytes.asSlice(at, Math.min(piece, bytes.byteSize() - at)).asByteBuffer());
        }
        if (crc.getValue() != entry.crc()) {
            throw invalid("entry " + Problems.quote(name) + " is damaged: its checksum differs");
        }
        return bytes;
    }

    private void check(long at, int length) {
        if (at < 0 || at > file.byteSize() - length) {
            throw invalid("the directory is damaged");
        }
    }

    private int u2(long at) {
        check(at, 2);
        return file.get(SHORT, at) & 0xffff;
    }

    private int i4(long at) {
        check(at, 4);
        return file.get(INT, at);
    }

    private long u4(long at) {
        return i4(at) & 0xffffffffL;
    }

    private long i8(long at) {
        check(at, 8);
        return file.get(LONG, at);
    }

    private static VoxfarmException invalid(String why) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, "zip archive: " + why);
    }
}
