package voxfarm.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.S3Credentials;
import voxfarm.app.wiring.RemoteDispatcher;
import voxfarm.app.wiring.RemoteWorker;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.embedded.EmbeddedStore;
import voxfarm.embedded.FreePorts;
import voxfarm.it.support.Http;
import voxfarm.it.support.OldestBroker;

/**
 * A cluster that asks for TLS and for names and passwords, and allows what {@code
 * deploy/kafka/acls.tsv} says and nothing else.
 */
class SecuredClusterIT {
    private static final Path RIGHTS =
            Path.of(System.getProperty("voxfarm.home", ".."), "deploy", "kafka", "acls.tsv");
    private static final String PREFIX = "speech";
    private static final String PASSWORD = "changeit";

    @TempDir Path folder;

    private final ComponentStack parts = new ComponentStack();
    private final int s3Port = FreePorts.any();
    private @Nullable OldestBroker broker;

    @BeforeEach
    void startBackends() throws Exception {
        keytool(
                "-genkeypair -alias broker -keyalg EC -dname CN=broker -ext san=ip:127.0.0.1"
                        + " -storetype PKCS12 -keystore broker.p12");
        keytool("-exportcert -rfc -alias broker -keystore broker.p12 -file ca.pem");
        OldestBroker started =
                OldestBroker.start(
                        folder.resolve("kafka"),
                        "listeners=SASL_SSL://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
                        "advertised.listeners=SASL_SSL://127.0.0.1:{port}",
                        "listener.security.protocol.map=CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL",
                        "inter.broker.listener.name=SASL_SSL",
                        "sasl.enabled.mechanisms=PLAIN",
                        "sasl.mechanism.inter.broker.protocol=PLAIN",
                        "listener.name.sasl_ssl.plain.sasl.jaas.config="
                                + login("broker")
                                        .replace(
                                                ";",
                                                " user_broker=\"of-broker\""
                                                        + " user_dispatcher=\"of-dispatcher\""
                                                        + " user_worker=\"of-worker\""
                                                        + " user_stranger=\"of-stranger\";"),
                        "ssl.keystore.type=PKCS12",
                        "ssl.keystore.location=" + folder.resolve("broker.p12"),
                        "ssl.keystore.password=" + PASSWORD,
                        "ssl.truststore.type=PEM",
                        "ssl.truststore.location=" + folder.resolve("ca.pem"),
                        "authorizer.class.name="
                                + "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users=User:broker;User:ANONYMOUS");
        parts.start(new Held(started));
        broker = started;
        parts.start(
                new EmbeddedStore(
                        folder.resolve("s3"), s3Port, "farm", new S3Credentials("key", "secret")));
        try (Admin admin = Admin.create(client("broker"))) {
            admin.createAcls(rights()).all().get(60, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void stop() {
        parts.close();
    }

    private record Held(OldestBroker broker) implements Component {
        @Override
        public String name() {
            return "broker";
        }

        @Override
        public void start() {}

        @Override
        public void close() {
            broker.close();
        }
    }

    private void keytool(String arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ", -1)));
        command.addAll(List.of("-storepass", PASSWORD));
        Path log = folder.resolve("keytool.log");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    private static String login(String user) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\""
                        .formatted(user)
                + " password=\"of-%s\";".formatted(user);
    }

    private Map<String, Object> client(String user) {
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", requireNonNull(broker).bootstrapServers());
        client.put("security.protocol", "SASL_SSL");
        client.put("sasl.mechanism", "PLAIN");
        client.put("sasl.jaas.config", login(user));
        client.put("ssl.truststore.type", "PEM");
        client.put("ssl.truststore.location", folder.resolve("ca.pem").toString());
        return client;
    }

    /** One for each operation of each line, for the principals of its role. */
    private static List<AclBinding> rights() throws IOException {
        List<AclBinding> rights = new ArrayList<>();
        List<String> lines = Files.readAllLines(RIGHTS);
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.split("\t", -1);
            ResourcePattern resource =
                    new ResourcePattern(
                            ResourceType.valueOf(words[1]),
                            words[2].replace("PREFIX", PREFIX),
                            PatternType.valueOf(words[3]));
            for (String role :
                    words[0].equals("both") ? List.of("dispatcher", "worker") : List.of(words[0])) {
                for (String operation : words[4].split(",", -1)) {
                    rights.add(
                            new AclBinding(
                                    resource,
                                    new AccessControlEntry(
                                            "User:" + role,
                                            "*",
                                            AclOperation.valueOf(operation),
                                            AclPermissionType.ALLOW)));
                }
            }
        }
        return rights;
    }

    private FarmConfig config(String user) throws IOException {
        Path secret = Files.writeString(folder.resolve(user + ".secret"), "of-" + user + "\n");
        return FarmConfig.read(
                        Files.writeString(
                                folder.resolve(user + ".yml"),
                                """
                                kafka:
                                  bootstrap-servers: "%s"
                                  prefix: %s
                                  replication-factor: 1
                                  properties:
                                    security.protocol: SASL_SSL
                                    sasl.mechanism: PLAIN
                                    sasl.jaas.config: 'org.apache.kafka.common.security.plain.PlainLoginModule required username="%s" password="${file:%s}";'
                                    ssl.truststore.type: PEM
                                    ssl.truststore.location: %s
                                store: {endpoint: "http://127.0.0.1:%d", bucket: farm, path-style: true, access-key: key, secret-key: secret}
                                worker: {cache: "%s", slots: 1}
                                http: {port: 0}
                                """
                                        .formatted(
                                                requireNonNull(broker).bootstrapServers(),
                                                PREFIX,
                                                user,
                                                secret,
                                                folder.resolve("ca.pem"),
                                                s3Port,
                                                folder.resolve("cache"))))
                .config();
    }

    @Test
    void carriesAFarmThatHasTheRightsOfTheListAndNoOthers() throws Exception {
        parts.start(new RemoteWorker(config("worker")));
        RemoteDispatcher dispatcher = parts.start(new RemoteDispatcher(config("dispatcher"), 0));
        try (Http http = new Http("http://127.0.0.1:" + dispatcher.httpPort())) {
            var answer = http.send("PUT", "/v1/requests/one?wait=120", Http.request("In secret."));
            assertThat(answer.statusCode())
                    .as(new String(answer.body(), StandardCharsets.UTF_8))
                    .isEqualTo(200);
            assertThat(Http.json(http.get("/readyz")).path("status").asText()).isEqualTo("ready");
            String text = "A long one has several jobs. ".repeat(60);
            assertThat(
                            http.send("PUT", "/v1/requests/long?wait=240", Http.request(text))
                                    .statusCode())
                    .isEqualTo(200);
            assertThat(Http.json(http.get("/v1/requests/long")).path("status").asText())
                    .isEqualTo("completed");
        }
        assertThat(mayWrite("worker", PREFIX + ".requests")).isFalse();
        assertThat(mayWrite("worker", "other.events")).isFalse();
        assertThat(mayWrite("dispatcher", "other.events")).isFalse();
    }

    private boolean mayWrite(String user, String topic) {
        Map<String, Object> settings = client(user);
        settings.put("max.block.ms", 20_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, new byte[] {1})).get(20, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicAuthorizationException) {
                return false;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void saysWhatIsMissingToWhoHasNoRights() throws Exception {
        RemoteDispatcher stranger = new RemoteDispatcher(config("stranger"), 0);
        try {
            assertThatThrownBy(stranger::start)
                    .isInstanceOf(VoxfarmException.class)
                    .message()
                    .contains("speech")
                    .doesNotContain("of-stranger");
        } finally {
            stranger.close();
        }
    }
}
