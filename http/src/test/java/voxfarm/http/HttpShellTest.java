package voxfarm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.http.RawHttp;

/** On a real port. */
@Timeout(60)
class HttpShellTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpShell shell = shell(0);

    private HttpShell shell(int port) {
        return new HttpShell(
                new Address("127.0.0.1", port, "worker.http.port"),
                Map.of(
                        "/healthz",
                        () -> page(200, "alive " + asked.incrementAndGet()),
                        "/readyz",
                        () -> page(503, "not yet"),
                        "/broken",
                        () -> {
                            throw new IllegalStateException("secret of the inside");
                        },
                        "/locked",
                        () -> page(200, "figures")),
                Map.of("/locked", key -> key.filter("open sesame"::equals).isPresent()));
    }

    private static HttpShell.Page page(int status, String text) {
        return new HttpShell.Page(status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    @BeforeEach
    void start() {
        shell.start();
    }

    @AfterEach
    void stop() {
        shell.close();
    }

    private RawHttp.Answer get(String path) throws IOException {
        return RawHttp.call(shell.port(), "GET", path, "Host: worker");
    }

    private void assertServes() throws IOException {
        assertThat(get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void asksForAKeyWhereAPageHasALock() throws IOException {
        RawHttp.Answer refused = get("/locked");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.head()).contains("WWW-Authenticate: Bearer");
        assertThat(refused.body()).doesNotContain("figures");
        assertThat(get("/locked?key=open%20sesame").status()).isEqualTo(401);

        RawHttp.Answer told =
                RawHttp.call(
                        shell.port(),
                        "GET",
                        "/locked",
                        "Host: worker",
                        "Authorization: bearer open sesame");
        assertThat(told.body()).isEqualTo("figures");
        assertThat(get("/healthz").status()).as("others are for everyone").isEqualTo(200);
    }

    @Test
    void answersWhatItsPagesSay() throws IOException {
        RawHttp.Answer alive = get("/healthz?verbose=1");
        assertThat(alive.status()).isEqualTo(200);
        assertThat(alive.body()).isEqualTo("alive 1");
        assertThat(alive.head())
                .contains("Content-Type: text/plain", "nosniff", "Cache-Control: no-store")
                .doesNotContain("Server:");
        assertThat(get("/healthz").body()).as("asked anew").isEqualTo("alive 2");
        assertThat(get("/readyz").status()).isEqualTo(503);
        assertThat(get("/readyz").body()).isEqualTo("not yet");
    }

    @Test
    void answersHeadWithoutABody() throws IOException {
        RawHttp.Answer head = RawHttp.call(shell.port(), "HEAD", "/healthz", "Host: worker");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.head()).contains("Content-Length: 7");
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz/", "/HEALTHZ", "/v1/voices", "/healthz;x=1/y", "/..."})
    void hasNoOtherPaths(String path) throws IOException {
        RawHttp.Answer answer = get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":\"not_found\"");
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"})
    void takesNothing(String method) throws IOException {
        RawHttp.Answer answer =
                RawHttp.call(
                        shell.port(),
                        method,
                        "/healthz",
                        "Host: worker",
                        // a body that never comes is not waited for
                        "Content-Length: 1000000000");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.head()).contains("Allow: GET, HEAD");
        assertThat(asked).hasValue(0);
        assertServes();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /healthz HTTP/1.1~Host: w~X: LONG~~, 431",
        "GET /LONG HTTP/1.1~Host: w~~, 414",
        "GET /%2e%2e/healthz HTTP/1.1~Host: w~~, 400",
        "GET /healthz HTTP/1.1~~, 400",
        "GET /healthz HTTP/1.1~Host: w~Transfer-Encoding: chunked~Content-Length: 5~~, 400",
        "GET /healthz HTTP/1.1~Host: w~X-HTTP-Method-Override: POST~Connection: close~~, 400",
        "GET  \0 HTTP/1.1~Host: w~~, 400",
        "MUMBLE~~, 400",
    })
    void refusesWhatIsNoCall(String request, int status) throws IOException {
        RawHttp.Answer answer =
                RawHttp.send(
                        shell.port(),
                        request.replace("LONG", "x".repeat(40_000)).replace('~', '\n'));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(asked).hasValue(0);
        assertServes();
    }

    @Test
    void tellsNothingOfADefect() throws IOException {
        RawHttp.Answer answer = get("/broken");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body())
                .contains("\"code\":\"internal\"", "reference")
                .doesNotContain("secret");
        assertServes();
    }

    /** Whoever opens connections and says nothing there holds up nobody but themselves. */
    @Test
    void isThereForProbesBesideThoseWhoHoldConnections() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), shell.port());
                socket.getOutputStream()
                        .write(
                                "GET /healthz HTTP/1.1\r\nX-Drip: "
                                        .getBytes(StandardCharsets.UTF_8));
                idle.add(socket);
                if (i % 50 == 0) {
                    assertServes();
                }
            }
            assertServes();
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void namesTheKeyOfAPortThatIsTaken() {
        HttpShell second = shell(shell.port());
        assertThatThrownBy(second::start)
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY))
                .hasMessageContaining("is taken")
                .hasMessageContaining("worker.http.port");
        second.close();
    }

    @Test
    void isGoneWhenItIsClosed() {
        int port = shell.port();
        shell.close();
        shell.close();
        assertThatThrownBy(() -> RawHttp.call(port, "GET", "/healthz", "Host: worker"))
                .isInstanceOf(IOException.class);
    }
}
