package voxfarm.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
}
