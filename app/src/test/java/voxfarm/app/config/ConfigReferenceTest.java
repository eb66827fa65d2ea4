package voxfarm.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.app.Main;
import voxfarm.app.wiring.Configs;
import voxfarm.common.error.VoxfarmException;

class ConfigReferenceTest {
    private static final Path DOCUMENT = Path.of("../docs/configuration.md");

    @TempDir Path folder;

    private FarmConfig load(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("config.yml"), yaml);
        return Configs.load(file, Configs.Overrides.NONE, new PrintWriter(new StringWriter()));
    }

    @Test
    void saysOfEveryKeyWhatItMeansAndOfNoOther() {
        assertThat(ConfigReference.meanings().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        ConfigReference.keys(FarmConfig.DEFAULTS).stream()
                                .map(ConfigReference.Key::path)
                                .toList());
    }

    @Test
    void theDocumentIsThatOfTheCode() throws IOException {
        assertThat(Files.readString(DOCUMENT))
                .as("./voxfarm config reference > docs/configuration.md")
                .isEqualTo(ConfigDocument.reference());
    }

    /** Of launcher, log and all modules that are shipped. */
    @Test
    void saysOfEveryVariableOfTheEnvironmentWhatItMeansAndOfNoOther() throws IOException {
        Path home = Path.of("..");
        StringBuilder sources = new StringBuilder(Files.readString(home.resolve("voxfarm")));
        for (String module :
                List.of(
                        "app",
                        "audio",
                        "common",
                        "dispatcher",
                        "embedded",
                        "frontend",
                        "models",
                        "worker")) {
            try (Stream<Path> files = Files.walk(home.resolve(module).resolve("src/main"))) {
                for (Path file :
                        files.filter(f -> f.toString().matches(".*([.]java|log4j2[.]xml)"))
                                .toList()) {
                    sources.append(Files.readString(file));
                }
            }
        }
        Set<String> documented = ConfigReference.environment().keySet();
        assertThat(
                        Pattern.compile("VOXFARM_[A-Z_]+")
                                .matcher(sources)
                                .results()
                                .map(MatchResult::group)
                                .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        documented.stream().filter(name -> name.startsWith("VOXFARM_")).toList());
        assertThat(documented).allMatch(sources.toString()::contains);
    }

    /** With a speaker or a style of it, which may have blanks: docs/formats.md. */
    @Test
    void aliasesMayNameASpeaker() throws IOException {
        assertThat(
                        load("http: {voice-aliases: {alloy: 'joe:ann', echo: 'joe:speaker"
                                        + " four:x'}}")
                                .http()
                                .voiceAliases())
                .containsOnlyKeys("alloy", "echo");
    }

    @Test
    void theTemplateChangesNothing() throws IOException {
        assertThat(load(ConfigDocument.template())).isEqualTo(FarmConfig.DEFAULTS);
    }

    @Test
    void theTemplateIsAFileOnceItsCommentsAreOff() throws IOException {
        String live =
                ConfigDocument.template()
                        .lines()
                        .skip(2)
                        .map(line -> line.replaceFirst("^# ?", ""))
                        .collect(Collectors.joining("\n"));
        assertThat(load(live)).isEqualTo(FarmConfig.DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http: {auth: maybe}|http.auth: expected auto or off",
                "http: {keys: [{name: a, sha256: xyz, scopes: [read]}]}|64 hexadecimal digits",
                "http: {host: 0.0.0.0}|can be reached from other machines",
                "http: {cors-origins: ['*']}|http.cors-origins",
                "http: {allowed-hosts: ['a b']}|http.allowed-hosts",
                "http: {voice-aliases: {alloy: '../x'}}|http.voice-aliases.alloy",
                "http: {voice-aliases: {alloy: 'joe:'}}|http.voice-aliases.alloy",
                "http: {voice-aliases: {alloy: ':ann'}}|http.voice-aliases.alloy",
                "http: {callers: {proxies: [nobody]}}|http.callers.proxies",
                "worker: {device: tpu}|worker.device",
                "worker: {isolation: maybe}|worker.isolation",
                "worker: {http: {host: '0.0.0.0:9877'}}|worker.http.host: ",
                "worker: {http: {metrics: all}}|worker.http.metrics: ",
                "worker: {http: {metrics-key-sha256: x}}|worker.http.metrics-key-sha256: ",
                "tracing: {endpoint: 'collector:4317'}|tracing.endpoint: ",
                "tracing: {endpoint: 'grpc://collector:4317'}|tracing.endpoint: ",
                "tracing: {sample: 2}|tracing.sample: ",
                "log: {format: xml}|log.format: ",
                "log: {level: trace}|log.level: ",
                "store: {bucket: My_Bucket}|store.bucket",
                "store: {endpoint: 'ftp://x'}|store.endpoint",
                "store: {access-key: a}|access-key and secret-key",
                "store: {public-endpoint: 'ftp://x'}|store.public-endpoint",
                "store: {ca-file: /no/such/ca.pem}|store.ca-file: /no/such/ca.pem: no such file",
                "store: {secret-key: '${file:/no/such/key}'}|store.secret-key:"
                        + " ${file:/no/such/key}:",
                "kafka: {bootstrap-servers: localhost}|kafka.bootstrap-servers",
                "voices: {phonemizers: {joe: espeak}}|voices.phonemizers.joe",
                "voices: {bert: maybe}|voices.bert",
                "voices: {pauses: {joe: 'sentence=-1'}}|voices.pauses.joe: ",
                "voices: {pauses: {joe: 'sentence=9999'}}|voices.pauses.joe: ",
                "voices: {pauses: {joe: 'breath=1'}}|voices.pauses.joe: ",
                "voices: {pauses: {joe: 'sentence'}}|voices.pauses.joe: ",
                "voices: {pauses: {'../joe': 'sentence=1'}}|voices.pauses.../joe: ",
                "voices: {roots: [/no/such/folder]}|voices.roots",
                "voices: {bert-roots: [/no/such/folder]}|voices.bert-roots",
                "retention: {requests: 30}|retention.requests: expected an age",
                "retention: {results: 30d}|a request without its result looks open",
                "retention: {enforced-by: nobody}|retention.enforced-by",
                "books: {inbox: inbox}|books.inbox: expected a prefix that ends with a slash",
                "books: {inbox: 'requests/'}|books.inbox",
                "books: {inbox: 'books/mine/'}|books.inbox",
                "books: {inbox: 'a/../'}|books.inbox",
                "books: {inbox: '/'}|books.inbox",
                "translator: {provider: google}|translator.provider",
                "translator: {provider: baidu, url: x}|translator.url"
            })
    void judgesWithoutStartingAnything(String yaml, String problem) {
        assertThatThrownBy(() -> load("# a comment\n" + yaml))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("config.yml:2: ")
                .hasMessageContaining(problem);
    }

    /**
     * What a cluster's farm reads and one in a process has of its own is not dropped in silence.
     */
    @Test
    void namesWhatHasNoEffectInUp() throws IOException {
        String yaml =
                """
                kafka:
                  prefix: a
                  properties: {security.protocol: SASL_SSL}
                store:
                  bucket: mine
                  prefix: b
                  embedded: {sync: false}
                worker: {cache: /tmp/x, slots: 1}
                """;
        Path file = Files.writeString(folder.resolve("config.yml"), yaml);
        StringWriter notes = new StringWriter();
        assertThat(Configs.loadForUp(file, Configs.Overrides.NONE, new PrintWriter(notes, true)))
                .isEqualTo(load(yaml));
        String line =
                file
                        + ": without effect in voxfarm up, which has its own broker and store:"
                        + " kafka.prefix (line 2), kafka.properties (line 3), store.prefix (line"
                        + " 6), worker.cache (line 8)\n";
        assertThat(notes.toString()).isEqualTo(line);

        StringWriter out = new StringWriter();
        int code =
                Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .execute("config", "check", file.toString());
        assertThat(code).isZero();
        assertThat(out.toString()).contains(line).contains("no problem found");
    }

    @Test
    void namesAllProblemsWithTheirLines() {
        String yaml =
                """
                http:
                  auth: maybe
                  host: 0.0.0.0
                worker:
                  device: tpu
                store:
                  bucket: X
                """;
        assertThatThrownBy(() -> load(yaml))
                .satisfies(e ->
                        assertThat(
                                        Stream.of(
                                                        String.valueOf(e.getMessage())
                                                                .split("; (?=/)", -1))
                                                .map(l -> l.replaceAll(".*yml", "")))
                                .satisfiesExactlyInAnyOrder(
                                        l -> assertThat(l).startsWith(":2: http.auth"),
                                        l -> assertThat(l).startsWith(":3: http.host"),
                                        l -> assertThat(l).startsWith(":5: worker.device"),
                                        l -> assertThat(l).startsWith(":7: store.bucket")));
    }

    @Test
    void showsNoSecretOfAKafkaClient() throws IOException {
        FarmConfig config =
                load(
                        """
                        kafka:
                          properties:
                            security.protocol: SASL_SSL
                            sasl.jaas.config: 'X required password="hush";'
                            ssl.keystore.key: hush
                            ssl.truststore.password: hush
                        """);
        assertThat(ConfigReference.keys(config))
                .extracting(ConfigReference.Key::value)
                .contains(
                        "{sasl.jaas.config=(set), security.protocol=SASL_SSL,"
                                + " ssl.keystore.key=(set), ssl.truststore.password=(set)}")
                .noneMatch(value -> value.contains("hush"));
    }

    @Test
    void showsWhatIsInForce() throws IOException {
        List<ConfigReference.Key> keys =
                ConfigReference.keys(load("http: {port: 1234}\ntranslator: {key: secret}\n"));
        assertThat(keys)
                .contains(new ConfigReference.Key("http.port", "1234", "0 to 65535"))
                .contains(new ConfigReference.Key("translator.key", "(set)", "text"));
    }
}
