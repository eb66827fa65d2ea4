package voxfarm.audio;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * How long an MP3 file says that it is. Frames of MP3 know nothing of their number; encoders put a
 * frame without sound before them, in which {@code Xing} or {@code Info} and the number stand, and
 * what LAME added at both ends. A file that was cut keeps it.
 *
 * <p>Source: the frame header of ISO/IEC 11172-3 and 13818-3; Xing's VBR header and LAME's tag
 * revision 1 as their authors published them.
 */
final class Mp3Head {
    private static final int TAG_HEADER = 10;
    private static final int FOOTER = 0x10;

    /** More are no file that anybody made. */
    private static final int MOST_TAGS = 16;

    /** Where the first frame is looked for, behind the tags. */
    private static final int SEARCHED_BYTES = 4096;

    private static final int HAS_FRAMES = 1;
    private static final int HAS_BYTES = 2;
    private static final int HAS_INDEX = 4;
    private static final int HAS_QUALITY = 8;
    private static final int INDEX_BYTES = 100;

    /** From LAME's name to where it tells what it added, and the 24 bits of that. */
    private static final int TO_PADDING = 21;

    private static final int PADDING_BYTES = 3;

    /** By the two bits of the version: MPEG 2.5, none, 2, 1. */
    private static final int[][] RATES = {
        {11_025, 12_000, 8000}, {}, {22_050, 24_000, 16_000}, {44_100, 48_000, 32_000}
    };

    private Mp3Head() {}

    /** In seconds, of the sound that was encoded; empty if it does not say. */
    static OptionalDouble seconds(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            byte[] head = in.readNBytes(TAG_HEADER);
            for (int tags = 0; tags < MOST_TAGS && isTag(head); tags++) {
                in.skipNBytes(length(head) + ((head[5] & FOOTER) != 0 ? TAG_HEADER : 0));
                head = in.readNBytes(TAG_HEADER);
            }
            byte[] rest = in.readNBytes(SEARCHED_BYTES);
            ByteBuffer start =
                    ByteBuffer.allocate(head.length + rest.length).put(head).put(rest).flip();
            return seconds(start);
        } catch (EOFException e) {
            return OptionalDouble.empty(); // in the midst of a tag
        }
    }

    private static boolean isTag(byte[] head) {
        return head.length == TAG_HEADER && head[0] == 'I' && head[1] == 'D' && head[2] == '3';
    }

    /** Of a tag, seven bits a byte. */
    private static long length(byte[] head) {
        long length = 0;
        for (int i = TAG_HEADER - 4; i < TAG_HEADER; i++) {
            length = length << 7 | (head[i] & 0x7f);
        }
        return length;
    }

    private static OptionalDouble seconds(ByteBuffer start) {
        for (int at = 0; at + Integer.BYTES <= start.limit(); at++) {
            int header = start.getInt(at);
            if (isLayer3(header)) {
                OptionalDouble found = inFrame(start, at, header);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return OptionalDouble.empty();
    }

    private static boolean isLayer3(int header) {
        return (header & 0xffe00000) == 0xffe00000
                && (header >>> 19 & 3) != 1
                && (header >>> 17 & 3) == 1
                && (header >>> 12 & 15) != 15
                && (header >>> 10 & 3) != 3;
    }

    private static OptionalDouble inFrame(ByteBuffer start, int frame, int header) {
        int version = header >>> 19 & 3;
        boolean mono = (header >>> 6 & 3) == 3;
        boolean first = version == 3;
        int sideBytes = first ? (mono ? 17 : 32) : (mono ? 9 : 17);
        int at = frame + Integer.BYTES + sideBytes;
        if (at + 3 * Integer.BYTES > start.limit()) {
            return OptionalDouble.empty();
        }
        byte[] name = new byte[Integer.BYTES];
        start.get(at, name);
        String what = new String(name, StandardCharsets.ISO_8859_1);
        int flags = start.getInt(at + Integer.BYTES);
        if (!(what.equals("Xing") || what.equals("Info")) || (flags & HAS_FRAMES) == 0) {
            return OptionalDouble.empty();
        }
        long frames = Integer.toUnsignedLong(start.getInt(at + 2 * Integer.BYTES));
        long samples = frames * (first ? 1152 : 576) - added(start, at, flags);
        int rateHz = RATES[version][header >>> 10 & 3];
        return samples > 0 ? OptionalDouble.of((double) samples / rateHz) : OptionalDouble.empty();
    }

    /** Samples that the encoder put before and behind the sound, if it says so. */
    private static int added(ByteBuffer start, int tag, int flags) {
        int at =
                tag
                        + 2 * Integer.BYTES
                        + Integer.BYTES
                        + ((flags & HAS_BYTES) != 0 ? Integer.BYTES : 0)
                        + ((flags & HAS_INDEX) != 0 ? INDEX_BYTES : 0)
                        + ((flags & HAS_QUALITY) != 0 ? Integer.BYTES : 0);
        if (at + TO_PADDING + PADDING_BYTES > start.limit() || start.get(at) == 0) {
            return 0;
        }
        int both =
                (start.get(at + TO_PADDING) & 0xff) << 16
                        | (start.get(at + TO_PADDING + 1) & 0xff) << 8
                        | (start.get(at + TO_PADDING + 2) & 0xff);
        return (both >>> 12) + (both & 0xfff);
    }
}
