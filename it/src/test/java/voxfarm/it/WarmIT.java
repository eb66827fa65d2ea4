package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.json.Json;

/** The launcher with the start-up cache that {@code voxfarm warm} makes. */
class WarmIT {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Path CACHE = HOME.resolve("app/target/voxfarm.aot");
    private static final long PATIENCE_S = 300;

    /** The version, and the commit that it was built from where there is one. */
    private static final String BUILD = "voxfarm \\d+\\.\\d+\\.\\d+(\\+[0-9a-f]+)?";

    @TempDir static Path folder;

    /** What a command printed, and how it ended. */
    private record Run(int code, String out, String err) {}

    private static Run voxfarm(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(HOME.resolve("voxfarm").toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        try {
            assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @BeforeAll
    static void warm() throws IOException, InterruptedException {
        Run warm = voxfarm("warm");
        assertThat(warm.code()).as(warm.err()).isZero();
        assertThat(warm.out()).isEmpty();
        assertThat(CACHE).exists();
    }

    @AfterAll
    static void cool() throws IOException {
        Files.deleteIfExists(CACHE);
    }

    @Test
    void printsNothingButData() throws IOException, InterruptedException {
        Run version = voxfarm("--version");
        assertThat(version.code()).isZero();
        assertThat(version.out()).matches(BUILD + "\\R");
        assertThat(version.err()).isEmpty();
    }

    @Test
    void speaksWithTheCache() throws IOException, InterruptedException {
        Path sound = folder.resolve("hello.wav");
        Run said =
                voxfarm(
                        "say",
                        "Hello there.",
                        "--data",
                        folder.resolve("data").toString(),
                        "--out",
                        sound.toString());
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).startsWith("file " + sound);
        assertThat(sound).isNotEmptyFile();
    }

    @Test
    void saysInTheResultWhichBuildSpoke() throws IOException, InterruptedException {
        Run said =
                voxfarm(
                        "say",
                        "Hello again.",
                        "--json",
                        "--data",
                        folder.resolve("data").toString(),
                        "--out",
                        folder.resolve("again.wav").toString());
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(Json.mapper().readTree(said.out()).path("result").path("build").asText())
                .matches(BUILD)
                .isEqualTo(voxfarm("--version").out().strip());
    }

    @Test
    void saysNothingWhereThatIsWanted() throws IOException, InterruptedException {
        Run said =
                voxfarm(
                        "say",
                        "Quietly.",
                        "--quiet",
                        "--data",
                        folder.resolve("data").toString(),
                        "--out",
                        folder.resolve("quiet.wav").toString());
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).isEmpty();
    }
}
