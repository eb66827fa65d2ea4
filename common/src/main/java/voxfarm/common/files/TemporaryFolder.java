package voxfarm.common.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder of one's own that is deleted with all that is in it when it is closed.
 *
 * @param path the folder
 */
public record TemporaryFolder(Path path) implements AutoCloseable {
    /**
     * @param prefix of the folder's name, so that people know whose it is
     */
    public static TemporaryFolder create(String prefix) throws IOException {
        return new TemporaryFolder(
                Files.createTempDirectory(ScratchSpace.ofProcess().folder(), prefix));
    }

    @Override
    public void close() throws IOException {
        Folders.delete(path);
    }
}
