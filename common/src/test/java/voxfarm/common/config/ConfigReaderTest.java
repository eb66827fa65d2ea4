package voxfarm.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.VoxfarmException;

class ConfigReaderTest {
    public record Inner(String someName, @Range(min = 1, max = 10) int count, boolean on) {}

    public record Item(String name, @Range(min = 0, max = 1) double share) {
        public static final Item DEFAULTS = new Item("none", 0.5);
    }

    public record Root(
            Inner inner,
            List<Item> items,
            Map<String, String> map,
            Optional<Secret> secret,
            List<String> names,
            long big) {
        public Root {
            if (big < 0) {
                throw new IllegalArgumentException("big must not be below 0");
            }
        }
    }

    private static final Root DEFAULTS =
            new Root(new Inner("x", 5, false), List.of(), Map.of(), Optional.empty(), List.of(), 7);

    private static Root read(String yaml) {
        return ConfigReader.read(yaml, "c.yml", DEFAULTS, Set.of("other")).config();
    }

    @Test
    void takesDefaultsForWhatIsMissing() {
        assertThat(read("")).isEqualTo(DEFAULTS);
        assertThat(read("# nothing\n")).isEqualTo(DEFAULTS);
        assertThat(read("inner:\n  some-name: y\n").inner()).isEqualTo(new Inner("y", 5, false));
        assertThat(read("inner:\n")).isEqualTo(DEFAULTS);
    }

    @Test
    void bindsEveryKind() {
        Root root =
                read(
                        """
                        inner: {some-name: 1.10, count: 0x0a, on: yes}
                        items:
                          - {name: a, share: 1}
                          - share: 0.25
                        map: {k: v, n: 007}
                        secret: hush
                        names: [a, 2]
                        big: 1_000
                        other: {anything: [1, 2]}
                        """
                                .replace("0x0a", "10"));

        assertThat(root.inner()).isEqualTo(new Inner("1.10", 10, true));
        assertThat(root.items()).containsExactly(new Item("a", 1), new Item("none", 0.25));
        assertThat(root.map()).isEqualTo(Map.of("k", "v", "n", "007"));
        assertThat(root.secret()).contains(new Secret("hush"));
        assertThat(root.names()).containsExactly("a", "2");
        assertThat(root.big()).isEqualTo(1000);
    }

    @Test
    void reportsEveryProblemWithItsLine() {
        assertThatThrownBy(() ->
                        read(
                                """
                                inner:
                                  count: 11
                                  sum-name: x
                                items:
                                  - share: lots
                                big: 1.5
                                names: 7
                                typo: 1
                                """))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("c.yml:2: inner.count: expected 1 to 10, was \"11\"")
                .hasMessageContaining(
                        "c.yml:3: inner.sum-name: unknown key; known here: some-name, count, on")
                .hasMessageContaining("c.yml:5: items[0].share: expected a number, was \"lots\"")
                .hasMessageContaining("c.yml:6: big: expected a whole number, was \"1.5\"")
                .hasMessageContaining("c.yml:7: names: expected a list, was \"7\"")
                .hasMessageContaining("c.yml:8: typo: unknown key");
    }

    @Test
    void reportsWhatARecordItselfRefuses() {
        assertThatThrownBy(() -> read("big: -1\n")).hasMessageContaining("big must not be below 0");
    }

    @Test
    void namesSectionsOfOthers() {
        assertThat(ConfigReader.read("other: 1\n", "c.yml", DEFAULTS, Set.of("other")).unused())
                .containsExactly("other");
    }

    @Test
    void neverPrintsASecret() {
        assertThat(read("secret: hush\n").toString()).doesNotContain("hush").contains("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inner: [",
                "a: b: c",
                "- 1",
                "text",
                "inner: !!javax.script.ScriptEngineManager [1]",
                "big: 1\nbig: 2\n",
                "a: &a [*a]",
            })
    void refusesWhatIsNotConfiguration(String yaml) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("c.yml");
    }

    @Test
    void boundsDepthAndAliases() {
        assertThatThrownBy(() -> read("a: " + "[".repeat(200) + "]".repeat(200)))
                .isInstanceOf(VoxfarmException.class);
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [*a%d,*a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThatThrownBy(() -> read(bomb.toString())).isInstanceOf(VoxfarmException.class);
    }

    private static Root read(String yaml, Map<String, String> environment) {
        return ConfigReader.read(yaml, "c.yml", DEFAULTS, Set.of(), environment::get).config();
    }

    @Test
    void takesValuesFromTheEnvironmentAndFromFiles(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "from: a file\n");
        Root root =
                read(
                        """
                        inner:
                          some-name: a-${env:NAME}-b
                          count: ${env:COUNT}
                        map:
                          k: 'user="x" password="${file:%s}";'
                          n: $${env:NAME}
                        secret: ${file:%s}
                        names: ["${env:NAME}", "${env:NONE:-otherwise}", "${other:NAME}"]
                        big: ${env:BIG:-12}
                        """
                                .formatted(file, file),
                        Map.of("NAME", "n", "COUNT", "9", "BIG", ""));

        assertThat(root.inner()).isEqualTo(new Inner("a-n-b", 9, false));
        assertThat(root.map())
                .isEqualTo(
                        Map.of(
                                "k", "user=\"x\" password=\"from: a file\";",
                                "n", "${env:NAME}"));
        assertThat(root.secret()).contains(new Secret("from: a file"));
        assertThat(root.names()).containsExactly("n", "otherwise", "${other:NAME}");
        assertThat(root.big()).isEqualTo(12);
    }

    @Test
    void namesWhatStandsForNothingAndNeverWhatSomethingStandsFor() {
        assertThatThrownBy(() ->
                        read(
                                """
                                inner:
                                  some-name: ${env:NONE}
                                  count: ${env:SECRET}
                                secret: ${file:/no/such/file}
                                names: ["${env:NOT A NAME}"]
                                """,
                                Map.of("SECRET", "hush")))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining(
                        "c.yml:2: inner.some-name: ${env:NONE}: the variable is not set")
                .hasMessageContaining("c.yml:3: inner.count: expected a whole number")
                .hasMessageContaining("c.yml:4: secret: ${file:/no/such/file}: no such file")
                .hasMessageContaining("c.yml:5: names[0]: ${env:NOT A NAME}: expected the name")
                .hasMessageNotContaining("hush");
    }
}
