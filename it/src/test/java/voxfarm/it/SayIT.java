package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import voxfarm.app.Main;
import voxfarm.it.support.TestFarm;

/** {@code voxfarm say} with a text that takes longer than one answer is waited for. */
class SayIT {
    @TempDir Path folder;

    @Test
    void showsHowFarALongTextIsAndWritesItWhole() throws Exception {
        Path text =
                Files.writeString(
                        folder.resolve("chapter.txt"),
                        IntStream.range(1000, 1140) // each another, or clips would be used again
                                .mapToObj(
                                        year -> "In the year " + year + " a fox crossed a river. ")
                                .collect(Collectors.joining()));
        Path sound = folder.resolve("chapter.wav");
        try (TestFarm farm = TestFarm.start(folder.resolve("data"))) {
            CommandLine command = Main.commandLine();
            StringWriter err = new StringWriter();
            command.setErr(new PrintWriter(err, true));
            int code =
                    command.execute(
                            "say",
                            "--url",
                            farm.endpoints().http(),
                            "--file",
                            text.toString(),
                            "--out",
                            sound.toString());

            assertThat(code).as(err.toString()).isZero();
            assertThat(err.toString()).contains("running").contains("completed");
            assertThat(Files.size(sound)).isGreaterThan(10_000_000);
        }
    }
}
