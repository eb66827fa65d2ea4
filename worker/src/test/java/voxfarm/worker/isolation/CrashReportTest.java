package voxfarm.worker.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.json.JsonBudget;
import voxfarm.worker.engine.EngineSettings;
import voxfarm.worker.engine.TestLibraries;

/** On a real process that crashes as native code does. */
class CrashReportTest {
    private static final String EARLIER = "a line that was logged before\n";

    @TempDir Path folder;

    @Test
    void isKeptBesideALogThatKeepsWhatItHad() throws Exception {
        Path log = Files.writeString(folder.resolve("farm.log"), EARLIER);
        Path temporary = Files.createDirectory(folder.resolve("a folder"));
        Process process =
                EngineCommand.of(DeadlyEngineHost.class.getName(), TestLibraries.KEPT)
                        .apply(temporary)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        try {
            Messages frames =
                    new Messages(
                            process.getInputStream(),
                            process.getOutputStream(),
                            JsonBudget.DOCUMENT);
            frames.write(
                    new Messages.Frame(
                            1,
                            Messages.Kind.START,
                            new EngineSettings("cpu", "auto", 1, "espeak-ng", List.of(), ".", false)
                                    .toJson(),
                            new float[0]));
            assertThat(frames.read()).as("it is up").isPresent();
            assertThat(CrashReport.head(temporary)).isEmpty();

            Process kill =
                    new ProcessBuilder("kill", "-SEGV", String.valueOf(process.pid())).start();
            assertThat(kill.waitFor()).isZero();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(log).content().startsWith(EARLIER).contains("SIGSEGV");
        assertThat(CrashReport.head(temporary).orElseThrow())
                .contains("SIGSEGV", "Problematic frame");
    }
}
