package voxfarm.common.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Files that others put there. A device never ends and a pipe never begins, so neither is opened:
 * only regular files are, links followed.
 */
public final class PlainFile {
    private PlainFile() {}

    /** Why it is not to be opened: words to stand behind its name. Empty for a regular file. */
    public static Optional<String> fault(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            if (found.isRegularFile()) {
                return Optional.empty();
            }
            return Optional.of(
                    "expected a file, is "
                            + (found.isDirectory() ? "a folder" : "a device or a pipe"));
        } catch (IOException e) {
            return Optional.of(FileFailure.reason(e));
        }
    }

    /**
     * The first bytes of a file, whatever its size is said to be.
     *
     * @param most 0 to less than 2 GiB
     * @throws FileSystemException if it is no regular file
     */
    public static byte[] read(Path file, int most) throws IOException {
        require(file);
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }

    /**
     * @throws FileSystemException if it is no regular file
     */
    public static void require(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        if (!found.isRegularFile()) {
            throw new FileSystemException(file.toString(), null, fault(file).orElse("has changed"));
        }
    }
}
