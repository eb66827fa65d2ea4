package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.dispatcher.planner.PlanningTurns;

/** Callers on real sockets, for whom texts are worked on that take long. */
class GoneCallersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Far beyond the first look at the caller's connection. */
    private static final Duration LONG_WORK = Duration.ofMillis(2500);

    private final PlanningTurns turns = new PlanningTurns();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CompletableFuture<ErrorCode> ended = new CompletableFuture<>();
    private final HttpServer server =
            new HttpServer(TestHttp.config(100_000, 1), List.of(this::register));

    private void register(Routes routes) {
        routes.post(
                "/endless",
                Access.OPEN,
                ctx -> {
                    var _ = ctx.bodyAsBytes();
                    work(Duration.ofMinutes(5));
                });
        routes.post(
                "/long",
                Access.OPEN,
                ctx -> {
                    String body = ctx.body();
                    work(LONG_WORK);
                    ctx.result("worked on " + body);
                });
    }

    private void work(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        try (PlanningTurns.Turn turn = turns.enter(1)) {
            begun.countDown();
            while (System.nanoTime() - until < 0) {
                turn.check();
                Thread.onSpinWait();
            }
        } catch (VoxfarmException e) {
            ended.complete(e.code());
            throw e;
        }
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static void post(Socket socket, String path, String body) throws IOException {
        String request =
                "POST "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void workEndsWhenItsCallerClosesItsConnection() throws Exception {
        try (Socket socket = connect()) {
            post(socket, "/endless", "{}");
            assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }

        assertThat(ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(ErrorCode.NOT_READY);
    }

    @Test
    void workEndsWhenItsCallersConnectionIsReset() throws Exception {
        try (Socket socket = connect()) {
            post(socket, "/endless", "{}");
            assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            socket.setSoLinger(true, 0);
        }

        assertThat(ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(ErrorCode.NOT_READY);
    }

    /** To look at a connection is to read from it: what comes early must not be lost. */
    @Test
    void requestsSentOneBehindTheOtherAreAllAnswered() throws Exception {
        try (Socket socket = connect()) {
            post(socket, "/long", "one");
            assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            post(socket, "/long", "two");
            post(socket, "/long", "x".repeat(6000));
            for (String body : List.of("one", "two", "x".repeat(6000))) {
                assertThat(answer(socket)).endsWith("worked on " + body);
            }
        }
        assertThat(ended).isNotDone();
    }

    /** One answer with a length. */
    private static String answer(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("the connection stays open: %s", head).isNotNegative();
            head.append((char) next);
        }
        String name = "content-length: ";
        int at = head.toString().toLowerCase(java.util.Locale.ROOT).indexOf(name) + name.length();
        int length = Integer.parseInt(head.substring(at, head.indexOf("\r\n", at)));
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }
}
