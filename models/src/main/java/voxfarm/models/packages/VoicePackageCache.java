package voxfarm.models.packages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.Folders;
import voxfarm.common.files.Making;
import voxfarm.common.voice.PackageFile;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.common.voice.VoiceVersion;

/**
 * Voice packages in a local folder, {@code <root>/<model_id>/<version>/}. A package appears there
 * whole, by one rename, or not at all; several processes may share the folder. Thread-safe.
 */
public final class VoicePackageCache {
    private static final Logger LOG = LoggerFactory.getLogger(VoicePackageCache.class);

    private final Path root;

    public VoicePackageCache(Path root) {
        this.root = root;
    }

    /** Folder for notes on the files that packages were made of; no voice has such a name. */
    public Path sourceNotes() {
        return root.resolve(".sources");
    }

    /** Removes what processes left that were killed while they fetched or made a package. */
    public void removeLeftovers() {
        try (DirectoryStream<Path> voices = Files.newDirectoryStream(root, Files::isDirectory)) {
            voices.forEach(Making::deleteAbandoned);
        } catch (NoSuchFileException e) {
            // nothing was ever kept here
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("{} cannot be cleaned of what was left there: {}", root, e.toString());
        }
    }

    /** Fills an empty folder with a package's files and returns its manifest. */
    @FunctionalInterface
    public interface Maker {
        VoiceManifest fill(Path folder);
    }

    /**
     * The package, if it is here and whole. Sizes are checked, hashes were checked when it was
     * made.
     */
    public Optional<VoicePackage> find(VoiceId voice, VoiceVersion version) {
        Path folder = root.resolve(voice.value()).resolve(version.value());
        Path manifestFile = folder.resolve(VoicePackage.MANIFEST);
        if (!Files.isRegularFile(manifestFile)) {
            return Optional.empty();
        }
        try {
            VoiceManifest manifest = VoiceManifestCodec.read(Files.readAllBytes(manifestFile));
            for (PackageFile file : manifest.files()) {
                Path path = folder.resolve(file.name());
                if (!Files.isRegularFile(path) || Files.size(path) != file.bytes()) {
                    LOG.warn(
                            "voice package {}: {} is missing or cut; making it again",
                            folder,
                            file.name());
                    return Optional.empty();
                }
            }
            return Optional.of(new VoicePackage(manifest, folder));
        } catch (VoxfarmException e) { // cut short, as by a failure of the power
            LOG.warn("voice package {}: making it again: {}", folder, e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.NOT_READY,
                    folder + ": cannot be read on this machine: " + FileFailure.reason(e),
                    e);
        }
    }

    /** The package, made first if it is not here. */
    public VoicePackage findOrMake(VoiceId voice, VoiceVersion version, Maker maker) {
        return find(voice, version).orElseGet(() -> make(voice, version, maker));
    }

    private VoicePackage make(VoiceId voice, VoiceVersion version, Maker maker) {
        Path parent = root.resolve(voice.value());
        try (Making making = Making.in(parent)) {
            VoiceManifest manifest = maker.fill(making.path());
            Files.write(
                    making.path().resolve(VoicePackage.MANIFEST),
                    VoiceManifestCodec.write(manifest));
            return publish(making.path(), parent.resolve(version.value()), manifest);
        } catch (IOException | UncheckedIOException e) {
            throw new VoxfarmException(
                    ErrorCode.NOT_READY, // a full disk is this machine's, not the voice's
                    "voice " + voice + ": cannot be written to " + parent + ": " + e.getMessage(),
                    e);
        }
    }

    private VoicePackage publish(Path temporary, Path folder, VoiceManifest manifest)
            throws IOException {
        try {
            Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) { // no narrower type for a folder that is in the way
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            Optional<VoicePackage> other = find(manifest.voice(), manifest.version());
            if (other.isPresent()) {
                return other.get(); // another process was first
            }
            // a damaged package is in the way
            Folders.delete(folder);
            Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        return new VoicePackage(manifest, folder);
    }
}
