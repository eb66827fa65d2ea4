package voxfarm.frontend.ja;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;

/**
 * A file of a dictionary, mapped and so not on the heap: little endian, and never read beyond its
 * end, whatever it says of itself. Thread-safe.
 */
final class MappedFile {
    private static final int LONGEST_TEXT_BYTES = 1 << 14;

    private final Path file;
    private final ByteBuffer bytes;

    private MappedFile(Path file, ByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /**
     * @throws VoxfarmException {@code MISSING_MODEL} if there is none, or it cannot be read
     */
    static MappedFile open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw VoxfarmException.of(
                        ErrorCode.MISSING_MODEL, "%s: expected at most 2 GiB", file);
            }
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
            return new MappedFile(file, bytes.order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.MISSING_MODEL,
                    file + ": cannot be read: " + FileFailure.reason(e),
                    e);
        }
    }

    int size() {
        return bytes.capacity();
    }

    int int32(int at) {
        return within(at, Integer.BYTES) ? bytes.getInt(at) : outside(at);
    }

    int uint16(int at) {
        return int16(at) & 0xffff;
    }

    int int16(int at) {
        return within(at, Short.BYTES) ? bytes.getShort(at) : outside(at);
    }

    private boolean within(int at, int length) {
        return at >= 0 && at <= bytes.capacity() - length;
    }

    private int outside(int at) {
        throw broken("it points to byte " + at + " of " + bytes.capacity());
    }

    /** A text that a zero ends, from {@code at} on and before {@code limit}. */
    String text(int at, int limit) {
        int end = at;
        int last = Math.min(limit, bytes.capacity());
        while (end >= 0 && end < last && bytes.get(end) != 0) {
            end++;
        }
        if (at < 0 || end >= last || end - at > LONGEST_TEXT_BYTES) {
            throw broken("a text at byte " + at + " does not end");
        }
        byte[] found = new byte[end - at];
        bytes.get(at, found);
        return new String(found, StandardCharsets.UTF_8);
    }

    /** An error that says what is wrong with the file. */
    VoxfarmException broken(String what) {
        return VoxfarmException.of(
                ErrorCode.MISSING_MODEL,
                "%s: expected a dictionary as Open JTalk has it, but %s",
                file,
                what);
    }
}
