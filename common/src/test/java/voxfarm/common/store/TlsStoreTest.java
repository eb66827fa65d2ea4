package voxfarm.common.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.config.Secret;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** A store whose certificate no public authority has signed. */
class TlsStoreTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir static Path folder;

    private static HttpsServer server;

    @BeforeAll
    static void start() throws Exception {
        keytool(
                "-genkeypair -alias store -keyalg EC -dname CN=store -ext san=ip:127.0.0.1"
                        + " -storetype PKCS12 -keystore store.p12");
        keytool("-exportcert -rfc -alias store -keystore store.p12 -file ca.pem");
        keytool(
                "-genkeypair -alias other -keyalg EC -dname CN=other -storetype PKCS12 -keystore"
                        + " other.p12");
        keytool("-exportcert -rfc -alias other -keystore other.p12 -file other.pem");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("store.p12"))) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext(
                "/",
                exchange -> {
                    byte[] body = "spoken".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    private static void keytool(String arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ", -1)));
        command.addAll(List.of("-storepass", new String(PASSWORD)));
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

    private static StoreReach trusting(String file) {
        return new StoreReach(
                Optional.empty(),
                Optional.of(folder.resolve(file)),
                StoreReach.DEFAULTS.connect(),
                StoreReach.DEFAULTS.answer(),
                StoreReach.DEFAULTS.attempt());
    }

    private static S3ObjectStore connect(StoreReach reach) {
        return S3ObjectStore.connect(
                new StoreConfig(
                        Optional.of(
                                URI.create("https://127.0.0.1:" + server.getAddress().getPort())),
                        "us-east-1",
                        "bucket",
                        "",
                        true,
                        Optional.of("key"),
                        Optional.of(new Secret("secret")),
                        true,
                        reach));
    }

    @Test
    void trustsTheAuthorityOfTheFile() {
        try (S3ObjectStore store = connect(trusting("ca.pem"))) {
            assertThat(store.read(new ObjectKey("a"), 100))
                    .hasValue("spoken".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void trustsNoOtherAndNamesTheKey() {
        for (StoreReach reach : List.of(StoreReach.DEFAULTS, trusting("other.pem"))) {
            try (S3ObjectStore store = connect(reach)) {
                assertThatThrownBy(() -> store.read(new ObjectKey("a"), 100))
                        .isInstanceOf(VoxfarmException.class)
                        .hasMessageContaining("store.ca-file");
            }
        }
    }

    @Test
    void refusesAFileWithoutCertificates() throws Exception {
        Files.writeString(folder.resolve("empty.pem"), "");
        Files.writeString(folder.resolve("noise.pem"), "no certificate");
        for (String file : List.of("empty.pem", "noise.pem", "missing.pem")) {
            assertThatThrownBy(() -> trusting(file).checkAuthorities())
                    .isInstanceOfSatisfying(
                            VoxfarmException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                    .hasMessageContaining("store.ca-file: " + folder.resolve(file));
        }
    }
}
