package voxfarm.audio;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A box of an MP4 file (ISO/IEC 14496-12): its length, its type, and what is in it. The length is
 * known before anything is written, also of a body that is written from elsewhere.
 *
 * @param type four characters of Latin-1
 * @param bodyBytes length of the body
 */
record Box(String type, long bodyBytes, Body body) {
    private static final int SHORT_HEADER = 8;
    private static final int LONG_HEADER = 16;
    private static final long MOST_SHORT = 0xffff_ffffL;

    /** Writes exactly as much as it said. */
    @FunctionalInterface
    interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    static Box of(String type, Bytes bytes) {
        byte[] body = bytes.bytes();
        return new Box(type, body.length, out -> out.write(body));
    }

    static Box of(String type, List<Box> boxes) {
        long length = boxes.stream().mapToLong(Box::bytes).sum();
        return new Box(
                type,
                length,
                out -> {
                    for (Box box : boxes) {
                        box.write(out);
                    }
                });
    }

    static Box of(String type, Box... boxes) {
        return of(type, List.of(boxes));
    }

    /** The same behind some bytes. */
    Box behind(Bytes bytes) {
        byte[] first = bytes.bytes();
        return new Box(
                type,
                first.length + bodyBytes,
                out -> {
                    out.write(first);
                    body.write(out);
                });
    }

    /** Length of the whole box. */
    long bytes() {
        return headerBytes() + bodyBytes;
    }

    /** Length of what stands before the body. */
    int headerBytes() {
        return bodyBytes + SHORT_HEADER > MOST_SHORT ? LONG_HEADER : SHORT_HEADER;
    }

    void write(DataOutputStream out) throws IOException {
        writeHeader(out);
        body.write(out);
    }

    private void writeHeader(DataOutputStream out) throws IOException {
        boolean large = headerBytes() == LONG_HEADER;
        out.writeInt(large ? 1 : (int) bytes());
        out.write(type.getBytes(StandardCharsets.ISO_8859_1));
        if (large) {
            out.writeLong(bytes());
        }
    }

    /** Big-endian numbers and texts, put one behind the other. */
    static final class Bytes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        /** Version and flags of a full box. */
        static Bytes full(int version, int flags) {
            return new Bytes().int32((long) version << 24 | flags);
        }

        Bytes int8(int value) {
            out.write(value);
            return this;
        }

        Bytes int16(int value) {
            return int8(value >> 8).int8(value);
        }

        Bytes int32(long value) {
            return int16((int) (value >> 16)).int16((int) value);
        }

        Bytes int64(long value) {
            return int32(value >> 32).int32(value);
        }

        /** 64 bits in version 1 of a box, 32 in version 0. */
        Bytes time(int version, long value) {
            return version == 1 ? int64(value) : int32(value);
        }

        Bytes zeros(int count) {
            out.writeBytes(new byte[count]);
            return this;
        }

        Bytes put(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        Bytes latin(String text) {
            return put(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        Bytes utf8(String text) {
            return put(text.getBytes(StandardCharsets.UTF_8));
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
