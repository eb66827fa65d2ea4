package voxfarm.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import voxfarm.common.json.Json;

/**
 * Clients written in Python, in an environment of their own below {@code target}. Where no Python 3
 * is installed the tests that use them are skipped, and say so; no other part needs it.
 */
public final class PythonClients {
    private static final Path SCRIPTS = Path.of("src/test/python");
    private static final Path ENVIRONMENT = Path.of("target/python-clients");
    private static final Path PYTHON = ENVIRONMENT.resolve("bin/python");
    private static final long INSTALL_MINUTES = 5;
    private static final long RUN_MINUTES = 5;

    private PythonClients() {}

    /** Installs the packages that the scripts need, once. */
    public static synchronized void install() throws Exception {
        Assumptions.assumeTrue(installed(), "python3 with venv is not installed here");
        Path requirements = SCRIPTS.resolve("requirements.txt");
        Path stamp = ENVIRONMENT.resolve("requirements.txt");
        if (Files.exists(stamp) && Files.readString(stamp).equals(Files.readString(requirements))) {
            return;
        }
        run(List.of("python3", "-m", "venv", ENVIRONMENT.toString()), INSTALL_MINUTES);
        run(
                List.of(
                        PYTHON.toString(),
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                        "-r",
                        requirements.toString()),
                INSTALL_MINUTES);
        Files.copy(requirements, stamp, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean installed() throws InterruptedException {
        try {
            Process probe =
                    new ProcessBuilder("python3", "-c", "import venv, ensurepip")
                            .redirectErrorStream(true)
                            .start();
            return probe.waitFor(1, TimeUnit.MINUTES) && probe.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What a script printed, as JSON. */
    public static JsonNode report(String script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(PYTHON.toString()));
        command.add(SCRIPTS.resolve(script).toString());
        command.addAll(List.of(arguments));
        return Json.mapper().readTree(run(command, RUN_MINUTES));
    }

    private static String run(List<String> command, long minutes) throws Exception {
        Path errors = Files.createTempFile("voxfarm-python", ".log");
        try {
            Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            try {
                String output =
                        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
                assertThat(ended && process.exitValue() == 0)
                        .as("%s: %s%s", command, Files.readString(errors), output)
                        .isTrue();
                return output;
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(errors);
        }
    }
}
