package voxfarm.common.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import voxfarm.common.error.VoxfarmException;

/** A farm without keys of its own takes those that its environment issues for a time. */
class IssuedCredentialsTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/farm";

    @TempDir Path folder;

    private HttpServer server;

    /** What calls of the store bore as session. */
    private final List<String> sessions = new CopyOnWriteArrayList<>();

    private final AtomicInteger issued = new AtomicInteger();
    private final Map<String, String> before = new HashMap<>();
    private volatile Duration lasts = Duration.ofHours(1);
    private volatile String asked = "";
    private volatile boolean refuses;

    @BeforeEach
    void serve() throws IOException {
        set("aws.ec2MetadataDisabled", "true");
        set("aws.sharedCredentialsFile", folder.resolve("none").toString());
        set("aws.configFile", folder.resolve("none").toString());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/credentials", this::ofContainer);
        server.createContext("/", this::ofRole);
        server.createContext("/bucket", this::store);
        server.start();
        assumeThat(System.getenv())
                .doesNotContainKeys(
                        "AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN");
    }

    @AfterEach
    void stop() {
        server.stop(0);
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void set(String name, String value) {
        before.put(name, System.getProperty(name));
        System.setProperty(name, value);
    }

    private static void answer(HttpExchange call, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().set("Content-Type", type);
        call.sendResponseHeaders(200, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    private void ofContainer(HttpExchange call) throws IOException {
        answer(
                call,
                "application/json",
                """
                {"AccessKeyId": "key", "SecretAccessKey": "secret", "Token": "session-%d",
                 "Expiration": "%s"}
                """
                        .formatted(issued.incrementAndGet(), Instant.now().plus(lasts)));
    }

    private void ofRole(HttpExchange call) throws IOException {
        if (refuses) {
            call.sendResponseHeaders(403, -1);
            call.close();
            return;
        }
        asked = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        answer(
                call,
                "text/xml",
                """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                <AssumeRoleWithWebIdentityResult><Credentials>
                <AccessKeyId>key</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
                <SessionToken>session-%d</SessionToken><Expiration>%s</Expiration>
                </Credentials></AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>
                """
                        .formatted(issued.incrementAndGet(), Instant.now().plus(lasts)));
    }

    private void store(HttpExchange call) throws IOException {
        String signature = call.getRequestHeaders().getFirst("Authorization");
        sessions.add(
                signature.contains("x-amz-security-token")
                        ? call.getRequestHeaders().getFirst("x-amz-security-token")
                        : "unsigned");
        call.sendResponseHeaders(404, -1);
        call.close();
    }

    private S3ObjectStore connect() {
        return S3ObjectStore.connect(config());
    }

    private StoreConfig config() {
        return new StoreConfig(
                Optional.of(URI.create(address())),
                "eu-central-1",
                "bucket",
                "",
                true,
                Optional.empty(),
                Optional.empty(),
                true);
    }

    @Test
    void thoseOfAContainerAreAskedForAgainBeforeTheyEnd() {
        set("aws.containerCredentialsFullUri", address() + "/credentials");
        lasts = Duration.ofSeconds(10); // less than the time ahead at which they are renewed

        try (S3ObjectStore store = connect()) {
            assertThat(store.head(new ObjectKey("a"))).isEmpty();
            lasts = Duration.ofHours(6);
            assertThat(store.head(new ObjectKey("a"))).isEmpty();
            assertThat(store.head(new ObjectKey("a"))).isEmpty();
        }

        assertThat(sessions).startsWith("session-1").endsWith("session-2");
        assertThat(issued).hasValue(2);
    }

    private void setRole() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "token-of-the-pod");
        set("aws.webIdentityTokenFile", token.toString());
        set("aws.roleArn", ROLE);
        set("aws.roleSessionName", "farm");
        set("aws.region", "eu-central-1");
        set("aws.endpointUrlSts", address());
    }

    @Test
    void aRoleIsTakenOnByTheTokenOfThePod() throws IOException {
        setRole();

        try (S3ObjectStore store = connect()) {
            assertThat(store.head(new ObjectKey("a"))).isEmpty();
        }

        assertThat(asked).contains("AssumeRoleWithWebIdentity", "token-of-the-pod", "role%2Ffarm");
        assertThat(sessions).containsExactly("session-1");
    }

    @Test
    void whoMayNotTakeTheRoleIsToldSo() throws IOException {
        setRole();
        refuses = true;

        try (S3ObjectStore store = connect()) {
            assertThatThrownBy(() -> store.head(new ObjectKey("a")))
                    .hasMessageContaining("no credentials; set store.access-key")
                    .hasMessageContaining("web identity: ")
                    .hasMessageContaining("403");
        }
    }

    /** As it is thrown when those of before have ended: then the store is not to blame. */
    @Test
    void whoGetsNoNewOnesIsToldSo() {
        SdkClientException failure =
                SdkClientException.create("failed", new UnknownHostException("sts.example.org"));
        assertThat(S3Failures.line(failure, config())).startsWith("no such host");
        failure.setStackTrace(
                new StackTraceElement[] {
                    new StackTraceElement(
                            "software.amazon.awssdk.services.sts.auth.StsCredentialsProvider",
                            "updateSessionCredentials",
                            null,
                            1)
                });
        assertThat(S3Failures.line(failure, config()))
                .startsWith("no new credentials")
                .contains("sts.example.org");
    }

    @Test
    void whoHasNoneIsToldWhereTheyAreLookedFor() {
        try (S3ObjectStore store = connect()) {
            assertThatThrownBy(() -> store.head(new ObjectKey("a")))
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageContaining("no credentials; set store.access-key")
                    .hasMessageEndingWith("environment");
        }
    }

    @Test
    void whatIsWrongWithTheNamesOfTheEnvironmentIsTold() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "token-of-the-pod");
        set("aws.webIdentityTokenFile", token.toString()); // and no role
        set("aws.containerCredentialsFullUri", "http://credentials.example.org/");

        try (S3ObjectStore store = connect()) {
            assertThatThrownBy(() -> store.head(new ObjectKey("a")))
                    .hasMessageContaining("web identity: ")
                    .hasMessageContaining("AWS_ROLE_ARN")
                    .hasMessageContaining("container: ")
                    .hasMessageContaining("credentials.example.org");
        }
    }
}
