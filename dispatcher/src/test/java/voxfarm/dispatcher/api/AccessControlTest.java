package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.voice.VoiceImport;
import voxfarm.dispatcher.acceptance.QueueLimits;
import voxfarm.http.CallerLimits;

class AccessControlTest {
    private static HttpConfig.ApiKey key(String key, String... scopes) {
        return new HttpConfig.ApiKey(
                key, Sha256.hex(key.getBytes(StandardCharsets.UTF_8)), List.of(scopes));
    }

    private static HttpConfig config(String host, String auth, HttpConfig.ApiKey... keys) {
        return new HttpConfig(
                host,
                0,
                100_000,
                1,
                2,
                100,
                CallerLimits.DEFAULTS,
                QueueLimits.DEFAULTS,
                auth,
                List.of(keys),
                List.of(),
                List.of("https://studio.example"),
                Map.of());
    }

    private static DoorFarm farm(HttpConfig config) {
        return new DoorFarm(config, List.of(), VoiceImport.NONE, (text, _) -> text);
    }

    private static int status(DoorFarm farm, String method, String path, String key) {
        return farm.send(method, path, "", request -> request.header("X-API-Key", key)).status();
    }

    @Test
    void asksForAKeyWhereThereAreSome() {
        try (DoorFarm farm =
                farm(
                        config(
                                "127.0.0.1",
                                "auto",
                                key("reader", "read"),
                                key("speaker", "submit"),
                                key("root", "admin")))) {
            DoorFarm.Answer without = farm.get("/models/info");
            assertThat(without.status()).isEqualTo(401);
            assertThat(without.response().headers().firstValue("WWW-Authenticate"))
                    .contains("Bearer");
            assertThat(status(farm, "GET", "/models/info", "wrong")).isEqualTo(401);
            assertThat(status(farm, "GET", "/models/info", "reader")).isEqualTo(200);
            assertThat(
                            farm.send(
                                            "GET",
                                            "/models/info",
                                            "",
                                            r -> r.header("Authorization", "bearer reader"))
                                    .status())
                    .isEqualTo(200);

            String voice = "/voice?text=x&model_id=0&speaker_id=0";
            assertThat(status(farm, "GET", voice, "reader")).isEqualTo(403);
            assertThat(status(farm, "GET", voice, "speaker")).isEqualTo(200);
            assertThat(status(farm, "GET", "/models/info", "speaker")).isEqualTo(403);
            assertThat(status(farm, "GET", "/models/delete?model_id=9", "speaker")).isEqualTo(403);
            assertThat(status(farm, "GET", "/models/delete?model_id=9", "root")).isEqualTo(200);
            assertThat(status(farm, "GET", voice, "root")).isEqualTo(200);
            assertThat(status(farm, "POST", "/v1/audio/speech", "reader")).isEqualTo(403);
            for (String change : List.of("PUT", "DELETE")) {
                assertThat(status(farm, change, "/v1/voices/joe", "speaker")).isEqualTo(403);
                assertThat(status(farm, change, "/v1/voices/none", "root")).isBetween(400, 404);
            }
        }
    }

    @Test
    void deletingForGoodNeedsMoreThanCancelling() throws IOException, InterruptedException {
        HttpServer server =
                new HttpServer(
                        config("127.0.0.1", "auto", key("speaker", "submit"), key("root", "admin")),
                        List.of(routes ->
                                routes.delete("/thing", Access.SUBMIT, ctx -> ctx.status(204))));
        server.start();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(delete(http, server, "", "speaker")).isEqualTo(204);
            assertThat(delete(http, server, "?purge=false", "speaker")).isEqualTo(204);
            assertThat(delete(http, server, "?purge=true", "speaker")).isEqualTo(403);
            assertThat(delete(http, server, "?cancel=true&purge=true", "speaker")).isEqualTo(403);
            assertThat(delete(http, server, "?purge=True", "speaker")).isEqualTo(403);
            assertThat(delete(http, server, "?purge=TRUE", "speaker")).isEqualTo(403);
            assertThat(delete(http, server, "?purge=true", "root")).isEqualTo(204);
        } finally {
            server.close();
        }
    }

    private static int delete(HttpClient http, HttpServer server, String query, String key)
            throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + server.port()
                                                        + "/thing"
                                                        + query))
                                .header("X-API-Key", key)
                                .DELETE()
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void asksForNoneOnLoopbackWithoutKeysAndWhenSwitchedOff() {
        try (DoorFarm farm = farm(config("127.0.0.1", "auto"))) {
            assertThat(farm.get("/models/info").status()).isEqualTo(200);
        }
        try (DoorFarm farm = farm(config("127.0.0.1", "off", key("root", "admin")))) {
            assertThat(farm.get("/models/info").status()).isEqualTo(200);
        }
    }

    @Test
    void refusesToOpenAFarmToEverybodyByAccident() {
        assertThatThrownBy(() -> AccessControl.of(config("0.0.0.0", "auto")))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("http.host: 0.0.0.0")
                .hasMessageContaining("voxfarm key");
        var _ = AccessControl.of(config("0.0.0.0", "off"));
        var _ = AccessControl.of(config("0.0.0.0", "auto", key("root", "admin")));
    }

    @Test
    void namesMistakesInKeys() {
        assertThatThrownBy(() ->
                        AccessControl.of(
                                config(
                                        "127.0.0.1",
                                        "maybe",
                                        new HttpConfig.ApiKey("a", "short", List.of("read")),
                                        key("b", "write"))))
                .hasMessageContaining("http.auth")
                .hasMessageContaining("64 hexadecimal digits")
                .hasMessageContaining("write");
    }

    @Test
    void letsPagesOfNamedOriginsCallAlone() {
        try (DoorFarm farm = farm(config("127.0.0.1", "auto", key("root", "admin")))) {
            DoorFarm.Answer preflight =
                    farm.send(
                            "OPTIONS",
                            "/v1/audio/speech",
                            "",
                            r -> r.header("Origin", "https://studio.example"));
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.response().headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("https://studio.example");
            assertThat(allowedOf(farm, ""))
                    .contains("Authorization, Content-Type, Last-Event-ID, X-API-Key");
            assertThat(
                            allowedOf(
                                    farm,
                                    "authorization,content-type,X-Stainless-OS, x-stainless-lang"))
                    .as("what OpenAI's client for browsers sends")
                    .contains("authorization, content-type, x-stainless-os, x-stainless-lang");
            assertThat(allowedOf(farm, "authorization, cookie, x-forwarded-for, x-evil"))
                    .as("no further than allowed")
                    .contains("authorization");
            DoorFarm.Answer other =
                    farm.send(
                            "GET",
                            "/models/info",
                            "",
                            r -> r.header("Origin", "https://evil.example"));
            assertThat(other.response().headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
            assertThat(other.response().headers().firstValue("X-Content-Type-Options"))
                    .contains("nosniff");
        }
    }

    private static Optional<String> allowedOf(DoorFarm farm, String asked) {
        return farm.send(
                        "OPTIONS",
                        "/v1/audio/speech",
                        "",
                        r -> {
                            r.header("Origin", "https://studio.example");
                            return asked.isEmpty()
                                    ? r
                                    : r.header("Access-Control-Request-Headers", asked);
                        })
                .response()
                .headers()
                .firstValue("Access-Control-Allow-Headers");
    }
}
