package voxfarm.dispatcher.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.http.RawHttp;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ForwardingObjectStore;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.HttpServer;
import voxfarm.dispatcher.api.TestHttp;
import voxfarm.dispatcher.status.EventProjector;
import voxfarm.dispatcher.status.RequestStatus;

/** Many readers at once, of a bucket that does not answer. */
@Timeout(60)
class RequestEventsApiTest {
    private static final RequestId ID = new RequestId("mine");
    private static final int READERS = 90;

    private final EventProjector events = new EventProjector(100);
    private final HangingStore store = new HangingStore();
    private final HttpServer server =
            new HttpServer(
                    TestHttp.config(1000, 1),
                    List.of(
                            new RequestEventsApi(new RequestStatus(store, events), events)
                                    ::register,
                            routes ->
                                    routes.get(
                                            "/healthz", Access.OPEN, ctx -> ctx.result("alive"))),
                    events::release);

    /** Counts who reads at once, and answers when it is told to. */
    private static final class HangingStore extends ForwardingObjectStore {
        private final AtomicInteger reading = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final CountDownLatch full = new CountDownLatch(8);
        private final CountDownLatch go = new CountDownLatch(1);

        HangingStore() {
            super(new InMemoryObjectStore());
        }

        @Override
        public Optional<byte[]> read(ObjectKey key, long maxBytes) {
            most.accumulateAndGet(reading.incrementAndGet(), Math::max);
            full.countDown();
            try {
                go.await();
                return super.read(key, maxBytes);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                reading.decrementAndGet();
            }
        }
    }

    @BeforeEach
    void start() {
        String request =
                """
                {"schema":1,"request_id":"mine","body_sha256":"0","accepted_by":"b",
                 "accepted_at":"2026-01-31T12:00:00Z","lane":"bulk","model_id":"joe",
                 "voice_version":"0123456789abcdef","speaker":"ann","speaker_id":0,
                 "language":"EN","sdp_ratio":0.2,"noise_scale":0.6,"noise_scale_w":0.8,
                 "length_scale":1,"seed":0,"output":{"format":"wav"},
                 "plan_key":"requests/mine/plan-00ff.json","text":"a","segments":1,"labels":{}}\
                """;
        store.create(
                RequestStore.key(ID), request.getBytes(StandardCharsets.UTF_8), "application/json");
        events.accept(
                RequestEventCodec.write(
                        new RequestEvent.Accepted(
                                new EventHeader(
                                        ID,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Instant.EPOCH,
                                        0))));
        server.start();
    }

    @AfterEach
    void stop() {
        store.go.countDown();
        server.close();
    }

    private String firstLine(CountDownLatch sent) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(
                            "GET /v1/requests/mine/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            sent.countDown();
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void fewReadersAskTheBucketAtOnceAndAllAreAnswered() throws Exception {
        CountDownLatch sent = new CountDownLatch(READERS);
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> lines = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                lines.add(readers.submit(() -> firstLine(sent)));
            }
            sent.await();
            assertThat(store.full.await(20, TimeUnit.SECONDS)).isTrue();

            for (int i = 0; i < 20; i++) { // behind all of them
                assertThat(
                                RawHttp.call(server.port(), "GET", "/healthz", "Host: localhost")
                                        .status())
                        .isEqualTo(200);
            }
            assertThat(store.reading).hasValue(8);
            store.go.countDown();
            for (Future<String> line : lines) {
                assertThat(line.get()).isEqualTo("HTTP/1.1 200 OK");
            }
            assertThat(store.most).hasValue(8);
        }
    }
}
