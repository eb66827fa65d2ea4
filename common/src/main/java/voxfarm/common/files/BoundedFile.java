package voxfarm.common.files;

import java.io.IOException;
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
        try {
            byte[] bytes = PlainFile.read(file, Math.toIntExact(maxBytes + 1));
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
