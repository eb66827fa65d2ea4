package voxfarm.common.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for the temporary files of one process. It goes when the process ends, and if the
 * process was killed, when the next one makes its own: a lock that the system takes back says whose
 * folder is still in use. Thread-safe.
 */
final class ScratchSpace {
    private static final Logger LOG = LoggerFactory.getLogger(ScratchSpace.class);

    private static final String PREFIX = "voxfarm-scratch-";
    private static final String LOCK = "lock";
    private static final int TRIES = 3;

    /** Between making a folder and its lock a process needs less than this. */
    private static final Duration WITHOUT_LOCK = Duration.ofMinutes(1);

    private volatile Path folder;

    /** Kept open: closing it would give the lock away. Guarded by this. */
    private FileChannel lock;

    private ScratchSpace(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    private static final class OfProcess {
        static final ScratchSpace SPACE = make();

        private static ScratchSpace make() {
            try {
                ScratchSpace space = in(Path.of(System.getProperty("java.io.tmpdir")));
                deleteAtExit(space.folder);
                return space;
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "no temporary files can be made in "
                                + System.getProperty("java.io.tmpdir")
                                + " (-Djava.io.tmpdir chooses another folder)",
                        e);
            }
        }
    }

    /** That of this process. */
    static ScratchSpace ofProcess() {
        return OfProcess.SPACE;
    }

    /** Makes one more, and deletes those whose processes have died. */
    static ScratchSpace in(Path parent) throws IOException {
        deleteAbandoned(parent);
        for (int attempt = 1; ; attempt++) {
            Path folder = Files.createTempDirectory(parent, PREFIX);
            FileChannel channel = open(folder);
            if (channel.tryLock() != null) {
                return new ScratchSpace(folder, channel);
            }
            channel.close(); // another process was just looking whether it is abandoned
            if (attempt == TRIES) {
                throw new IOException(folder + ": somebody else keeps locking it");
            }
        }
    }

    private static FileChannel open(Path folder) throws IOException {
        return FileChannel.open(
                folder.resolve(LOCK),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * The folder, which is there: systems clean their temporary folders, also of what is in use.
     * Where that happened there is a new one; somebody else may have taken the old name.
     *
     * @throws IOException if no folder can be made
     */
    Path folder() throws IOException {
        Path current = folder;
        return isThere(current) ? current : another();
    }

    /** Without its lock file a folder counts as abandoned, and is deleted by the next process. */
    private static boolean isThere(Path folder) {
        return Files.exists(folder.resolve(LOCK), LinkOption.NOFOLLOW_LINKS);
    }

    private synchronized Path another() throws IOException {
        if (isThere(folder)) {
            return folder; // another thread made it
        }
        LOG.warn("{} was cleaned away by somebody; making another", folder);
        Path parent = Objects.requireNonNull(folder.getParent());
        Files.createDirectories(parent);
        ScratchSpace fresh = in(parent);
        deleteAtExit(fresh.folder);
        lock.close();
        lock = fresh.lock;
        folder = fresh.folder;
        return fresh.folder;
    }

    /** These go after all shutdown hooks, the last first; hooks may still make files. */
    private static void deleteAtExit(Path folder) {
        folder.toFile().deleteOnExit();
        folder.resolve(LOCK).toFile().deleteOnExit();
    }

    private static void deleteAbandoned(Path parent) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : found) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    deleteIfAbandoned(folder);
                }
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be searched for old temporary files", parent, e);
        }
    }

    private static void deleteIfAbandoned(Path folder) {
        try {
            if (!Files.exists(folder.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)
                    && Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS)
                            .toInstant()
                            .isAfter(Instant.now().minus(WITHOUT_LOCK))) {
                return;
            }
            try (FileChannel channel = open(folder);
                    FileLock held = channel.tryLock()) {
                if (held != null) {
                    Folders.delete(folder);
                }
            }
        } catch (IOException | OverlappingFileLockException e) {
            LOG.debug("{} is another's", folder, e); // another user's, or of this process
        }
    }

    /** Gives the lock away, as the end of the process does. */
    synchronized void release() throws IOException {
        lock.close();
    }
}
