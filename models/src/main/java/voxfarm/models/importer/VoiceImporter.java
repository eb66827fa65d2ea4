package voxfarm.models.importer;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import voxfarm.common.store.Sha256;
import voxfarm.common.voice.PackageFile;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.models.onnx.OnnxReader;
import voxfarm.models.onnx.OnnxWriter;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.piper.PiperConfig;
import voxfarm.models.piper.PiperGraph;

/**
 * Turns the files that people have into a verified voice package. Import is a one-time step: the
 * package's version is a hash of the sources and of this importer, so what is there is not made
 * again. Thread-safe.
 */
public final class VoiceImporter {
    /** Counts changes of what an import writes; part of every version. */
    public static final String IMPORTER = "voxfarm-import-1";

    private static final int VERSION_DIGITS = 16;

    /** Bounds time and memory of one run; about 20 s of speech. */
    private static final int MAX_SEGMENT_CHARACTERS = 300;

    private final VoicePackageCache cache;
    private final InstantSource clock;

    public VoiceImporter(VoicePackageCache cache, InstantSource clock) {
        this.cache = cache;
        this.clock = clock;
    }

    /**
     * Imports a voice into the local cache, or finds it there.
     *
     * @throws VoxfarmException {@code INVALID_VOICE} if the files are no voice that this build can
     *     speak
     */
    public VoicePackage importVoice(VoiceSource source) {
        return switch (source) {
            case VoiceSource.Piper piper -> importPiper(piper);
        };
    }

    private VoicePackage importPiper(VoiceSource.Piper source) {
        try {
            Map<String, String> sources =
                    Map.of(
                            "graph",
                            Sha256.hex(source.graph()),
                            "config",
                            Sha256.hex(source.config()));
            String version = version(sources, List.of(source.phonemizer().wireName()));
            return cache.findOrMake(
                    source.voice(),
                    version,
                    folder -> writePiper(source, sources, version, folder));
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE,
                    "voice " + source.voice() + ": cannot be read: " + e,
                    e);
        }
    }

    private static String version(Map<String, String> sources, List<String> settings) {
        StringBuilder all = new StringBuilder(IMPORTER);
        new TreeMap<>(sources)
                .forEach((name, hash) -> all.append('\n').append(name).append('=').append(hash));
        settings.forEach(setting -> all.append('\n').append(setting));
        return Sha256.hex(all.toString().getBytes(StandardCharsets.UTF_8))
                .substring(0, VERSION_DIGITS);
    }

    private VoiceManifest writePiper(
            VoiceSource.Piper source, Map<String, String> sources, String version, Path folder) {
        PiperConfig config = PiperConfig.read(source.config());
        checkPhonemizer(source, config);
        PiperGraph.Halves halves = PiperGraph.split(OnnxReader.read(source.graph()));
        try {
            writeGraphs(halves, folder);
            Files.copy(source.config(), folder.resolve(VoicePackage.CONFIG));
            return new VoiceManifest(
                    source.voice(),
                    version,
                    VoiceKind.PIPER,
                    config.sampleRateHz(),
                    config.hopLength(),
                    config.speakers(),
                    List.of(config.language()),
                    config.defaults(),
                    MAX_SEGMENT_CHARACTERS,
                    source.phonemizer().wireName(),
                    config.espeakVoice(),
                    describe(
                            folder,
                            List.of(
                                    VoicePackage.ENCODER,
                                    VoicePackage.DECODER,
                                    VoicePackage.WEIGHTS,
                                    VoicePackage.CONFIG)),
                    sources,
                    IMPORTER,
                    clock.instant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeGraphs(PiperGraph.Halves halves, Path folder) throws IOException {
        try (OnnxWriter writer = new OnnxWriter(folder, VoicePackage.WEIGHTS)) {
            writer.write(halves.encoder(), VoicePackage.ENCODER);
            writer.write(halves.decoder(), VoicePackage.DECODER);
        }
    }

    private static void checkPhonemizer(VoiceSource.Piper source, PiperConfig config) {
        boolean builtin = source.phonemizer() == VoiceSource.Phonemizer.BUILTIN;
        if (builtin && !config.language().equals("EN")) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_VOICE,
                    "voice %s speaks %s, and the built-in front end for Piper voices knows English"
                        + " alone. Install espeak-ng on every worker and set voices.phonemizers.%s:"
                        + " espeak-ng",
                    source.voice(),
                    config.language(),
                    source.voice());
        }
    }

    private static List<PackageFile> describe(Path folder, List<String> names) throws IOException {
        List<PackageFile> files = new ArrayList<>();
        for (String name : names) {
            Path file = folder.resolve(name);
            files.add(new PackageFile(name, Files.size(file), Sha256.hex(file)));
        }
        return files;
    }
}
