package voxfarm.worker.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.models.importer.ImportProgress;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.worker.engine.TestLibraries;

/** On real processes. */
class IsolatedImportsTest {
    private static final Path VOICE = Path.of("../models/voices/en_US-joe-medium");

    @TempDir private Path folder;

    private static VoiceSource piper(String name, Path graph) {
        return new VoiceSource.Piper(
                new VoiceId(name),
                graph,
                VOICE.resolve("en_US-joe-medium.onnx.json"),
                VoiceSource.Phonemizer.BUILTIN);
    }

    private VoicePackage importWith(IsolatedImports imports, VoiceSource source) {
        return new VoiceImporter(
                        new VoicePackageCache(folder.resolve("apart")),
                        InstantSource.system(),
                        ImportProgress.SILENT,
                        imports)
                .importVoice(source);
    }

    private static IsolatedImports hostile(Duration longest) {
        return new IsolatedImports(
                EngineCommand.ofImport(HostileImportHost.class.getName(), TestLibraries.KEPT),
                longest);
    }

    private void fails(String voice, Duration longest, ErrorCode code, String message) {
        assertThatThrownBy(() ->
                        hostile(longest)
                                .make(
                                        piper(voice, Path.of("none")),
                                        Map.of(),
                                        new VoiceVersion("0123456789abcdef"),
                                        folder))
                .isInstanceOfSatisfying(
                        VoxfarmException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    @Test
    void makesTheSamePackageAsThisProcess() throws IOException {
        VoiceSource source = piper("joe", VOICE.resolve("en_US-joe-medium.onnx"));
        VoicePackage apart = importWith(new IsolatedImports(TestLibraries.KEPT), source);
        VoicePackage here =
                new VoiceImporter(
                                new VoicePackageCache(folder.resolve("here")),
                                InstantSource.system())
                        .importVoice(source);

        assertThat(apart.manifest().version()).isEqualTo(here.manifest().version());
        assertThat(apart.manifest().files()).isEqualTo(here.manifest().files());
        try (var files = Files.list(apart.folder())) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder(
                            "encoder.onnx",
                            "flow.onnx",
                            "decoder.onnx",
                            "weights.bin",
                            "config.json",
                            VoicePackage.MANIFEST);
        }
    }

    @Test
    void handsOnWhatIsWrongWithTheFile() throws IOException {
        Path graph = Files.writeString(folder.resolve("x.onnx"), "no graph");

        assertThatThrownBy(() ->
                        importWith(new IsolatedImports(TestLibraries.KEPT), piper("x", graph)))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VOICE))
                .hasMessageContaining("x.onnx: not an ONNX model");
    }

    @Test
    void aHeapThatIsFullIsTheImportsFailure() {
        fails(
                "hungry",
                Duration.ofMinutes(2),
                ErrorCode.INVALID_VOICE,
                "voice hungry: the import needed more than 512 MiB of memory");
    }

    @Test
    void aDeathIsTheImportsFailure() {
        fails(
                "deadly",
                Duration.ofMinutes(2),
                ErrorCode.INVALID_VOICE,
                "voice deadly: the import's process died: signal 11");
    }

    @Test
    void endsWhatDoesNotEnd() {
        fails(
                "endless",
                Duration.ofSeconds(3),
                ErrorCode.INVALID_VOICE,
                "voice endless: the import took longer than PT3S and was stopped");
    }

    @Test
    void aFullStackAndADefectHaveAnAnswer() {
        fails("deep", Duration.ofMinutes(2), ErrorCode.INVALID_VOICE, "nested too deep");
        fails("defective", Duration.ofMinutes(2), ErrorCode.INTERNAL, "internal error, reference ");
    }

    @Test
    void knowsNothingOfThisProcessesEnvironment() {
        assertThatThrownBy(() ->
                        hostile(Duration.ofMinutes(2))
                                .make(
                                        piper("curious", Path.of("none")),
                                        Map.of(),
                                        new VoiceVersion("0123456789abcdef"),
                                        folder))
                .satisfies(e ->
                        assertThat(EngineCommand.IMPORT_ENVIRONMENT)
                                .containsAll(
                                        Set.of(String.valueOf(e.getMessage()).split(",", -1))));
    }

    @Test
    void endsWithItsParent() throws Exception {
        Process process =
                EngineCommand.ofImport(HostileImportHost.class.getName(), TestLibraries.KEPT)
                        .apply(folder)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            new ImportCall(
                            piper("endless", Path.of("none")),
                            Map.of(),
                            new VoiceVersion("0123456789abcdef"),
                            folder,
                            folder.resolve("answer"))
                    .write(process.getOutputStream());
            process.getOutputStream().close(); // as the system does when a parent dies

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(List.of(70)).contains(process.exitValue());
    }
}
