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
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * How long a WAV file of plain samples says that it is: the length of its chunk {@code data}, which
 * a file that was cut keeps. One that was written as a stream has a length there that nobody knew.
 */
final class WavHead {
    private static final byte[] BIG_ENDIAN = {'R', 'I', 'F', 'X'};

    private static final int RIFF_BYTES = 12;
    private static final int CHUNK_BYTES = 8;

    /** Of the chunk {@code ds64} of a file above 4 GiB, as far as it is read: two lengths. */
    private static final int LENGTHS_BYTES = 16;

    /** Of the chunk {@code fmt }, as far as it is read. */
    private static final int FORMAT_BYTES = 16;

    private static final int RATE = 4;
    private static final int FRAME_BYTES = 12;

    /** From here on up it is what programs put there that write to a pipe, each its own number. */
    private static final long NOT_KNOWN = 0x7ffff000L;

    private static final int MOST_CHUNKS = 1000;

    private WavHead() {}

    /** Whether its samples stand in the order of big-endian machines. */
    static boolean isBigEndian(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(BIG_ENDIAN.length), BIG_ENDIAN);
        }
    }

    /** In seconds; empty if it does not say. */
    static OptionalDouble seconds(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return switch (name(read(in, RIFF_BYTES))) {
                case "RIFF" -> seconds(in, 0);
                case "RF64", "BW64" -> {
                    ByteBuffer head = read(in, CHUNK_BYTES);
                    long length = Integer.toUnsignedLong(head.getInt(Integer.BYTES));
                    if (!name(head).equals("ds64") || length < LENGTHS_BYTES) {
                        yield OptionalDouble.empty();
                    }
                    long data = read(in, LENGTHS_BYTES).getLong(Long.BYTES);
                    in.skipNBytes(length - LENGTHS_BYTES + (length & 1));
                    yield seconds(in, data);
                }
                default -> OptionalDouble.empty();
            };
        } catch (EOFException e) {
            return OptionalDouble.empty();
        }
    }

    /**
     * @param longer length of the data of a file that is longer than its own head can say; else 0
     */
    private static OptionalDouble seconds(InputStream in, long longer) throws IOException {
        double bytesASecond = 0;
        for (int chunk = 0; chunk < MOST_CHUNKS; chunk++) {
            ByteBuffer head = read(in, CHUNK_BYTES);
            long length = Integer.toUnsignedLong(head.getInt(Integer.BYTES));
            switch (name(head)) {
                case "data" -> {
                    boolean told = length > 0 && length < NOT_KNOWN;
                    long bytes = told ? length : longer;
                    return bytesASecond > 0 && bytes > 0
                            ? OptionalDouble.of(bytes / bytesASecond)
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
