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
     * @param code of the error if it is larger than {@code maxBytes} or cannot be read
     */
    public static byte[] read(Path file, long maxBytes, ErrorCode code) {
        try {
            long bytes = Files.size(file);
            if (bytes > maxBytes) {
                throw VoxfarmException.of(
                        code,
                        "%s: expected at most %s, was %s",
                        file,
                        ByteSize.shown(maxBytes),
                        ByteSize.shown(bytes));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new VoxfarmException(
                    code, file + ": cannot be read: " + FileFailure.reason(e), e);
        }
    }
}
