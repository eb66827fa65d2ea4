package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.it.support.TestFarm;

/** What another account of the machine finds of a running embedded farm. */
class LocalAccountsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir static Path folder;

    private static TestFarm farm;

    @BeforeAll
    static void start() {
        farm = TestFarm.start(folder.resolve("farm"));
    }

    @AfterAll
    static void stop() {
        farm.close();
    }

    private static Map<String, Object> impatient(Map<String, ?> more) {
        Map<String, Object> client = new HashMap<>(more);
        client.put("bootstrap.servers", farm.endpoints().kafka());
        client.put("request.timeout.ms", "2000");
        client.put("default.api.timeout.ms", String.valueOf(PATIENCE.toMillis()));
        return client;
    }

    @Test
    void theFolderIsItsOwners() throws Exception {
        Path data = folder.resolve("farm");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        for (String file : new String[] {"endpoints.json", "kafka-credentials", "s3-credentials"}) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(data.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theBrokerAsksForAPassword() throws Exception {
        try (Admin admin = Admin.create(impatient(Map.of()))) {
            assertThatThrownBy(() -> admin.listTopics().names().get())
                    .isInstanceOf(ExecutionException.class);
        }
        Map<String, Object> wrong = impatient(farm.endpoints().kafkaClient());
        wrong.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " username=\"voxfarm\" password=\"guess\";");
        try (Admin admin = Admin.create(wrong)) {
            assertThatThrownBy(() -> admin.listTopics().names().get())
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
        try (Admin admin = Admin.create(impatient(farm.endpoints().kafkaClient()))) {
            assertThat(admin.listTopics().names().get()).contains("tts.requests");
        }
    }

    @Test
    void theControllerAsksForAPassword() throws Exception {
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
        String controllers;
        try (Admin admin = Admin.create(impatient(farm.endpoints().kafkaClient()))) {
            controllers =
                    admin.describeConfigs(List.of(broker))
                            .all()
                            .get()
                            .values()
                            .iterator()
                            .next()
                            .get("controller.quorum.voters")
                            .value();
        }
        String address = controllers.substring(controllers.indexOf('@') + 1);
        assertThat(address).startsWith("127.0.0.1:");
        Map<String, Object> open = impatient(Map.of());
        open.remove("bootstrap.servers");
        open.put("bootstrap.controllers", address);
        try (Admin admin = Admin.create(open)) {
            assertThatThrownBy(() -> admin.describeCluster().nodes().get())
                    .isInstanceOf(ExecutionException.class);
        }
        Map<String, Object> known = impatient(farm.endpoints().kafkaClient());
        known.remove("bootstrap.servers");
        known.put("bootstrap.controllers", address);
        try (Admin admin = Admin.create(known)) {
            assertThat(admin.describeCluster().nodes().get()).isNotEmpty();
        }
    }

    @Test
    void theStoreAsksForAKey() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    farm.endpoints().s3()
                                                            + "/"
                                                            + farm.endpoints().bucket()))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(403);
        }
    }

    /** Of any other address of this machine: nothing listens there. */
    @Test
    void nothingListensBeyondLoopback() throws Exception {
        int[] ports = {
            port(farm.endpoints().kafka()),
            URI.create(farm.endpoints().s3()).getPort(),
            URI.create(farm.endpoints().http()).getPort()
        };
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : network.inetAddresses().toList()) {
                if (address.isLoopbackAddress() || !bindable(address)) {
                    continue;
                }
                for (int port : ports) {
                    assertThatThrownBy(
                                    () -> {
                                        try (Socket socket = new Socket()) {
                                            socket.connect(
                                                    new InetSocketAddress(address, port), 2000);
                                        }
                                    })
                            .as("%s:%d", address, port)
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    private static boolean bindable(InetAddress address) {
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
