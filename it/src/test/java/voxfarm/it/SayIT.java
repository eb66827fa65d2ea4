package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import voxfarm.app.Main;
import voxfarm.app.local.DataFolder;
import voxfarm.it.support.TestFarm;

/** {@code voxfarm say} with a text that takes longer than one answer is waited for. */
class SayIT {
    @TempDir Path folder;

    /** What a command printed, and how it ended. */
    private record Ran(int code, String out, String err) {}

    private static Ran run(String... command) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(command);
        return new Ran(code, out.toString(), err.toString());
    }

    /** The farm is that of the one that was quicker, and goes when that one is done. */
    @Test
    void twoAtOnceShareTheFolder() throws Exception {
        Path data = folder.resolve("data");
        List<CompletableFuture<Ran>> both = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            Path sound = folder.resolve(name + ".wav");
            both.add(
                    CompletableFuture.supplyAsync(() ->
                            run(
                                    "say",
                                    "This is number " + name + ".",
                                    "--data",
                                    data.toString(),
                                    "--out",
                                    sound.toString())));
        }
        for (CompletableFuture<Ran> one : both) {
            Ran ran = one.get(3, TimeUnit.MINUTES);
            assertThat(ran.code()).as(ran.err()).isZero();
        }
        assertThat(both.stream().map(one -> one.join().err()))
                .as("one of them waited")
                .anyMatch(err -> err.contains("waiting for it for up to 120 s"));
        for (String name : List.of("one", "two")) {
            assertThat(folder.resolve(name + ".wav")).isNotEmptyFile();
        }
        assertThat(DataFolder.inUseByAnyone(data)).isFalse();
    }

    /** What a farm of the folder is configured as, whoever starts it; it asks nobody for a key. */
    @Test
    void startsTheFarmAsTheFolderIsConfigured() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(
                data.resolve("config.yml"),
                """
                store: {bucket: mine}
                kafka: {prefix: other}
                http:
                  keys: [{name: studio, sha256: %s, scopes: [read]}]
                """
                        .formatted("0".repeat(64)));

        Ran ran =
                run(
                        "say",
                        "As configured.",
                        "--data",
                        data.toString(),
                        "--out",
                        folder.resolve("a.wav").toString());

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.err())
                .contains("configured by " + data.resolve("config.yml"))
                .contains("without effect in voxfarm up")
                .contains("kafka.prefix (line 2)");
        assertThat(folder.resolve("a.wav")).isNotEmptyFile();
        assertThat(data.resolve("s3/mine")).isDirectory();
    }

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
