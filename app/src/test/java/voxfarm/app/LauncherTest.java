package voxfarm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher of a farm that is built, with a Java that prints what it is asked for. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "voxfarm").toAbsolutePath().normalize();
    private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");
    private static final String JAVA =
            """
            #!/bin/sh
            case "$*" in
                *-version)
                    echo '   size_t MaxHeapSize = 1073741824 {product}'
                    echo 'openjdk version "25.0.1"' >&2
                    ;;
                *) for argument in "$@"; do echo "$argument"; done ;;
            esac
            """;

    @TempDir Path folder;

    private Path home;
    private Path jdk;

    @BeforeEach
    void build() throws IOException {
        home = Files.createDirectories(folder.resolve("a farm's folder"));
        jdk = Files.createDirectories(folder.resolve("a jdk"));
        Files.copy(LAUNCHER, home.resolve("voxfarm"), StandardCopyOption.COPY_ATTRIBUTES);
        file("pom.xml", BUILT.minusSeconds(1));
        file("app/pom.xml", BUILT.minusSeconds(1));
        Files.createDirectories(home.resolve("app/src/main"));
        Files.setLastModifiedTime(
                home.resolve("app/src/main"), FileTime.from(BUILT.minusSeconds(1)));
        file("app/target/lib/onnxruntime-1.0.jar", BUILT);
        file("app/target/built", BUILT);
        for (String program : List.of("java", "javac")) {
            Path file = jdk.resolve("bin").resolve(program);
            Files.createDirectories(jdk.resolve("bin"));
            Files.writeString(file, JAVA);
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
    }

    private Path file(String name, Instant modified) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        return Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    /** What Java is asked for, one argument an item. */
    private List<String> launch(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.resolve("voxfarm").toString()));
        Collections.addAll(command, arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("VOXFARM_JAVA_HOME", jdk.toString());
        builder.environment().put("VOXFARM_JAVA_OPTS", "-Done=1 -Dtwo=2");
        Process process = builder.start();
        try {
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(out).isZero();
            return out.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void passesEachArgumentAsItIs() throws IOException, InterruptedException {
        assertThat(launch("say", "Hello there.", "--out", ""))
                .contains("-Dvoxfarm.home=" + home, "-Done=1", "-Dtwo=2")
                .endsWith("voxfarm.app.Main", "say", "Hello there.", "--out", "")
                .noneMatch(argument -> argument.contains("AOTCache"));
    }

    /** Without Java, and without building anything. */
    @Test
    void explainsItsOwnCommands() throws IOException, InterruptedException {
        Files.delete(home.resolve("app/target/built"));

        assertThat(launch("test", "--help")).first().asString().startsWith("Usage: voxfarm test");
        assertThat(launch("warm", "-h")).first().asString().startsWith("Usage: voxfarm warm");
    }

    @Test
    void startsWithTheCacheOfAnyFolder() throws IOException, InterruptedException {
        Path cache = file("app/target/voxfarm.aot", BUILT.plusSeconds(1));

        assertThat(launch("voices"))
                .contains("-XX:AOTCache=" + cache)
                .endsWith("voxfarm.app.Main", "voices")
                .doesNotContain("");
        assertThat(launch("worker")).noneMatch(argument -> argument.contains("AOTCache"));
    }

    @Test
    void leavesACacheOfAnEarlierBuild() throws IOException, InterruptedException {
        file("app/target/voxfarm.aot", BUILT.minusSeconds(1));

        assertThat(launch("voices")).noneMatch(argument -> argument.contains("AOTCache"));
    }
}
