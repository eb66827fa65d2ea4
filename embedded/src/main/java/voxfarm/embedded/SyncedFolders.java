package voxfarm.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import voxfarm.common.lifecycle.SideBySide;

/**
 * Folders, and which of their names a power cut could take back. Thread-safe.
 *
 * <p>A name is safe when the folder that holds it was synced, and that folder's own name likewise,
 * up to the root.
 */
final class SyncedFolders {
    private final Path root;
    private final Disk disk;

    /**
     * Folders that are made and whose names may not be on the disk yet. Each making has a mark of
     * its own, true once the folder is there: a sync takes away only what was there before it.
     */
    private final Map<Path, AtomicBoolean> unsynced = new ConcurrentHashMap<>();

    /**
     * @param root exists; what lies above it is not looked at
     */
    SyncedFolders(Path root, Disk disk) {
        this.root = root;
        this.disk = disk;
    }

    /**
     * Makes a folder and those above it. Their names are safe after {@link #settle}.
     *
     * @throws NoSuchFileException if others take folders away meanwhile; then it may be tried again
     */
    void make(Path folder) throws IOException {
        if (folder.equals(root) || Files.isDirectory(folder)) {
            return;
        }
        make(parent(folder));
        AtomicBoolean mark = new AtomicBoolean();
        unsynced.put(folder, mark); // before others can see the folder and rely on its name
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // one look: between two, others may take the folder away and make it again. It throws
            // where it is gone
            if (!Files.readAttributes(folder, BasicFileAttributes.class).isDirectory()) {
                throw e; // an object in the folder's place
            }
        } finally {
            mark.set(true); // if there is no folder, the next sync takes the mark away
        }
    }

    /**
     * Makes the names in a folder safe, and those of the folder and of all above it, whoever made
     * them. At once: syncs at the same time share a flush of the disk, one after the other each
     * waits anew. A folder that is gone counts as safe: what was in it was deleted.
     */
    void settle(Path folder) throws IOException {
        Set<Path> holders = new LinkedHashSet<>();
        Map<Path, AtomicBoolean> settled = new HashMap<>();
        holders.add(folder);
        for (Path above = folder; !above.equals(root); above = parent(above)) {
            AtomicBoolean mark = unsynced.get(above);
            if (mark != null) {
                holders.add(parent(above));
                if (mark.get()) {
                    settled.put(above, mark);
                }
            }
        }
        syncAll(holders);
        settled.forEach(unsynced::remove);
    }

    private void syncAll(Set<Path> holders) throws IOException {
        try {
            SideBySide.AT_ONCE.run(
                    holders.stream().<Runnable>map(holder -> () -> sync(holder)).toList());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void sync(Path folder) {
        try {
            disk.sync(folder);
        } catch (NoSuchFileException e) {
            // gone
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a path below the root, which has one. */
    static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }
}
