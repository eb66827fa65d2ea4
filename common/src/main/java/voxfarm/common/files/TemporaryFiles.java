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

    /** What makes something of an empty file. */
    @FunctionalInterface
    public interface Filling<T> {
        T fill(Path file) throws IOException;
    }

    /**
     * Makes a file and what stands on it, which then owns the file. Whatever goes wrong in between,
     * no file stays behind.
     */
    public static <T> T createFilled(String prefix, String suffix, Filling<T> filling)
            throws IOException {
        Path file = create(prefix, suffix);
        boolean filled = false;
        try {
            T made = filling.fill(file);
            filled = true;
            return made;
        } finally {
            if (!filled) {
                delete(file);
            }
        }
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
