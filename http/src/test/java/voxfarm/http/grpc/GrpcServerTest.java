package voxfarm.http.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.http.Address;

class GrpcServerTest {
    private static final String ECHO = "/t.Test/Echo";
    private static final String WATCH = "/t.Test/Watch";

    private final AtomicReference<String> present = new AtomicReference<>("one");

    private final GrpcServer server =
            new GrpcServer(
                    new Address("127.0.0.1", 0, "test.port"),
                    Map.of(
                            ECHO,
                            new GrpcMethod.Answered(message -> message),
                            "/t.Test/Wrong",
                            new GrpcMethod.Answered(_ -> {
                                throw new VoxfarmException(
                                        ErrorCode.INVALID_REQUEST, "expected 100 %, was ü");
                            }),
                            "/t.Test/Away",
                            new GrpcMethod.Answered(_ -> {
                                throw new VoxfarmException(
                                        ErrorCode.BROKER_UNAVAILABLE, "no broker");
                            }),
                            "/t.Test/Defect",
                            new GrpcMethod.Answered(_ -> {
                                throw new IllegalStateException("secret");
                            }),
                            WATCH,
                            new GrpcMethod.Followed(_ -> this::presentOrGone)));

    private byte[] presentOrGone() {
        if (present.get().isEmpty()) {
            throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "no broker");
        }
        return present.get().getBytes(UTF_8);
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private PlainHttp2 caller() throws IOException {
        return PlainHttp2.greeting(server.port());
    }

    private void stillServes() throws IOException {
        try (PlainHttp2 caller = caller()) {
            assertThat(caller.call(1, ECHO, "x".getBytes(UTF_8)).status()).isEqualTo("0");
        }
    }

    @Test
    void answersAMessageWithAMessage() throws IOException {
        try (PlainHttp2 caller = caller()) {
            for (int stream = 1; stream < 40; stream += 2) {
                byte[] message = ("call " + stream).getBytes(UTF_8);
                PlainHttp2.Ended ended = caller.call(stream, ECHO, message);
                assertThat(ended.heads())
                        .containsEntry(":status", "200")
                        .containsEntry("content-type", "application/grpc")
                        .containsEntry("grpc-status", "0");
                assertThat(ended.body()).isEqualTo(PlainHttp2.message(message));
            }
        }
    }

    @Test
    void saysWhyACallFailed() throws IOException {
        try (PlainHttp2 caller = caller()) {
            PlainHttp2.Ended wrong = caller.call(1, "/t.Test/Wrong", new byte[0]);
            assertThat(wrong.status()).isEqualTo("3");
            assertThat(wrong.message()).isEqualTo("expected 100 %25, was %C3%BC");
            assertThat(wrong.heads()).containsEntry(":status", "200");
            assertThat(caller.call(3, "/t.Test/Away", new byte[0]).status()).isEqualTo("14");
            PlainHttp2.Ended defect = caller.call(5, "/t.Test/Defect", new byte[0]);
            assertThat(defect.status()).isEqualTo("13");
            assertThat(defect.message()).contains("reference").doesNotContain("secret");
            assertThat(caller.call(7, "/t.Test/Other", new byte[0]).status()).isEqualTo("12");
        }
    }

    @Test
    void takesOneWholeMessageAndNothingElse() throws IOException {
        try (PlainHttp2 caller = caller()) {
            byte[] compressed = PlainHttp2.message(new byte[3]);
            compressed[0] = 1;
            byte[] two =
                    ByteBuffer.allocate(12)
                            .put(PlainHttp2.message(new byte[1]))
                            .put(PlainHttp2.message(new byte[1]))
                            .array();
            byte[] negative = PlainHttp2.message(new byte[3]);
            negative[1] = (byte) 0xff;
            Map<byte[], String> bodies =
                    Map.of(
                            compressed,
                            "12",
                            two,
                            "3",
                            negative,
                            "3",
                            new byte[0],
                            "3",
                            new byte[4],
                            "3",
                            Arrays.copyOf(PlainHttp2.message(new byte[9]), 8),
                            "3");
            int stream = 1;
            for (Map.Entry<byte[], String> body : bodies.entrySet()) {
                caller.open(stream, ECHO);
                caller.frame(PlainHttp2.DATA, PlainHttp2.END_STREAM, stream, body.getKey());
                assertThat(caller.end(stream).status()).isEqualTo(body.getValue());
                stream += 2;
            }
        }
    }

