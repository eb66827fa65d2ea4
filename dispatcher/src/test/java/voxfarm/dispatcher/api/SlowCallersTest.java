package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import voxfarm.common.http.RawHttp;
import voxfarm.common.voice.VoiceImport;
import voxfarm.dispatcher.acceptance.QueueLimits;
import voxfarm.http.CallerLimits;

/** Callers on real sockets that take their time, and others beside them. */
class SlowCallersTest {
    private static final int CONNECTIONS = 300;
    private static final int OF_ONE = 200;
    private static final int DRIPPING = 1000;
    private static final int PATIENCE_MILLIS = 20_000;

    private final DoorFarm farm =
            new DoorFarm(
                    new HttpConfig(
                            "127.0.0.1",
                            0,
                            100_000,
                            1,
                            60,
                            CONNECTIONS,
                            new CallerLimits(OF_ONE, List.of(), 10, 60, 60, 1024, 32),
                            QueueLimits.DEFAULTS,
                            "auto",
                            List.of(),
                            List.of(),
                            List.of(),
                            Map.of()),
                    List.of(),
                    VoiceImport.NONE,
                    (text, _) -> text);
    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        farm.close();
    }

    private void pass(Duration time) {
        farm.nanos.addAndGet(time.toNanos());
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), farm.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        open.add(socket);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream()
                .write(text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String answer(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException e) {
            return ""; // reset
        }
    }

    private void othersAreAnswered() throws IOException {
        for (int i = 0; i < 20; i++) {
            assertThat(RawHttp.call(farm.port(), "GET", "/healthz", "Host: localhost").status())
                    .isEqualTo(200);
            assertThat(
                            RawHttp.call(
                                            farm.port(),
                                            "GET",
                                            "/voice?text=Hello&model_id=0&speaker_id=0",
                                            "Host: localhost")
                                    .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoDripsHeadsHoldsUpNobody() throws IOException {
        for (int i = 0; i < DRIPPING; i++) {
            Socket socket = connect();
            write(socket, "GET /healthz HTTP/1.1\nHost: localhost\nX-Drip: ");
        }
        othersAreAnswered();
        for (Socket socket : open) {
            try {
                write(socket, "x");
            } catch (IOException e) {
                // it gave way
            }
        }
        othersAreAnswered();
    }

    @Test
    void cutsAHeadThatDoesNotEnd() throws IOException {
        Socket first = connect();
        write(first, "GET /healthz HTTP/1.1\nHost: localhost\nX-Drip: ");
        Socket second = connect();
        write(second, "GET /healthz HTTP/1.1\nHost: localhost\n\n");
        byte[] status = second.getInputStream().readNBytes(12);
        assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");

        pass(Duration.ofSeconds(11));
        assertThat(answer(first)).isEmpty();
    }

    @Test
    void keepsHealthChecksWhereAllConnectionsAreBusy() throws IOException {
        for (int i = 0; i < OF_ONE; i++) {
            Socket socket = connect();
            write(
                    socket,
                    """
                    POST /v1/phonemes HTTP/1.1
                    Host: localhost
                    Content-Length: 100
                    Expect: 100-continue

                    """);
            // it is asked for its body: the call is in hand
            assertThat(
                            new String(
                                    socket.getInputStream().readNBytes(12),
                                    StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 100");
        }
        for (String path : List.of("/healthz", "/readyz")) {
            assertThat(RawHttp.call(farm.port(), "GET", path, "Host: localhost").status())
                    .isEqualTo(200);
        }
        RawHttp.Answer other = RawHttp.call(farm.port(), "GET", "/v1/voices", "Host: localhost");
        assertThat(other.status()).isEqualTo(503);
        assertThat(other.head()).contains("Retry-After", "application/problem+json");
        for (Socket socket : open) {
            socket.close();
        }
        othersAreAnsweredSoon();
    }

    private void othersAreAnsweredSoon() throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (RawHttp.call(farm.port(), "GET", "/v1/voices", "Host: localhost").status() != 200) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private Socket body(String method, String path, String type, int length) throws IOException {
        Socket socket = connect();
        write(
                socket,
                method
                        + " "
                        + path
                        + " HTTP/1.1\nHost: localhost\nExpect: 100-continue\nContent-Type: "
                        + type
                        + "\nContent-Length: "
                        + length
                        + "\n\n");
        byte[] asked = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
        assertThat(new String(asked, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 100");
        return socket;
    }

    @Test
    void sendsAwayWhoseBodyComesTooSlowly() throws IOException {
        Socket slow = body("POST", "/v1/phonemes", "application/json", 50_000);
        write(slow, " ".repeat(1000));
        pass(Duration.ofSeconds(12));
        write(slow, " ");
        assertThat(answer(slow)).startsWith("HTTP/1.1 408");
    }

    @Test
    void waitsForABodyThatComesFastEnoughButNotForEver() throws IOException {
        Socket slow = body("POST", "/v1/phonemes", "application/json", 99_000);
        for (int second = 0; second < 5; second++) {
            write(slow, " ".repeat(10_000));
            othersAreAnswered();
            pass(Duration.ofSeconds(9));
        }
        write(slow, " ".repeat(10_000));
        othersAreAnswered();
        pass(Duration.ofSeconds(20));
        write(slow, " ");
        assertThat(answer(slow)).startsWith("HTTP/1.1 408");
    }

    @Test
    void uploadsGiveTheirPlacesBack() throws IOException {
        String form = "multipart/form-data; boundary=x";
        for (int i = 0; i < 3; i++) {
            Socket first = body("PUT", "/v1/voices/one", form, 900_000);
            Socket second = body("PUT", "/v1/voices/two", form, 900_000);
            write(
                    first,
                    "--x\nContent-Disposition: form-data; name=\"a\"; filename=\"G_1.pth\"\n\n");
            write(second, "--x\n");
            Socket third = connect();
            write(
                    third,
                    """
                    PUT /v1/voices/three HTTP/1.1
                    Host: localhost
                    Connection: close
                    Expect: 100-continue
                    Content-Type: multipart/form-data; boundary=x
                    Content-Length: 10

                    """);
            assertThat(answer(third)).startsWith("HTTP/1.1 503");

            pass(Duration.ofSeconds(30));
            write(first, "x");
            write(second, "x");
            assertThat(answer(first)).contains(" 408 ");
            assertThat(answer(second)).contains(" 408 ");
        }
    }
}
