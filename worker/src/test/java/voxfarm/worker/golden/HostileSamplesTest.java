package voxfarm.worker.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileSamplesTest {
    private static final Path SHARED = Path.of("../../shared/cases/hostile");
    private static final Path GRAPH =
            Path.of("../models/voices/en_US-joe-medium/en_US-joe-medium.onnx");

    private static final String HEADS = "file\tkind\texpected";

    @TempDir private Path folder;

    /** 512 MiB for files of up to 60 MiB that would become gigabytes. */
    @Test
    void everySampleIsRefusedWithinASecondAndABoundedHeap() throws Exception {
        assumeTrue(Files.isDirectory(SHARED));
        ProcessBuilder command =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        HostileSamplesMain.class.getName(),
                        SHARED.toString(),
                        folder.toString(),
                        GRAPH.toString());
        command.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> rows =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();

        assertThat(process.waitFor()).isZero();
        assertThat(rows).hasSizeGreaterThan(60);
        assertThat(rows).noneMatch(row -> row.startsWith("WRONG"));
    }

    @Test
    void noticesWhatIsReadAgainstItsExpectation() throws Exception {
        Path sound = Path.of("../models/src/test/resources/golden/bad/tensor/bfloat16.pth");
        Files.copy(sound, folder.resolve("sound.pth"));
        Files.write(
                folder.resolve(HostileSamples.INDEX),
                List.of(HEADS, "sound.pth\ttensor\trefused", "sound.pth\ttensor\tread right"));

        BadGolden.Report report = new HostileSamples(folder, folder, GRAPH).run();

        assertThat(report.wrong()).isEqualTo(1);
        assertThat(report.sound()).isEqualTo(1);
        assertThat(report.holds()).isFalse();
    }

    @Test
    void makesTheLargeFilesAndDeletesThem() throws Exception {
        Files.write(
                folder.resolve(HostileSamples.INDEX),
                List.of(HEADS, "p23-shape.pth\ttensor\trefused"));

        BadGolden.Report report = new HostileSamples(folder, folder, GRAPH).run();

        assertThat(report.refused()).isEqualTo(1);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }
}
