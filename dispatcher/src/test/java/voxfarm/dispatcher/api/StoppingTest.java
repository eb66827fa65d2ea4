package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.http.RawHttp;
import voxfarm.common.json.Json;
import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceImport;

/** What those are told who wait when the dispatcher stops. */
@Timeout(60)
class StoppingTest {
    private static final String NEVER = "{\"model_id\":\"joe\",\"text\":\"never\"}";

    private final DoorFarm farm =
            new DoorFarm(
                    TestHttp.config(100_000, 300), List.of(), VoiceImport.NONE, (text, _) -> text);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        farm.close();
        callers.close();
    }

    private static void until(BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static JsonNode json(DoorFarm.Answer answer) {
        return Json.readObject(answer.bytes(), "answer", ErrorCode.INTERNAL);
    }

    /** It was taken, and goes on: whoever asks for it later, and elsewhere, finds it. */
    @ParameterizedTest
    @ValueSource(strings = {"POST /v1/requests", "PUT /v1/requests/mine"})
    void whoWaitsForARequestGetsItsDocument(String call) throws Exception {
        String method = call.substring(0, call.indexOf(' '));
        String path = call.substring(call.indexOf(' ') + 1);
        Future<DoorFarm.Answer> waiting =
                callers.submit(() -> farm.send(method, path + "?wait=300", NEVER, call1 -> call1));
        until(() -> farm.lastJob != null);

        farm.close();

        DoorFarm.Answer answer = waiting.get();
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(json(answer).path("status").asText()).isEqualTo("queued");
        String id = json(answer).path("request_id").asText();
        assertThat(answer.response().headers().firstValue("Location"))
                .contains("/v1/requests/" + id);
        assertThat(farm.result(new RequestId(id))).as("nobody cancelled it").isEmpty();
    }

    /** Who has no name for what he asked for asks anew: nothing is spoken for nobody. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/voice?model_id=0&speaker_id=0 {\"text\":\"never\"}",
                "/v1/audio/speech {\"voice\":\"joe\",\"input\":\"never\"}",
            })
    void whoWaitsForSoundIsToldToComeAgain(String call) throws Exception {
        String path = call.substring(0, call.indexOf(' '));
        String body = call.substring(call.indexOf(' ') + 1);
        Future<DoorFarm.Answer> waiting =
                callers.submit(() -> farm.post(path, "application/json", body));
        until(() -> farm.lastJob != null);

        farm.close();

        DoorFarm.Answer answer = waiting.get();
        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
        assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.text()).contains("the dispatcher is stopping");
        RequestId id = java.util.Objects.requireNonNull(farm.lastJob).id().request();
        until(() -> farm.result(id).isPresent());
    }

    @Test
    void whoFollowsARequestSeesAWholeStream() throws Exception {
        farm.send("PUT", "/v1/requests/mine", NEVER, call -> call);
        try (HttpClient http = HttpClient.newHttpClient();
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        http.send(
                                                        HttpRequest.newBuilder(
                                                                        URI.create(
                                                                                "http://127.0.0.1:"
                                                                                        + farm
                                                                                                .port()
                                                                                        + "/v1/requests/mine/events"))
                                                                .build(),
                                                        HttpResponse.BodyHandlers.ofInputStream())
                                                .body(),
                                        StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith("id: ");

            farm.close();

            assertThat(lines.lines()).as("and no broken connection").contains("event: accepted");
        }
    }

    @Test
    void whoComesWhileCallsEndIsSentAway() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Void> closing = new CompletableFuture<>();
        HttpServer server =
                new HttpServer(
                        TestHttp.config(1000, 1),
                        List.of(routes ->
                                routes.get(
                                        "/long",
                                        Access.OPEN,
                                        ctx -> {
                                            begun.countDown();
                                            end.await();
                                            ctx.result("done");
                                        })),
                        () -> closing.complete(null));
        server.start();
        int port = server.port();
        Future<RawHttp.Answer> first =
                callers.submit(() -> RawHttp.call(port, "GET", "/long", "Host: localhost"));
        begun.await();
        Future<?> closed = callers.submit(server::close);
        closing.get();

        RawHttp.Answer second = RawHttp.call(port, "GET", "/long", "Host: localhost");
        end.countDown();

        assertThat(second.status()).as(second.whole()).isEqualTo(503);
        assertThat(second.head()).contains("Retry-After: 2").contains("application/problem+json");
        assertThat(second.body()).contains("service_unavailable");
        assertThat(first.get().body()).as("let to its end").contains("done");
        closed.get();
    }
}
