package voxfarm.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchMainTest {
    @TempDir Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return BenchMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "say",
                "bench",
                "bench farm",
                "simulate",
                "chaos",
                "golden",
                "golden piper",
                "golden bad"
            })
    void explainsEveryCommand(String command) {
        assertThat(run((command + " --help").strip().split(" "))).isZero();
        assertThat(out.toString())
                .contains(("Usage: voxfarm " + command).strip())
                .doesNotContain("DEFAULT-VALUE");
    }

    /**
     * Each is shown on a line of its own, and in the list of commands the first alone: none breaks
     * off in the middle.
     */
    @Test
    void everyLineOfADescriptionIsASentence() {
        List<String> unfinished = new ArrayList<>();
        collect(BenchMain.commandLine(), unfinished);

        assertThat(unfinished).isEmpty();
    }

    private static void collect(CommandLine command, List<String> unfinished) {
        CommandLine.Model.CommandSpec spec = command.getCommandSpec();
        if (!(command.getCommand() instanceof CommandLine.HelpCommand)) { // picocli's own
            for (String line : spec.usageMessage().description()) {
                if (!line.endsWith(".") && !line.endsWith(":") && !line.startsWith("  ")) {
                    unfinished.add(spec.qualifiedName() + ": " + line);
                }
            }
            for (CommandLine.Model.ArgSpec argument : spec.args()) {
                String text = String.join(" ", argument.description());
                if (!text.endsWith(".")) {
                    unfinished.add(spec.qualifiedName() + " " + argument + ": " + text);
                }
            }
        }
        command.getSubcommands().values().forEach(one -> collect(one, unfinished));
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden", "bench", "bench sing", "golden sing"})
    void endsWithTwoWithoutAWorkToDo(String command) {
        assertThat(run(command.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden model", "golden bert", "bench engine", "bench bert --model"})
    void refusesADeviceThatIsNone(String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        if (!command.equals("bench engine")) {
            arguments.add(folder.toString());
        }
        arguments.addAll(List.of("--device", "mps"));

        assertThat(run(arguments.toArray(String[]::new))).isEqualTo(2);
        assertThat(err.toString()).contains("device: expected auto, cpu, cuda or cuda:NUMBER");
    }

    @Test
    void saysWhereGoldenDataIsMissing() {
        assertThat(run("golden", "piper", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("expected a wave.json");
    }

    /** As the farm's own commands do: what was set up there is used by all of them. */
    @Test
    void looksForJapaneseInTheDataFolder() throws IOException, InterruptedException {
        Path japanese = Files.createDirectories(folder.resolve("japanese"));
        for (String name : List.of("sys.dic", "unk.dic", "matrix.bin", "char.bin")) {
            Files.createFile(japanese.resolve(name));
        }
        ProcessBuilder process =
                new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BenchMain.class.getName(),
                        "golden",
                        "text",
                        "../frontend/src/test/resources/golden/text/style.jsonl");
        process.environment().put("VOXFARM_DATA", folder.toString());
        Path told = folder.resolve("told");
        int code =
                process.redirectErrorStream(true).redirectOutput(told.toFile()).start().waitFor();

        assertThat(code).isNotZero();
        assertThat(Files.readString(told)).contains(japanese.toString());
    }
}
