package voxfarm.common.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Single files that are needed for a while; none outlives a killed process for long. */
public final class TemporaryFiles {
    private TemporaryFiles() {}

    /** An empty file that only this account may read. */
    public static Path create(String prefix, String suffix) throws IOException {
        return Files.createTempFile(ScratchSpace.ofProcess().folder(), prefix, suffix);
    }

    /** Deletes a file; one that cannot be deleted now goes when the process ends. */
    public static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
