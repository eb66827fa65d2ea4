package voxfarm.models.importer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.PlainFile;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;

/**
 * Hashes of the files that voices are made of, remembered in a folder: a checkpoint is read again
 * only when its size, its times or its place on the disk changed. Several processes may share the
 * folder. Thread-safe.
 */
final class SourceHashes {
    /** A file may change once more within the tick of the clock that stamps it. */
    static final Duration SETTLED = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(SourceHashes.class);
    private static final String CHANGED = "unix:ctime";
    private static final int NAME_DIGITS = 32;

    private final Path folder;
    private final InstantSource clock;
    private final Hasher hasher;

    /** Reads a whole file. */
    @FunctionalInterface
    interface Hasher {
        String hash(Path file) throws IOException;
    }

    /**
     * @param folder made when it is needed
     */
    SourceHashes(Path folder, InstantSource clock) {
        this(folder, clock, Sha256::hex);
    }

    SourceHashes(Path folder, InstantSource clock, Hasher hasher) {
        this.folder = folder;
        this.clock = clock;
        this.hasher = hasher;
    }

    /**
     * What tells one state of a file from another.
     *
     * @param changed when anything about it changed, which no program can set back; the time of its
     *     content where the system does not say
     * @param fileKey its place on the disk
     */
    private record Stamp(long bytes, FileTime modified, FileTime changed, String fileKey) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
            boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
            return new Stamp(
                    basic.size(),
                    basic.lastModifiedTime(),
                    unix ? (FileTime) Files.getAttribute(file, CHANGED) : basic.lastModifiedTime(),
                    String.valueOf(basic.fileKey()));
        }

        ObjectNode toJson(Path file, String sha256) {
            return Json.object()
                    .put("path", file.toString())
                    .put("bytes", bytes)
                    .put("modified_ns", modified.to(TimeUnit.NANOSECONDS))
                    .put("changed_ns", changed.to(TimeUnit.NANOSECONDS))
                    .put("file_key", fileKey)
                    .put("sha256", sha256);
        }

        Instant last() {
            return modified.compareTo(changed) > 0 ? modified.toInstant() : changed.toInstant();
        }
    }

    /** SHA-256 of a regular file, in hexadecimal digits. */
    String sha256(Path file) throws IOException {
        Path real = file.toRealPath();
        PlainFile.require(real); // anything else may never end
        Stamp now = Stamp.of(real);
        Path note = note(real);
        Optional<String> known = remembered(note, real, now);
        if (known.isPresent()) {
            return known.get();
        }
        String hash = hasher.hash(real);
        boolean settled = now.last().plus(SETTLED).isBefore(clock.instant());
        if (settled && Stamp.of(real).equals(now)) {
            remember(note, now.toJson(real, hash));
        }
        return hash;
    }

    private Path note(Path file) {
        String name = Sha256.hex(file.toString().getBytes(StandardCharsets.UTF_8));
        return folder.resolve(name.substring(0, NAME_DIGITS) + ".json");
    }

    private static Optional<String> remembered(Path note, Path file, Stamp now) {
        if (!Files.isRegularFile(note)) {
            return Optional.empty();
        }
        try {
            ObjectNode known =
                    Json.readObject(
                            Files.readAllBytes(note), note.toString(), ErrorCode.VOICE_BROKEN);
            String sha256 = known.path("sha256").asText();
            return known.equals(
                            Json.readObject(
                                    Json.bytes(now.toJson(file, sha256)),
                                    "stamp",
                                    ErrorCode.INTERNAL))
                    ? Optional.of(sha256)
                    : Optional.empty();
        } catch (IOException | VoxfarmException e) {
            LOG.warn("{}: not used, the file is hashed again: {}", note, e.getMessage());
            return Optional.empty();
        }
    }

    private void remember(Path note, ObjectNode document) {
        try {
            Files.createDirectories(folder);
            Path temporary = folder.resolve("." + UUID.randomUUID());
            Files.write(temporary, Json.bytes(document));
            Files.move(temporary, note, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{}: cannot be written, the next start hashes again: {}", note, e.toString());
        }
    }
}