    @Test
    void refusesALongMessage() throws IOException {
        try (PlainHttp2 caller = caller()) {
            caller.open(1, ECHO);
            for (int i = 0; i < 5; i++) {
                caller.frame(PlainHttp2.DATA, 0, 1, new byte[16_000]);
            }
            assertThat(caller.end(1).status()).isEqualTo("8");
            assertThat(caller.call(3, ECHO, new byte[10]).status()).isEqualTo("0");
        }
    }

    @Test
    void isNoServerOfPages() throws IOException {
        try (PlainHttp2 caller = caller()) {
            caller.frame(
                    PlainHttp2.HEADERS,
                    PlainHttp2.END_HEADERS | PlainHttp2.END_STREAM,
                    1,
                    PlainHttp2.head(
                            ":method", "GET", ":scheme", "http", ":path", ECHO, ":authority", "t"));
            assertThat(caller.end(1).heads()).containsEntry(":status", "405");
            caller.frame(
                    PlainHttp2.HEADERS,
                    PlainHttp2.END_HEADERS | PlainHttp2.END_STREAM,
                    3,
                    PlainHttp2.head(
                            ":method",
                            "POST",
                            ":scheme",
                            "http",
                            ":path",
                            ECHO,
                            ":authority",
                            "t",
                            "content-type",
                            "application/json"));
            assertThat(caller.end(3).heads()).containsEntry(":status", "415");
        }
    }

    @Test
    void tellsWhoeverFollowsWhatIsNew() throws IOException {
        try (PlainHttp2 caller = caller()) {
            caller.open(1, WATCH);
            caller.frame(
                    PlainHttp2.DATA, PlainHttp2.END_STREAM, 1, PlainHttp2.message(new byte[0]));
            assertThat(caller.nextMessage(1)).asString(UTF_8).isEqualTo("one");
            present.set("two");
            assertThat(caller.nextMessage(1)).asString(UTF_8).isEqualTo("two");
            present.set("");
            PlainHttp2.Ended ended = caller.end(1);
            assertThat(ended.status()).isEqualTo("14");
            assertThat(ended.message()).isEqualTo("no broker");
            assertThat(server.followed()).isZero();
        }
    }

    @Test
    void forgetsWhoHasGone() throws Exception {
        try (PlainHttp2 caller = caller()) {
            for (int stream = 1; stream <= 5; stream += 2) {
                caller.open(stream, WATCH);
                caller.frame(
                        PlainHttp2.DATA,
                        PlainHttp2.END_STREAM,
                        stream,
                        PlainHttp2.message(new byte[0]));
                caller.nextMessage(stream);
            }
            assertThat(server.followed()).isEqualTo(3);
            caller.frame(PlainHttp2.RESET, 0, 1, new byte[] {0, 0, 0, 8});
            present.set("two"); // whoever is there is told, and after that the other is gone
            int first = caller.nextStream();
            int second = caller.nextStream();
            assertThat(List.of(first, second)).containsExactlyInAnyOrder(3, 5);
            assertThat(server.followed()).isEqualTo(2);
        }
        awaitNoFollower();
    }

