package voxfarm.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.app.Main;

/** Secrets of a configuration are printed by nothing that prints one. */
class ConfigSecretsTest {
    /** Stands in every secret. */
    private static final String MARK = "M4rked-Secret";

    private static final String ALL =
            """
            kafka:
              properties:
                security.protocol: SASL_SSL
                sasl.jaas.config: 'org.x.PlainLoginModule required username="u" password="M4rked-Secret";'
                ssl.keystore.password: M4rked-Secret
                ssl.key.password: M4rked-Secret
                ssl.truststore.password: M4rked-Secret
                sasl.login.callback.token: M4rked-Secret
            store: {access-key: id, secret-key: M4rked-Secret}
            translator: {provider: baidu, url: 'https://t.example', app-id: a, key: M4rked-Secret}
            tracing: {endpoint: 'http://c:4318/v1/traces', authorization: Bearer M4rked-Secret}
            """;

    @TempDir Path folder;

    private String printed(String yaml, String... command) throws IOException {
        Path file = Files.writeString(folder.resolve("config.yml"), yaml);
        StringWriter printed = new StringWriter();
        PrintWriter to = new PrintWriter(printed, true);
        Main.commandLine()
                .setOut(to)
                .setErr(to)
                .execute(
                        List.of(command).stream()
                                .map(word -> word.equals("FILE") ? file.toString() : word)
                                .toArray(String[]::new));
        return printed.toString();
    }

    @Test
    void whatIsInForceHasNone() throws IOException {
        String shown = printed(ALL, "config", "show", "FILE");

        assertThat(shown).contains("store.secret-key", "(set)", "kafka.properties");
        assertThat(shown).doesNotContain(MARK);
        assertThat(printed(ALL, "config", "check", "FILE"))
                .contains("no problem found")
                .doesNotContain(MARK);
    }

    @Test
    void theRecordsThemselvesHaveNone() throws IOException {
        Path file = Files.writeString(folder.resolve("config.yml"), ALL);
        FarmConfig config = FarmConfig.read(file).config();

        assertThat(config.toString()).doesNotContain(MARK);
        assertThat(config.kafka().toConfig().toString()).doesNotContain(MARK);
        assertThat(config.store().toConfig().toString()).doesNotContain(MARK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "store: {secret-key: [M4rked-Secret]}",
                "store: {secret-key: {a: M4rked-Secret}}",
                "store: {secret-key: M4rked-Secret}",
                "store: {secret-key: M4rked-Secret, acces-key: x}",
                "translator: {provider: baidu, url: x, key: M4rked-Secret}",
                "translator: {key: [M4rked-Secret]}",
                "tracing: {authorization: [M4rked-Secret], sample: 7}",
                "tracing: {endpoint: 'grpc://x', authorization: M4rked-Secret}",
                "kafka: {properties: {ssl.key.password: [M4rked-Secret]}}",
                "kafka: {prefix: 'a b', properties: {ssl.key.password: M4rked-Secret}}",
                "http: {keys: [{name: a, sha256: M4rked-Secret, scopes: [read]}]}",
                "worker: {http: {metrics-key-sha256: M4rked-Secret}}"
            })
    void noProblemOfThemHasOne(String yaml) throws IOException {
        String told = printed(yaml, "config", "check", "FILE");

        assertThat(told).contains("voxfarm: ").doesNotContain("defect").doesNotContain(MARK);
    }
}
