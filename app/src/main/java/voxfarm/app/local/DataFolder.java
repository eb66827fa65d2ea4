package voxfarm.app.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;

/** The one folder of an embedded farm; used by one process at a time. */
public final class DataFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

    /** Configuration of the farm that is started on the folder, if nobody names another. */
    public static final String CONFIG = "config.yml";

    private static final List<String> OF_A_FARM =
            List.of("lock", "voices", "bert", "japanese", "s3", "kafka");

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

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
        Optional<Path> file = fileOnTheWay(folder);
        if (file.isPresent()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_CONFIG,
                    "data folder %s: expected a folder, %s is a file; name another with --data",
                    folder,
                    file.get().equals(folder) ? "this" : file.get());
        }
        try {
            makePrivate(folder);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!tryLock(channel)) {
                channel.close();
                throw inUse(folder);
            }
            Files.deleteIfExists(folder.resolve(Endpoints.FILE)); // of a farm that was killed
            return new DataFolder(folder, channel);
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG,
                    "data folder " + folder + " cannot be used: " + FileFailure.reason(e),
                    e);
        }
    }

    /** What is no folder where one is needed. */
    private static Optional<Path> fileOnTheWay(Path folder) {
        for (Path place = folder; place != null; place = place.getParent()) {
            if (Files.exists(place)) {
                return Files.isDirectory(place) ? Optional.empty() : Optional.of(place);
            }
        }
        return Optional.empty();
    }

    /**
     * Texts, voices and keys of one person lie here: other accounts of the machine have no business
     * in it. A folder that is open to them is closed, and that is said; one that is somebody's for
     * another purpose is refused, for closing it would harm that.
     */
    private static void makePrivate(Path folder) throws IOException {
        boolean fresh = !Files.exists(folder);
        if (!fresh && !isFarms(folder)) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG,
                    "data folder "
                            + folder
                            + ": holds other things than a farm's, and would be closed to all other"
                            + " accounts; name an empty folder, such as "
                            + folder.resolve("voxfarm-data"));
        }
        Files.createDirectories(folder);
        PosixFileAttributeView rights =
                Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (rights == null || rights.readAttributes().permissions().equals(OWNER_ONLY)) {
            return; // or a file system without such rights
        }
        Set<PosixFilePermission> found = rights.readAttributes().permissions();
        try {
            rights.setPermissions(OWNER_ONLY);
        } catch (FileSystemException e) {
            LOG.warn("data folder {}: {}", folder, FileFailure.reason(e));
        }
        if (!rights.readAttributes().permissions().equals(OWNER_ONLY)) {
            LOG.warn(
                    "data folder {}: other accounts of this machine may read it ({}), and this one"
                            + " cannot change that",
                    folder,
                    PosixFilePermissions.toString(found));
        } else if (!fresh) {
            LOG.info(
                    "data folder {}: was {}, is now rwx------: other accounts have no access",
                    folder,
                    PosixFilePermissions.toString(found));
        }
    }

    /** Empty, or with something of a farm in it, be it made by hand before the first start. */
    private static boolean isFarms(Path folder) throws IOException {
        if (!Files.isDirectory(folder)
                || OF_A_FARM.stream().anyMatch(name -> Files.exists(folder.resolve(name)))) {
            return true;
        }
        try (Stream<Path> others = Files.list(folder)) {
            // it may lie there before the first start; with others beside it, it is not the farm's
            return others.allMatch(other -> other.endsWith(CONFIG));
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
        return running.map(farm ->
                        VoxfarmException.of(
                                ErrorCode.INVALID_CONFIG,
                                "data folder %s: a farm runs on it already (process %d, %s); use"
                                        + " that one, stop it, or choose another folder with"
                                        + " --data",
                                folder,
                                farm.pid(),
                                farm.http()))
                .orElseGet(() ->
                        VoxfarmException.of(
                                ErrorCode.INVALID_CONFIG,
                                "data folder %s: a farm is just starting or stopping on it; try"
                                        + " again in a moment, or choose another folder with"
                                        + " --data",
                                folder));
    }

    /**
     * Changes nothing in it, and makes none.
     *
     * @throws VoxfarmException {@code INVALID_CONFIG} if a farm has the folder now
     */
    public static void checkFree(Path wanted) {
        Path folder = wanted.toAbsolutePath().normalize();
        if (inUseByAnyone(folder)) {
            throw inUse(folder);
        }
    }

    /** Whether some process has the folder now. */
    public static boolean inUseByAnyone(Path folder) {
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

    /** Libraries of the runtime, ready to load. */
    public Path nativeCache() {
        return folder.resolve("cache").resolve("natives");
    }

    /** Where users drop voices. */
    public Path voices() {
        return folder.resolve("voices");
    }

    public Path credentials() {
        return folder.resolve("s3-credentials");
    }

    public Path kafkaCredentials() {
        return folder.resolve("kafka-credentials");
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
            throw new VoxfarmException(
                    ErrorCode.INTERNAL, "data folder " + folder + ": " + FileFailure.reason(e), e);
        }
    }
}
