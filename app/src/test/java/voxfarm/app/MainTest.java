package voxfarm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import voxfarm.common.files.Sha256;

class MainTest {
    @TempDir Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return commandLine.execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "up",
                "say",
                "submit",
                "status",
                "fetch",
                "voices",
                "dispatcher",
                "worker",
                "key",
                "config",
                "config check"
            })
    void explainsEveryCommand(String command) {
        String[] arguments = (command + " --help").strip().split(" ");

        assertThat(run(arguments)).isZero();
        assertThat(out.toString()).contains("Usage: voxfarm").doesNotContain("DEFAULT-VALUE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sing",
                "say --speed",
                "config check",
                "worker",
                "say --no-such-option x",
                "fetch"
            })
    void endsWithTwoOnWrongUse(String command) {
        assertThat(run(command.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "nosuch,no such command: nosuch",
        "statsu,Did you mean status?",
        "config chek,no such command: chek",
        "config chek,Did you mean check?",
        "fetch -x,no such option: -x",
        "fetch --outt=a,no such option: --outt=a",
        "fetch --outt=a,Did you mean --out?",
        "fetch,Missing required parameter",
        "voices a,'expected no more, was: a'"
    })
    void saysFirstWhatNobodyKnows(String command, String said) {
        assertThat(run(command.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(said).doesNotContain("at index");
    }

    @Test
    void makesKeys() {
        assertThat(run("key", "studio", "--scope", "read")).isZero();
        String key = out.toString().lines().filter(l -> l.startsWith("vf-")).findFirst().get();
        assertThat(key).hasSize(46);
        assertThat(out.toString())
                .contains(
                        "sha256: " + Sha256.hex(key.getBytes(StandardCharsets.UTF_8)),
                        "- name: studio",
                        "scopes: [read]");

        assertThat(run("key", "studio", "--scope", "all")).isNotZero();
        assertThat(run("key", "two words")).isNotZero();
        assertThat(err.toString()).contains("--scope: expected", "NAME: expected");
    }

    @Test
    void saysThatNoFarmRuns() {
        assertThat(run("status", "--data", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("no farm runs on " + folder).contains("voxfarm up");
    }

    @Test
    void saysThatNoFarmAnswers() {
        assertThat(run("voices", "--url", "http://127.0.0.1:1")).isEqualTo(1);
        assertThat(err.toString()).contains("no farm answers at http://127.0.0.1:1");
    }

    @Test
    void checksConfigurations() throws IOException {
        Path good = Files.writeString(folder.resolve("good.yml"), "http:\n  port: 9999\n");
        Path bad =
                Files.writeString(
                        folder.resolve("bad.yml"), "http:\n  prot: 9999\nworker:\n  slots: many\n");

        assertThat(run("config", "check", good.toString())).isZero();
        assertThat(out.toString()).contains("no problem found; http port 9999");
        assertThat(run("config", "check", bad.toString())).isEqualTo(2);
        assertThat(err.toString())
                .containsPattern("bad.yml:2: http.prot.*\\R.*bad.yml:4: worker")
                .contains("bad.yml:2: http.prot")
                .contains("bad.yml:4: worker.slots");
    }

    /** Of the file's form, and of what it asks for: whatever order they are judged in. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "store:\n  bukket: a\nworker:\n  slots: many\n  divice: x\nhttp:\n  port: -1\n"
                        + "  prot: 1\nkafka:\n  servers: x\n",
                "store:\n  bucket: A_B\nvoices:\n  bert: maybe\n  roots: [/no/such]\nworker:\n"
                        + "  isolation: some\n  device: abacus\nkafka:\n  bootstrap-servers: x\n"
                        + "http:\n  auth: maybe\n",
            })
    void namesProblemsInTheOrderOfTheLinesInOneForm(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("config.yml"), yaml);

        assertThat(run("config", "check", file.toString())).isEqualTo(2);
        List<String> lines = err.toString().lines().toList();
        assertThat(lines)
                .hasSizeGreaterThan(4)
                .allMatch(l -> l.startsWith("voxfarm: " + file + ":"));
        assertThat(lines.stream().map(l -> Integer.valueOf(l.split(":")[2])).toList()).isSorted();
    }

    @Test
    void namesEveryWrongLineOfADictionary() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("words.tsv"),
                        "# ours\nVoxfarm\tV AA1 K S F AA2 R M\nno tab\nqueue\tnot phones\n\n"
                                + "重庆\tchong2\n\tnothing\n");

        assertThat(run("dictionary", "set", file.toString())).isEqualTo(2);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith("voxfarm: " + file + ":3: expected a word"),
                        line ->
                                assertThat(line)
                                        .startsWith("voxfarm: " + file + ":4: \"queue\": exp"),
                        line -> assertThat(line).startsWith("voxfarm: " + file + ":6: "),
                        line -> assertThat(line).startsWith("voxfarm: " + file + ":7: expected a"));
    }
}
