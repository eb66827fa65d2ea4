package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import voxfarm.common.json.Members;

/** Callers whose bodies find no room, as they are told by HTTP. */
class BodyRoomHttpTest {
    /** Parsed it takes 32 times that: all the room there is. */
    private static final int LARGE = (int) (Runtime.getRuntime().maxMemory() / 4 / 32) + (1 << 20);

    private final CompletableFuture<String> parsing = new CompletableFuture<>();
    private final CountDownLatch go = new CountDownLatch(1);
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server =
            new HttpServer(TestHttp.config(2 * LARGE, 1), List.of(this::register));

    private void register(Routes routes) {
        routes.post(
                "/held",
                Access.OPEN,
                ctx -> {
                    try (BodyRoom.Claim claim = BodyRoom.claim(ctx)) {
                        byte[] body = claim.readAll(ctx);
                        ctx.result(claim.parse(() -> parsed(body)));
                    }
                });
        routes.post(
                "/read",
                Access.OPEN,
                ctx -> ctx.result(Bodies.readObject(ctx, Members.of("a")).toString()));
    }

    private String parsed(byte[] body) {
        parsing.complete("parsing");
        try {
            assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return String.valueOf(body.length);
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        go.countDown();
        server.close();
        client.close();
    }

    private CompletableFuture<HttpResponse<String>> post(String path, byte[] body) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whoComesTooMuchIsToldToComeAgain() throws Exception {
        CompletableFuture<HttpResponse<String>> first =
                post("/held", " ".repeat(LARGE).getBytes(StandardCharsets.UTF_8));
        assertThat(CompletableFuture.anyOf(first, parsing).get(60, TimeUnit.SECONDS))
                .as("the first is being parsed")
                .isEqualTo("parsing");

        HttpResponse<String> second =
                post("/read", "{\"a\":1}".getBytes(StandardCharsets.UTF_8)).get();
        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(second.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(second.headers().firstValue("Retry-After")).isPresent();
        assertThat(second.body()).contains("not_ready", "too many bodies are read at once");

        go.countDown();
        assertThat(first.get().body()).isEqualTo(String.valueOf(LARGE));
        assertThat(post("/read", "{\"a\":1}".getBytes(StandardCharsets.UTF_8)).get().body())
                .isEqualTo("{\"a\":1}");
    }
}
