package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.it.support.FarmProcess;

/** What a supervisor learns of a process that ends, by the table of docs/operations.md. */
class ExitCodesIT {
    private static final long PATIENCE_SECONDS = 180;

    @TempDir Path folder;

    private record Ended(int code, String told) {}

    private Ended run(String yaml, String command) throws Exception {
        Path file = Files.writeString(folder.resolve("config.yml"), yaml);
        Path log = folder.resolve("log");
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "voxfarm.app.Main"));
        line.addAll(List.of(command, "--config", file.toString()));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(log));
    }

    /** Told to stop, it ends what it has in hand and says so to nobody but its supervisor. */
    @Test
    void whoIsToldToStopEndsByThatSignal() throws Exception {
        Path log = folder.resolve("log");
        try (FarmProcess farm = FarmProcess.start(folder.resolve("data"), log)) {
            assertThat(farm.stop()).as(Files.readString(log)).isEqualTo(143);
        }
        assertThat(Files.readString(log)).contains("stopping");
    }

    @Test
    void aConfigurationThatIsNoneIsWrongUse() throws Exception {
        Ended ended = run("worker: {device: tpu}\n", "worker");

        assertThat(ended.code()).as(ended.told()).isEqualTo(2);
        assertThat(ended.told()).contains("config.yml:1: worker.device");
    }

    @Test
    void aStoreThatIsNotThereIsAFailureThatMayPass() throws Exception {
        Ended ended =
                run(
                        """
                        store:
                          endpoint: http://127.0.0.1:1
                          path-style: true
                          access-key: id
                          secret-key: M4rked-Secret
                        kafka: {bootstrap-servers: '127.0.0.1:1'}
                        """,
                        "dispatcher");

        assertThat(ended.code()).as(ended.told()).isEqualTo(1);
        assertThat(ended.told()).contains("http://127.0.0.1:1").doesNotContain("M4rked-Secret");
    }
}
