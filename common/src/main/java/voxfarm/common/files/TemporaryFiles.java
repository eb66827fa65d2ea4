package voxfarm.common.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Single files that are needed for a while. */
public final class TemporaryFiles {
    private TemporaryFiles() {}

    /** Deletes a file; one that cannot be deleted now goes when the process ends. */
    public static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
