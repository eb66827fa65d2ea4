package voxfarm.common.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder in which something is made beside the place that it gets by a rename. It goes when it is
 * closed; what a killed process left goes when the next one looks: a lock beside the folder, which
 * the system takes back, says that somebody is at it. On one thread.
 */
public final class Making implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Making.class);
    private static final String PREFIX = ".making-";
    private static final String LOCK = ".lock";
    private static final int TRIES = 3;

    /** Builds that knew no lock made nothing for so long. */
    private static final Duration WITHOUT_LOCK = Duration.ofDays(1);

    private final Path path;
    private final Path lockFile;

    /** Kept open: closing it would give the lock away. */
    private final FileChannel lock;

    private Making(Path path, Path lockFile, FileChannel lock) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * An empty folder in the folder that will hold what is made, which is made, too, and cleaned of
     * what was abandoned there.
     */
    public static Making in(Path parent) throws IOException {
        Files.createDirectories(parent);
        deleteAbandoned(parent);
        for (int attempt = 1; ; attempt++) {
            Path path = parent.resolve(PREFIX + UUID.randomUUID());
            Path lockFile = path.resolveSibling(path.getFileName() + LOCK);
            FileChannel lock = open(lockFile);
            // another process may just have looked whether it is abandoned, and found it so
            if (lock.tryLock() != null && Files.exists(lockFile, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(path);
                return new Making(path, lockFile, lock);
            }
            lock.close();
            if (attempt == TRIES) {
                throw new IOException(lockFile + ": somebody else keeps locking it");
            }
        }
    }

    private static FileChannel open(Path lockFile) throws IOException {
        return FileChannel.open(
                lockFile,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    /** Where to make it. A rename to its place may take the folder away. */
    public Path path() {
        return path;
    }

    /** Deletes what was begun in that folder, if there is one, by processes that have died. */
    public static void deleteAbandoned(Path parent) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path one : found) {
                if (one.getFileName().toString().endsWith(LOCK)) {
                    deleteIfAbandoned(one);
                } else {
                    deleteIfOld(one);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // nothing was ever made there
        } catch (IOException e) {
            LOG.warn("{} cannot be cleaned of what was left there: {}", parent, e.toString());
        }
    }

    private static void deleteIfAbandoned(Path lockFile) {
        String name = lockFile.getFileName().toString();
        Path folder = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
        try (FileChannel channel = open(lockFile);
                FileLock held = channel.tryLock()) {
            if (held != null) {
                delete(folder);
                Files.deleteIfExists(lockFile);
            }
        } catch (IOException | OverlappingFileLockException e) {
            LOG.debug("{} is another's", folder, e); // another user's, or of this process
        }
    }

    /** Of a folder without a lock. */
    private static void deleteIfOld(Path folder) {
        try {
            if (!Files.exists(folder.resolveSibling(folder.getFileName() + LOCK))
                    && Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS)
                            .toInstant()
                            .isBefore(Instant.now().minus(WITHOUT_LOCK))) {
                delete(folder);
            }
        } catch (IOException e) {
            LOG.debug("{} stays", folder, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            LOG.info("{} was left by a process that was killed; deleting it", folder);
            Folders.delete(folder);
        }
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            Folders.delete(path);
            Files.deleteIfExists(lockFile);
        }
    }
}
