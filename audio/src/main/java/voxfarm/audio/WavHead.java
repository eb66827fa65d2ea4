package voxfarm.audio;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * How long a WAV file of plain samples says that it is: the length of its chunk {@code data}, which
 * a file that was cut keeps. One that was written as a stream has a length there that nobody knew.
 */
final class WavHead {
    private static final int RIFF_BYTES = 12;
    private static final int CHUNK_BYTES = 8;

    /** Of the chunk {@code fmt }, as far as it is read. */
    private static final int FORMAT_BYTES = 16;

    private static final int RATE = 4;
    private static final int FRAME_BYTES = 12;

    /** From here on up it is what programs put there that write to a pipe, each its own number. */
    private static final long NOT_KNOWN = 0x7ffff000L;

    private static final int MOST_CHUNKS = 1000;

    private WavHead() {}

    /** In seconds; empty if it does not say, or is a file of RF64 or of a kind like it. */
    static OptionalDouble seconds(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return name(read(in, RIFF_BYTES)).equals("RIFF") ? seconds(in) : OptionalDouble.empty();
        } catch (EOFException e) {
            return OptionalDouble.empty();
        }
    }

    private static OptionalDouble seconds(InputStream in) throws IOException {
        double bytesASecond = 0;
        for (int chunk = 0; chunk < MOST_CHUNKS; chunk++) {
            ByteBuffer head = read(in, CHUNK_BYTES);
            long length = Integer.toUnsignedLong(head.getInt(Integer.BYTES));
            switch (name(head)) {
                case "data" -> {
                    return bytesASecond > 0 && length > 0 && length < NOT_KNOWN
                            ? OptionalDouble.of(length / bytesASecond)
                            : OptionalDouble.empty();
                }
                case "fmt " -> {
                    if (length < FORMAT_BYTES) {
                        return OptionalDouble.empty();
                    }
                    ByteBuffer format = read(in, FORMAT_BYTES);
                    // not the field of that name, which nobody else reads and some write wrongly
                    bytesASecond =
                            (double) Integer.toUnsignedLong(format.getInt(RATE))
                                    * Short.toUnsignedInt(format.getShort(FRAME_BYTES));
                    length -= FORMAT_BYTES;
                }
                default -> {}
            }
            in.skipNBytes(length + (length & 1));
        }
        return OptionalDouble.empty();
    }

    private static String name(ByteBuffer of) {
        byte[] name = new byte[Integer.BYTES];
        of.get(0, name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer read(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