    private void awaitNoFollower() throws InterruptedException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (server.followed() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            Thread.sleep(20);
        }
        assertThat(server.followed()).isZero();
    }

    @Test
    void endsCallsThatAreFollowedWhenItStops() throws IOException {
        try (PlainHttp2 caller = caller()) {
            caller.open(1, WATCH);
            caller.frame(
                    PlainHttp2.DATA, PlainHttp2.END_STREAM, 1, PlainHttp2.message(new byte[0]));
            caller.nextMessage(1);
            server.close();
            PlainHttp2.Ended ended = caller.end(1);
            // broken off where the server had not seen yet that its message was taken
            assertThat(ended.status().equals("14") || ended.heads().containsKey("reset"))
                    .as(ended.heads().toString())
                    .isTrue();
        }
    }

    @Test
    void cutsWhoeverSpeaksAnotherProtocol() throws IOException {
        for (String words :
                List.of(
                        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                        "\0\0\0\0\0\0\0\0\0\0",
                        "x".repeat(500))) {
            try (PlainHttp2 caller = new PlainHttp2(server.port())) {
                caller.raw(words.getBytes(UTF_8));
                assertThat(caller.isCut()).as(words).isTrue();
            }
        }
        stillServes();
    }

    /** Each of these costs the server more than its sender. */
    @Test
    void cutsWhoeverSendsFramesThatOnlyCost() throws IOException {
        List<byte[]> costly =
                List.of(
                        PlainHttp2.framed(PlainHttp2.PING, 0, 0, new byte[8]),
                        PlainHttp2.framed(PlainHttp2.SETTINGS, 0, 0, new byte[0]),
                        PlainHttp2.framed(PlainHttp2.SETTINGS, 0, 0, new byte[6 * 100]));
        for (byte[] frame : costly) {
            try (PlainHttp2 caller = caller()) {
                flood(caller, frame, 2000);
                assertThat(caller.isCut()).isTrue();
            }
        }
        stillServes();
    }

    private static void flood(PlainHttp2 caller, byte[] frame, int times) {
        try {
            for (int i = 0; i < times; i++) {
                caller.raw(frame);
            }
        } catch (IOException e) {
            // it was cut in between
        }
    }

    @Test
    void cutsWhoeverOpensCallsAndBreaksThemOff() throws IOException {
        try (PlainHttp2 caller = caller()) {
            try {
                for (int stream = 1; stream < 4000; stream += 2) {
                    caller.open(stream, ECHO);
                    caller.frame(PlainHttp2.RESET, 0, stream, new byte[] {0, 0, 0, 8});
                }
            } catch (IOException e) {
                // it was cut in between
            }
            assertThat(caller.isCut()).isTrue();
        }
        stillServes();
    }

    @Test
    void boundsHeads() throws IOException {
        try (PlainHttp2 caller = caller()) {
            caller.frame(PlainHttp2.HEADERS, 0, 1, PlainHttp2.callHead(ECHO));
            flood(
                    caller,
                    PlainHttp2.framed(
                            PlainHttp2.CONTINUATION, 0, 1, PlainHttp2.head("x", "y".repeat(8000))),
                    100);
            assertThat(caller.isCut()).isTrue();
        }
        stillServes();
    }

    @Test
    void boundsConnectionsAndLetsNewcomersIn() throws IOException {
        List<PlainHttp2> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * GrpcConnections.MOST; i++) {
                silent.add(new PlainHttp2(server.port()));
            }
            stillServes();
            assertThat(silent.getFirst().isCut()).isTrue();
        } finally {
            for (PlainHttp2 caller : silent) {
                caller.close();
            }
        }
    }

    @Test
    void boundsCallsThatAreFollowed() throws IOException {
        List<PlainHttp2> callers = new ArrayList<>();
        int refused = 0;
        try {
            for (int c = 0; c < 3; c++) {
                PlainHttp2 caller = caller();
                callers.add(caller);
                for (int stream = 1; stream <= 2 * 100 && refused == 0; stream += 2) {
                    caller.open(stream, WATCH);
                    caller.frame(
                            PlainHttp2.DATA,
                            PlainHttp2.END_STREAM,
                            stream,
                            PlainHttp2.message(new byte[0]));
                    if (server.followed() < GrpcFollowers.MOST) {
                        caller.nextMessage(stream);
                    } else {
                        assertThat(caller.end(stream).status()).isEqualTo("8");
                        refused++;
                    }
                }
            }
            assertThat(refused).isEqualTo(1);
            stillServes();
        } finally {
            for (PlainHttp2 caller : callers) {
                caller.close();
            }
        }
    }

    /** Whatever comes, the next caller is served. */
    @Test
    void outlivesFramesOfAnyKind() throws IOException {
        long seed = Long.getLong("voxfarm.seed", System.nanoTime());
        System.out.println("frames of any kind: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 150; round++) {
            try (PlainHttp2 caller = caller()) {
                for (int i = random.nextInt(20); i >= 0; i--) {
                    byte[] payload =
                            switch (random.nextInt(3)) {
                                case 0 -> PlainHttp2.callHead(random.nextBoolean() ? ECHO : WATCH);
                                case 1 -> PlainHttp2.message(new byte[random.nextInt(50)]);
                                default -> {
                                    byte[] any = new byte[random.nextInt(200)];
                                    random.nextBytes(any);
                                    yield any;
                                }
                            };
                    caller.frame(
                            random.nextInt(11), random.nextInt(64), random.nextInt(12), payload);
                }
            } catch (IOException e) {
                // it was cut
            }
        }
        stillServes();
        stillServes();
    }
}
