package voxfarm.app.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** The one folder of an embedded farm; used by one process at a time. */
public final class DataFolder implements AutoCloseable {
    private final Path folder;

    /** Guarded by this. */
    private @Nullable FileChannel lockFile;

    private DataFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder if it is not there, and takes it for this process.
     *
     * @throws VoxfarmException {@code INVALID_CONFIG} if another farm runs on it, or it cannot be
     *     written
     */
    public static DataFolder open(Path wanted) {
        Path folder = wanted.toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!tryLock(channel)) {
                channel.close();
                throw inUse(folder);
            }
            return new DataFolder(folder, channel);
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG, "data folder " + folder + " cannot be used: " + e, e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // a farm in this very process
        }
    }

    private static VoxfarmException inUse(Path folder) {
        Optional<Endpoints> running = Endpoints.read(folder);
        return VoxfarmException.of(
                ErrorCode.INVALID_CONFIG,
                "data folder %s: a farm runs on it already%s; use that one, stop it, or choose"
                        + " another folder with --data",
                folder,
                running.map(e -> " (process " + e.pid() + ", " + e.http() + ")").orElse(""));
    }

    /** Whether some process has the folder now. */
    static boolean inUseByAnyone(Path folder) {
        Path lock = folder.resolve("lock");
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            return !tryLock(channel);
        } catch (IOException e) {
            return false;
        }
    }

    public Path path() {
        return folder;
    }

    public Path kafka() {
        return folder.resolve("kafka");
    }

    public Path objects() {
        return folder.resolve("s3");
    }

    /** Voice packages, ready to load. */
    public Path voiceCache() {
        return folder.resolve("cache").resolve("voices");
    }

    /** BERT models, ready to load. */
    public Path bertCache() {
        return folder.resolve("cache").resolve("bert");
    }

    /** Where users drop voices. */
    public Path voices() {
        return folder.resolve("voices");
    }

    Path credentials() {
        return folder.resolve("s3-credentials");
    }

    /** Gives the folder free. Idempotent. */
    @Override
    public synchronized void close() {
        if (lockFile == null) {
            return;
        }
        try {
            Files.deleteIfExists(folder.resolve(Endpoints.FILE));
            lockFile.close();
            lockFile = null;
        } catch (IOException e) {
            throw new VoxfarmException(ErrorCode.INTERNAL, "data folder " + folder + ": " + e, e);
        }
    }
}
