package voxfarm.common.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** Small files that others wrote. */
public final class BoundedFile {
    private BoundedFile() {}

    /**
     * All bytes of a file.
     *
     * @param maxBytes less than 2 GiB
     * @param code of the error if it is larger than {@code maxBytes}, no regular file, or cannot be
     *     read
     */
    public static byte[] read(Path file, long maxBytes, ErrorCode code) {
        return read(file, maxBytes, code, PlainFile::read);
    }

    /**
     * As {@link #read}, of a file that whoever runs the program named: a pipe too, as a shell gives
     * one.
     */
    public static byte[] readNamed(Path file, long maxBytes, ErrorCode code) {
        return read(file, maxBytes, code, BoundedFile::readAny);
    }

    private static byte[] readAny(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }

    private interface Reading {
        byte[] read(Path file, int most) throws IOException;
    }

    private static byte[] read(Path file, long maxBytes, ErrorCode code, Reading reading) {
        try {
            byte[] bytes = reading.read(file, Math.toIntExact(maxBytes + 1));
            if (bytes.length > maxBytes) {
                throw VoxfarmException.of(
                        code,
                        "%s: expected at most %s, was %s",
                        file,
                        ByteSize.shown(maxBytes),
                        ByteSize.shown(Math.max(bytes.length, Files.size(file))));
            }
            return bytes;
        } catch (IOException e) {
            throw new VoxfarmException(
                    code, file + ": cannot be read: " + FileFailure.reason(e), e);
        }
    }
}
