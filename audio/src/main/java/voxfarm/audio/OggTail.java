package voxfarm.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * How an Ogg file ends. Its head says no length; but its writer marks the last page of a stream, so
 * that a file that was cut ends with another one, or within one.
 *
 * <p>Source: RFC 3533, section 6.
 */
final class OggTail {
    private static final int HEADER_BYTES = 27;
    private static final int MOST_SEGMENTS = 255;
    private static final int LONGEST_PAGE = HEADER_BYTES + MOST_SEGMENTS + MOST_SEGMENTS * 255;

    /** "OggS", as a number of the order in which pages have theirs. */
    private static final int CAPTURE = 0x5367674f;

    private static final int TYPE = 5;
    private static final int SEGMENTS = 26;
    private static final int LAST = 4;

    private OggTail() {}

    /** Whether it ends with a whole page that is marked as the last. */
    static boolean isWhole(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file)) {
            long from = Math.max(0, in.size() - 2L * LONGEST_PAGE);
            ByteBuffer tail =
                    ByteBuffer.allocate(Math.toIntExact(in.size() - from))
                            .order(ByteOrder.LITTLE_ENDIAN);
            while (tail.hasRemaining() && in.read(tail, from + tail.position()) > 0) {
                // until it is full
            }
            return isWhole(tail.flip());
        }
    }

    private static boolean isWhole(ByteBuffer tail) {
        for (int at = tail.limit() - HEADER_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == CAPTURE) {
                return (tail.get(at + TYPE) & LAST) != 0
                        && at + pageBytes(tail, at) <= tail.limit();
            }
        }
        return false;
    }

    /** What a page's head says; more than there is where its head is cut. */
    private static int pageBytes(ByteBuffer tail, int at) {
        int segments = tail.get(at + SEGMENTS) & 0xff;
        int bytes = HEADER_BYTES + segments;
        for (int i = 0; i < segments && at + HEADER_BYTES + i < tail.limit(); i++) {
            bytes += tail.get(at + HEADER_BYTES + i) & 0xff;
        }
        return bytes;
    }
}
