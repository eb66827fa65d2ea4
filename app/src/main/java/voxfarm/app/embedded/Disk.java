package voxfarm.app.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Brings to the disk what the system still holds in memory. */
@FunctionalInterface
interface Disk {
    /** The disk there is. */
    Disk REAL = Disk::force;

    /**
     * Returns when a file with its attributes, or the names in a folder, would outlive a power cut.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     */
    void sync(Path path) throws IOException;

    private static void force(Path path) throws IOException {
        boolean folder = Files.isDirectory(path);
        if (folder && System.getProperty("os.name").startsWith("Windows")) {
            return; // it cannot be opened there, and the system keeps names by itself
        }
        // files for writing: some systems sync nothing otherwise
        StandardOpenOption option = folder ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }
}
