package voxfarm.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What is asked of a disk beyond reading and writing: to keep, and to name once. */
@FunctionalInterface
interface Disk {
    /** The disk there is. */
    Disk REAL = Disk::force;

    /** One that is trusted to keep its power. */
    Disk NONE = _ -> {};

    /**
     * Returns when a file with its attributes, or the names in a folder, would outlive a power cut.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     */
    void sync(Path path) throws IOException;

    /**
     * Gives a file a second name.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the name is taken
     */
    default void link(Path name, Path file) throws IOException {
        Files.createLink(name, file);
    }

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
