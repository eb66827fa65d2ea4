package voxfarm.bench.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as people run it, in a process of its own with a heap of 512 MiB. */
class GoldenBadCommandTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private static List<String> run(Path folder) throws Exception {
        ProcessBuilder command =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dvoxfarm.home=" + HOME,
                        "voxfarm.bench.BenchMain",
                        "golden",
                        "bad",
                        "--all",
                        folder.toString());
        command.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = command.redirectErrorStream(true).start();
        List<String> rows =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
        assertThat(rows).noneMatch(row -> row.startsWith("WRONG"));
        assertThat(process.waitFor()).as("%s", rows).isZero();
        return rows;
    }

    /** Held beside the sources, with files that become gigabytes; and a part of them here. */
    @ParameterizedTest
    @ValueSource(strings = {"../shared/cases/hostile", "bench/src/test/resources/golden/hostile"})
    void everySampleIsRefusedForItsReasonWithinASecondAndABoundedHeap(String samples)
            throws Exception {
        Path folder = HOME.resolve(samples).normalize();
        assumeTrue(Files.isDirectory(folder));

        List<String> rows = run(folder);

        assertThat(rows).noneMatch(row -> row.endsWith("(reasons not compared)"));
        assertThat(rows.getLast()).matches("files \\d\\d refused \\d\\d .* wrong 0, .*");
    }

    @Test
    void everyBrokenVoiceIsRefusedForItsReason() throws Exception {
        assertThat(run(HOME.resolve("models/src/test/resources/golden/bad")).getLast())
                .contains(" wrong 0, ");
    }
}
