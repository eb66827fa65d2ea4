package voxfarm.models.importer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.models.onnx.OnnxReader;
import voxfarm.models.onnx.OnnxWriter;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.piper.PiperConfig;
import voxfarm.models.piper.PiperGraph;

/** Writes the package of a Piper voice. */
final class PiperPackage {
    /** Counts changes of what an import writes; part of every version. */
    static final String IMPORTER = "voxfarm-import-2";

    /** Bounds time and memory of one run; about 20 s of speech. */
    static final int MAX_SEGMENT_CHARACTERS = 300;

    private PiperPackage() {}

    static VoiceManifest write(
            VoiceSource.Piper source,
            Map<String, String> sources,
            VoiceVersion version,
            Path folder,
            Instant now) {
        PiperConfig config = PiperConfig.read(source.config());
        checkPhonemizer(source, config);
        try (Arena arena = Arena.ofConfined()) {
            PiperGraph.Parts parts = PiperGraph.split(OnnxReader.read(source.graph(), arena));
            writeGraphs(parts, folder);
            Files.copy(source.config(), folder.resolve(VoicePackage.CONFIG));
            return new VoiceManifest(
                    source.voice(),
                    version,
                    VoiceKind.PIPER,
                    config.sampleRateHz(),
                    config.hopLength(),
                    config.speakers(),
                    List.of(),
                    List.of(config.language()),
                    config.defaults(),
                    MAX_SEGMENT_CHARACTERS,
                    source.phonemizer().wireName(),
                    config.espeakVoice(),
                    VoiceImporter.describe(
                            folder,
                            List.of(
                                    VoicePackage.ENCODER,
                                    VoicePackage.FLOW,
                                    VoicePackage.DECODER,
                                    VoicePackage.WEIGHTS,
                                    VoicePackage.CONFIG)),
                    sources,
                    IMPORTER,
                    now);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeGraphs(PiperGraph.Parts parts, Path folder) throws IOException {
        try (OnnxWriter writer = new OnnxWriter(folder, VoicePackage.WEIGHTS)) {
            writer.write(parts.encoder(), VoicePackage.ENCODER);
            writer.write(parts.flow(), VoicePackage.FLOW);
            writer.write(parts.decoder(), VoicePackage.DECODER);
        }
    }

    private static void checkPhonemizer(VoiceSource.Piper source, PiperConfig config) {
        boolean builtin = source.phonemizer() == VoiceSource.Phonemizer.BUILTIN;
        if (builtin && !config.language().equals(Language.EN)) {
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
}
