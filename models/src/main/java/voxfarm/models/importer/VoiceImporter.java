package voxfarm.models.importer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.Sha256;
import voxfarm.common.voice.PackageFile;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;

/**
 * Turns the files that people have into a verified voice package. Import is a one-time step: the
 * package's version is a hash of the sources and of this importer, so what is there is not made
 * again. Thread-safe.
 */
public final class VoiceImporter {
    private static final int VERSION_DIGITS = 16;
    private static final int STEPS = 2;

    private final VoicePackageCache cache;
    private final ImportProgress progress;
    private final PackageMaker maker;
    private final SourceHashes sourceHashes;

    /** Makes packages in this process: for files that are trusted. */
    public VoiceImporter(VoicePackageCache cache, InstantSource clock) {
        this(cache, clock, ImportProgress.SILENT, PackageMaker.here(clock));
    }

    /**
     * @param maker reads what people bring
     */
    public VoiceImporter(
            VoicePackageCache cache,
            InstantSource clock,
            ImportProgress progress,
            PackageMaker maker) {
        this.cache = cache;
        this.progress = progress;
        this.maker = maker;
        this.sourceHashes = new SourceHashes(cache.sourceNotes(), clock);
    }

    /**
     * Imports a voice into the local cache, or finds it there.
     *
     * @throws VoxfarmException {@code INVALID_VOICE} if the files are no voice that this build can
     *     speak
     */
    public VoicePackage importVoice(VoiceSource source) {
        progress.begins("reading " + source.voice(), 0, STEPS);
        VoicePackage voice =
                switch (source) {
                    case VoiceSource.Piper piper -> importPiper(piper);
                    case VoiceSource.BertVits2 bert -> importBertVits2(bert);
                };
        progress.begins("imported", STEPS, STEPS);
        return voice;
    }

    private VoicePackage importPiper(VoiceSource.Piper source) {
        Map<String, String> sources =
                hashes(source, Map.of("graph", source.graph(), "config", source.config()));
        VoiceVersion version =
                version(PiperPackage.IMPORTER, sources, List.of(source.phonemizer().wireName()));
        return findOrMake(source, sources, version);
    }

    private VoicePackage importBertVits2(VoiceSource.BertVits2 source) {
        Map<String, Path> files = new TreeMap<>();
        files.put("checkpoint", source.checkpoint());
        files.put("config", source.config());
        source.emotion().ifPresent(file -> files.put("emotion", file));
        source.codebook().ifPresent(file -> files.put("codebook", file));
        source.styleVectors().ifPresent(file -> files.put("style_vectors", file));
        Map<String, String> sources = hashes(source, files);
        // earlier builds wrote no names of styles into manifests
        List<String> settings = source.styleVectors().isPresent() ? List.of("styles") : List.of();
        VoiceVersion version = version(BertVits2Package.IMPORTER, sources, settings);
        return findOrMake(source, sources, version);
    }

    private VoicePackage findOrMake(
            VoiceSource source, Map<String, String> sources, VoiceVersion version) {
        return cache.findOrMake(
                source.voice(),
                version,
                folder -> {
                    progress.begins("writing graphs and weights", 1, STEPS);
                    return maker.make(source, sources, version, folder);
                });
    }

    private Map<String, String> hashes(VoiceSource source, Map<String, Path> files) {
        Map<String, String> hashes = new TreeMap<>();
        files.forEach((name, file) -> {
            try {
                hashes.put(name, sourceHashes.sha256(file));
            } catch (IOException e) {
                throw new VoxfarmException(
                        ErrorCode.INVALID_VOICE,
                        "voice " + source.voice() + ": cannot be read: " + FileFailure.reason(e),
                        e);
            }
        });
        return hashes;
    }

    private static VoiceVersion version(
            String importer, Map<String, String> sources, List<String> settings) {
        StringBuilder all = new StringBuilder(importer);
        new TreeMap<>(sources)
                .forEach((name, hash) -> all.append('\n').append(name).append('=').append(hash));
        settings.forEach(setting -> all.append('\n').append(setting));
        return new VoiceVersion(
                Sha256.hex(all.toString().getBytes(StandardCharsets.UTF_8))
                        .substring(0, VERSION_DIGITS));
    }

    /** Sizes and hashes of a package's files. */
    static List<PackageFile> describe(Path folder, List<String> names) throws IOException {
        List<PackageFile> files = new ArrayList<>();
        for (String name : names) {
            Path file = folder.resolve(name);
            files.add(new PackageFile(name, Files.size(file), Sha256.hex(file)));
        }
        return files;
    }
}
