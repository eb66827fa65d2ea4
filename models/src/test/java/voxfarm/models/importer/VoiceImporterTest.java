package voxfarm.models.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.PackageFile;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;

class VoiceImporterTest {
    private static final Path VOICES = Path.of("voices");

    @TempDir Path folder;

    private VoiceImporter importer() {
        return new VoiceImporter(
                new VoicePackageCache(folder.resolve("cache")), InstantSource.fixed(Instant.EPOCH));
    }

    private static VoiceSource bundled(VoiceSource.Phonemizer phonemizer) {
        return VoiceFolders.find(
                        List.of(VOICES),
                        Map.of("en_US-joe-medium", phonemizer),
                        UnaryOperator.identity())
                .voices()
                .getFirst();
    }

    @Test
    void importsTheBundledVoice() {
        VoicePackage voice = importer().importVoice(bundled(VoiceSource.Phonemizer.BUILTIN));

        assertThat(voice.manifest().voice()).isEqualTo(new VoiceId("en_US-joe-medium"));
        assertThat(voice.manifest().files())
                .extracting(PackageFile::name)
                .containsExactly(
                        "encoder.onnx", "flow.onnx", "decoder.onnx", "weights.bin", "config.json");
        assertThat(voice.manifest().files().get(0).bytes())
                .as("a graph without weights")
                .isLessThan(1 << 20);
        assertThat(voice.manifest().sources().get("graph"))
                .isEqualTo("58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06");
    }

    @Test
    void givesAnotherVersionToOtherSettings() {
        VoiceVersion builtin =
                importer()
                        .importVoice(bundled(VoiceSource.Phonemizer.BUILTIN))
                        .manifest()
                        .version();
        VoiceVersion espeak =
                importer()
                        .importVoice(bundled(VoiceSource.Phonemizer.ESPEAK_NG))
                        .manifest()
                        .version();

        assertThat(builtin).isNotEqualTo(espeak);
    }

    @Test
    void asksForEspeakWhereTheFrontEndDoesNotKnowTheLanguage() throws IOException {
        Path graph = Files.write(folder.resolve("v.onnx"), new byte[] {1});
        Path config =
                Files.writeString(
                        folder.resolve("v.onnx.json"),
                        "{\"audio\":{\"sample_rate\":22050},\"espeak\":{\"voice\":\"de\"},"
                                + "\"phoneme_id_map\":{\"_\":[0],\"^\":[1],\"$\":[2]}}");

        assertThatThrownBy(() ->
                        importer()
                                .importVoice(
                                        new VoiceSource.Piper(
                                                new VoiceId("v"),
                                                graph,
                                                config,
                                                VoiceSource.Phonemizer.BUILTIN)))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("speaks DE")
                .hasMessageContaining("voices.phonemizers.v: espeak-ng");
    }
}
