package voxfarm.worker.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.worker.engine.EngineSettings;
import voxfarm.worker.engine.RuntimeLibraries;

/** However often a process starts, and however it ends, the libraries lie on the disk once. */
@DisabledIfSystemProperty(
        named = "onnxruntime.native.path",
        matches = ".+",
        disabledReason = "the libraries are elsewhere")
class RuntimeLibrariesTest {
    private static final int STARTS = 3;

    @TempDir Path folder;

    private Path kept;
    private Path temporary;

    @BeforeEach
    void make() throws IOException {
        kept = folder.resolve("natives");
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !file.equals(folder)).toList();
        }
    }

    @Test
    void engineProcessesUnpackNothing() throws IOException {
        RuntimeLibraries libraries = new RuntimeLibraries(kept);
        EngineSettings settings =
                new EngineSettings(
                        "cpu", "auto", 1, "espeak-ng", List.of(), folder.toString(), true);
        for (int start = 0; start < STARTS; start++) {
            List<Path> seen = new ArrayList<>();
            try (IsolatedEngine engine =
                    IsolatedEngine.start(
                            settings,
                            files -> {
                                seen.add(files);
                                return EngineCommand.ofHost(libraries).apply(files);
                            })) {
                assertThat(engine.device()).isEqualTo("cpu");
                assertThat(below(seen.getFirst()))
                        .as("start %d", start)
                        .noneMatch(Files::isRegularFile);
            }
        }
        assertThat(unpacked()).isNotEmpty();
    }

    @Test
    void processesThatAreEndedByForceLeaveNothing() throws Exception {
        for (int start = 0; start < STARTS; start++) {
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Djava.io.tmpdir=" + temporary,
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    "voxfarm.worker.engine.SpeakingProcess",
                                    kept.toString())
                            .inheritIO()
                            .start();
            try {
                assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
            assertThat(below(temporary))
                    .as("start %d", start)
                    .filteredOn(Files::isRegularFile)
                    .allMatch(file -> file.endsWith("lock")); // the next process takes it away
        }
        assertThat(unpacked()).isNotEmpty();
    }

    /** The libraries of the only folder. */
    private List<Path> unpacked() throws IOException {
        try (Stream<Path> folders = Files.list(kept)) {
            List<Path> all = folders.toList();
            assertThat(all).hasSize(1);
            return below(all.getFirst());
        }
    }

    @Test
    void unpacksOnceAndMendsWhatIsHalf() throws IOException {
        List<String> options = new RuntimeLibraries(kept).options();
        assertThat(options)
                .singleElement()
                .asString()
                .startsWith("-Donnxruntime.native.path=" + kept);
        List<Path> libraries = unpacked();
        FileTime before = Files.getLastModifiedTime(libraries.getFirst());
        long size = Files.size(libraries.getFirst());

        assertThat(new RuntimeLibraries(kept).options()).isEqualTo(options);
        assertThat(Files.getLastModifiedTime(libraries.getFirst())).isEqualTo(before);

        Files.write(libraries.getFirst(), new byte[1]);
        assertThat(new RuntimeLibraries(kept).options()).isEqualTo(options);
        assertThat(unpacked()).containsExactlyInAnyOrderElementsOf(libraries);
        assertThat(libraries.getFirst()).hasSize(size);
    }

    @Test
    void unpacksOneOfManyAtOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<List<String>>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                all.add(
                        threads.submit(() -> {
                            go.await();
                            return new RuntimeLibraries(kept).options();
                        }));
            }
            go.countDown();
        }
        for (Future<List<String>> one : all) {
            assertThat(one.get()).hasSize(1).isEqualTo(all.getFirst().get());
        }
        assertThat(unpacked()).isNotEmpty();
    }

    @Test
    void deletesThoseOfBuildsThatNobodyStarts() throws IOException {
        Path old = Files.createDirectories(kept.resolve("onnxruntime-0123"));
        Path recent = Files.createDirectories(kept.resolve("onnxruntime-4567"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(31))));

        assertThat(new RuntimeLibraries(kept).options()).hasSize(1);

        assertThat(old).doesNotExist();
        assertThat(recent).exists();
    }

    /** Where they cannot be kept, processes unpack for themselves, as they always did. */
    @Test
    void doesWithoutWhereTheyCannotBeKept() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(new RuntimeLibraries(file.resolve("natives")).options()).isEmpty();
    }
}
