package voxfarm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    void aFarmThatRunsHasItsDevices() {
        assertThat(run("say", "Hi.", "--url", "http://127.0.0.1:1", "--device", "cpu"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("expected --url or --device");
    }

    @Test
    void saysWithADeviceThatIsNone() {
        assertThat(run("say", "Hi.", "--data", folder.toString(), "--device", "mps")).isEqualTo(2);
        assertThat(err.toString()).contains("device: expected auto, cpu, cuda or cuda:NUMBER");
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
                """
                store:
                  bukket: a
                worker:
                  slots: many
                  divice: x
                http:
                  port: -1
                  prot: 1
                kafka:
                  servers: x
                """,
                """
                store:
                  bucket: A_B
                voices:
                  bert: maybe
                  roots: [/no/such]
                worker:
                  isolation: some
                  device: abacus
                kafka:
                  bootstrap-servers: x
                http:
                  auth: maybe
                """,
            })
    void namesProblemsInTheOrderOfTheLinesInOneForm(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("config.yml"), yaml);
        Pattern form = Pattern.compile("voxfarm: " + Pattern.quote(file + ":") + "(\\d+): .+");

        assertThat(run("config", "check", file.toString())).isEqualTo(2);
        List<Integer> lines = new ArrayList<>();
        for (String line : err.toString().lines().toList()) {
            Matcher problem = form.matcher(line);
            assertThat(problem.matches()).as(line).isTrue();
            lines.add(Integer.valueOf(problem.group(1)));
        }
        assertThat(lines).hasSizeGreaterThan(4).isSorted();
    }

    @Test
    void namesEveryWrongLineOfADictionary() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("words.tsv"),
                        """
                        # ours
                        Voxfarm	V AA1 K S F AA2 R M
                        no tab
                        queue	not phones

                        重庆	chong2
                        	nothing
                        """);

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

    /** What a start would name and pass over; and nothing of it waits or never ends. */
    @Test
    void namesModelsThatCannotBeOne() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        Path file =
                Files.writeString(
                        folder.resolve("models.yml"),
                        """
                        server:
                          models:
                            - model: /dev/zero
                              config: %s
                              language: QQ
                            - model: not/there.pth
                              config: %s
                              language: en
                        """
                                .formatted(pipe, folder));

        assertThat(run("config", "check", file.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "models.yml:3: server.models[0].model: \"/dev/zero\": expected a file, is a"
                                + " device or a pipe",
                        "models.yml:4: server.models[0].config: ",
                        "models.yml:5: server.models[0].language: expected one of ZH, JP, EN, was"
                                + " \"QQ\"",
                        "models.yml:7: server.models[1].config: \""
                                + folder
                                + "\": expected a file,"
                                + " is a folder")
                .doesNotContain("models[1].model", "models[1].language");
    }

    @Test
    void readsNoConfigurationWithoutEnd() {
        assertThat(run("config", "check", "/dev/zero")).isEqualTo(2);
        assertThat(err.toString()).contains("/dev/zero: expected at most");
    }
}
