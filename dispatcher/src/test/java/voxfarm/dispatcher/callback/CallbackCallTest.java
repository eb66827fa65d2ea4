package voxfarm.dispatcher.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.config.Secret;
import voxfarm.common.plan.CallbackUrl;

@Timeout(60)
class CallbackCallTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Secret SECRET = new Secret("0123456789abcdef");
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicInteger lookedUp = new AtomicInteger();

    @TempDir Path folder;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private HookServer server(HookServer.Behaviour behaviour) {
        HookServer server = new HookServer(behaviour);
        opened.add(server);
        return server;
    }

    private CallbackCall call(Duration timeout, InetAddress... found) {
        return call((SSLSocketFactory) SSLSocketFactory.getDefault(), timeout, found);
    }

    private CallbackCall call(SSLSocketFactory tls, Duration timeout, InetAddress... found) {
        CallbackCall call =
                new CallbackCall(
                        host -> {
                            lookedUp.incrementAndGet();
                            if (found.length == 0) {
                                throw new UnknownHostException(host);
                            }
                            return found;
                        },
                        tls,
                        timeout);
        opened.add(call);
        return call;
    }

    private static int post(CallbackCall call, boolean own, String url) throws IOException {
        CallbackUrl parsed = CallbackUrl.parse(url);
        return call.post(
                new CallbackTargets.Target(parsed, SECRET, own),
                parsed,
                Map.of("Voxfarm-Try", "1"),
                BODY);
    }

    @Test
    void postsTheBodyToTheAddressThatTheNameStandsForAndLooksItUpOnce() throws IOException {
        HookServer server = server(HookServer.status(204));

        int status =
                post(
                        call(Duration.ofSeconds(20), LOOPBACK),
                        true,
                        "http://hooks.test:" + server.port() + "/a/b?c=d");

        assertThat(status).isEqualTo(204);
        assertThat(lookedUp).hasValue(1);
        assertThat(server.received)
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.line()).isEqualTo("POST /a/b?c=d HTTP/1.1");
                    assertThat(call.heads())
                            .containsEntry("host", "hooks.test:" + server.port())
                            .containsEntry("voxfarm-try", "1")
                            .containsEntry("content-length", "2");
                    assertThat(call.body()).isEqualTo("{}");
                });
    }

    @Test
    void passesOverAnnouncementsBeforeTheAnswer() throws IOException {
        HookServer server =
                server((_, out) ->
                        out.write(
                                "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII)));

        assertThat(
                        post(
                                call(Duration.ofSeconds(20), LOOPBACK),
                                true,
                                "http://hooks.test:" + server.port()))
                .isEqualTo(200);
    }

    @Test
    void followsNoRedirect() throws IOException {
        HookServer elsewhere = server(HookServer.status(200));
        HookServer server =
                server(
                        HookServer.status(
                                307, "Location: http://127.0.0.1:" + elsewhere.port() + "/"));

        assertThat(
                        post(
                                call(Duration.ofSeconds(20), LOOPBACK),
                                true,
                                "http://hooks.test:" + server.port()))
                .isEqualTo(307);
        assertThat(elsewhere.connections).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "169.254.169.254",
                "192.168.1.1",
                "::1",
                "fd00::1",
                "fe80::1",
                "::ffff:127.0.0.1",
                "0.0.0.0"
            })
    void callsNoAddressOfTheFarmsOwnNetworkWhereThatIsNotAllowed(String address) {
        HookServer server = server(HookServer.status(200));
        CallbackCall call =
                call(
                        Duration.ofSeconds(20),
                        InetAddress.ofLiteral("93.184.215.14"),
                        InetAddress.ofLiteral(address));

        assertThatThrownBy(() -> post(call, false, "http://hooks.test:" + server.port()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("hooks.test stands for an address that is not public");
        assertThat(server.connections).hasValue(0);
        assertThat(lookedUp).hasValue(1);
    }

    @Test
    void callsNoAddressOfTheLinkWhateverIsAllowed() {
        CallbackCall call = call(Duration.ofSeconds(20), InetAddress.ofLiteral("169.254.169.254"));

        assertThatThrownBy(() -> post(call, true, "http://metadata.test/"))
                .hasMessageContaining("not public");
    }

    @Test
    void saysThatANameIsNotKnown() {
        CallbackCall call = call(Duration.ofSeconds(20));

        assertThatThrownBy(() -> post(call, true, "http://nowhere.test/"))
                .hasMessage("the name nowhere.test is not known");
    }

    @Test
    void endsByItsTimeoutWhereNothingAnswers() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        HookServer server =
                server((_, _) -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        CallbackCall call = call(Duration.ofSeconds(1), LOOPBACK);

        long begun = System.nanoTime();
        assertThatThrownBy(() -> post(call, true, "http://hooks.test:" + server.port()))
                .hasMessage("no answer within 1 s");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        never.countDown();
    }

    /** A timeout of each read alone would wait for ever. */
    @Test
    void endsByItsTimeoutWhereTheAnswerDrips() {
        HookServer server =
                server((_, out) -> {
                    while (true) {
                        out.write(' ');
                        out.flush();
                        try {
                            TimeUnit.MILLISECONDS.sleep(50);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            return;
                        }
                    }
                });
        CallbackCall call = call(Duration.ofSeconds(1), LOOPBACK);

        assertThatThrownBy(() -> post(call, true, "http://hooks.test:" + server.port()))
                .hasMessage("no answer within 1 s");
    }

    @Test
    void givesUpOnAnAnswerWhoseHeadDoesNotEnd() {
        HookServer server =
                server((_, out) -> {
                    byte[] much = new byte[8192];
                    while (true) {
                        out.write(much);
                    }
                });
        CallbackCall call = call(Duration.ofSeconds(30), LOOPBACK);

        assertThatThrownBy(() -> post(call, true, "http://hooks.test:" + server.port()))
                .hasMessage("the head of the answer is too long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"220 smtp ready\r\n", "HTTP/2 200\r\n", "HTTP/1.1 20\r\n"})
    void saysThatWhatAnsweredSpeaksSomethingElse(String answer) {
        HookServer server =
                server((_, out) -> out.write(answer.getBytes(StandardCharsets.US_ASCII)));
        CallbackCall call = call(Duration.ofSeconds(20), LOOPBACK);

        assertThatThrownBy(() -> post(call, true, "http://hooks.test:" + server.port()))
                .hasMessage("what answered does not speak HTTP/1.1");
    }

    @Test
    void breaksOffWhatIsUnderWayWhenItIsClosed() throws Exception {
        CountDownLatch came = new CountDownLatch(1);
        HookServer server =
                server((_, _) -> {
                    came.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        CallbackCall call = call(Duration.ofMinutes(2), LOOPBACK);
        Thread closing =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                came.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            call.close();
                        });

        assertThatThrownBy(() -> post(call, true, "http://hooks.test:" + server.port()))
                .isInstanceOf(IOException.class);
        closing.join();
        assertThatThrownBy(() -> post(call, true, "http://hooks.test:" + server.port()))
                .hasMessage("the dispatcher is stopping");
    }

    /** The connection goes to an address, and the certificate must be the name's all the same. */
    @Test
    void asksForACertificateOfTheName() throws Exception {
        SSLContext tls = tls("hooks.test");
        ServerSocket listening =
                tls.getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        HookServer server = new HookServer(listening, HookServer.status(200));
        opened.add(server);
        CallbackCall call = call(tls.getSocketFactory(), Duration.ofSeconds(20), LOOPBACK);

        assertThat(post(call, true, "https://hooks.test:" + server.port() + "/x")).isEqualTo(200);
        assertThatThrownBy(() -> post(call, true, "https://other.test:" + server.port() + "/x"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other.test");
        assertThat(server.received).hasSize(1);
    }

    /** Of a server with that name, and of who trusts it. */
    private SSLContext tls(String name) throws Exception {
        Path file = folder.resolve("hooks.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "hooks",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=dns:" + name,
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "changeit",
                                "-keystore",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        char[] password = "changeit".toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, password);
        }
        KeyManagerFactory own =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, password);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, password);
        trusted.setCertificateEntry("hooks", keys.getCertificate("hooks"));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }
}
