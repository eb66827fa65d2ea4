package voxfarm.app.embedded;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Folders that a power cut cannot take back. Thread-safe.
 *
 * <p>A name is safe when the folder that holds it was synced, and that folder's own name likewise,
 * up to the root.
 */
final class SyncedFolders {
    private final Path root;
    private final Disk disk;

    /** Folders that were made and whose names may not be on the disk yet. */
    private final Set<Path> unsynced = ConcurrentHashMap.newKeySet();

    /**
     * @param root exists; what lies above it is not looked at
     */
    SyncedFolders(Path root, Disk disk) {
        this.root = root;
        this.disk = disk;
    }

    /**
     * Makes a folder and those above it; their names are safe when this returns.
     *
     * @throws NoSuchFileException if others take folders away meanwhile; then it may be tried again
     */
    void make(Path folder) throws IOException {
        if (folder.equals(root)) {
            return;
        }
        make(parent(folder));
        if (!Files.isDirectory(folder)) {
            unsynced.add(folder);
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(folder)) {
                    unsynced.remove(folder);
                    if (Files.notExists(folder)) { // somebody made it and took it away again
                        throw new NoSuchFileException(folder.toString());
                    }
                    throw e; // an object in the folder's place
                }
            }
        }
        // also of another writer, who may not have come to it yet
        if (unsynced.contains(folder)) {
            disk.sync(parent(folder));
            unsynced.remove(folder);
        }
    }

    /** Of a path below the root, which has one. */
    static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }
}
