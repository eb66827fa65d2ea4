package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.local.DataFolder;
import voxfarm.app.local.Endpoints;
import voxfarm.app.local.KafkaCredentials;
import voxfarm.common.config.Secret;
import voxfarm.common.json.Json;
import voxfarm.common.store.StoreConfig;

@Timeout(60)
class StatusCommandTest {
    private static final String READY = "{\"status\": \"ready\"}";

    private final StubFarm farm = new StubFarm();

    @AfterEach
    void stop() {
        farm.close();
    }

    @Test
    void namesWhatLiesThereAndIsNotSpokenWith() throws Exception {
        farm.on("GET /readyz", 200, READY);
        farm.on(
                "GET /v1/voices",
                200,
                """
                {"voices": [{"model_id": "de", "set_aside":
                  [{"worker_id": "w1", "code": "x", "reason": "install espeak-ng", "retry_s": 5}]}],
                 "unserved": [{"place": "voices/e", "reason": "expected a voice's files"}]}
                """);
        farm.on("GET /v1/workers", 200, "{\"workers\": []}");
        StubFarm.Ran ran = farm.run("status");

        assertThat(ran.code()).isZero();
        JsonNode answer = Json.mapper().readTree(ran.out());
        assertThat(answer.path("status").asText()).isEqualTo("ready");
        assertThat(answer.path("unserved").get(0).path("place").asText()).isEqualTo("voices/e");
        assertThat(answer.path("unserved").get(0).path("reason").asText()).contains("expected");
        assertThat(answer.path("set_aside").get(0).path("model_id").asText()).isEqualTo("de");
        assertThat(answer.path("set_aside").get(0).path("reason").asText()).contains("espeak-ng");
    }

    @Test
    void namesTheWorkersAndTheirVoices() throws Exception {
        farm.on("GET /readyz", 200, READY);
        farm.on("GET /v1/voices", 200, "{\"voices\": []}");
        farm.on(
                "GET /v1/workers",
                200,
                """
                {"workers": [{"worker_id": "w1", "budget_bytes": 1000, "voices_bytes": 600,
                  "resident": [{"model_id": "joe", "version": "v", "bytes": 600, "speed": 9.5}]}]}
                """);
        StubFarm.Ran ran = farm.run("status");

        assertThat(ran.code()).isZero();
        JsonNode worker = Json.mapper().readTree(ran.out()).path("workers").path(0);
        assertThat(worker.path("worker_id").asText()).isEqualTo("w1");
        assertThat(worker.path("budget_bytes").asLong()).isEqualTo(1000);
        assertThat(worker.path("resident").path(0).path("model_id").asText()).isEqualTo("joe");
        assertThat(worker.path("resident").path(0).path("speed").asDouble()).isEqualTo(9.5);
    }

    /** Of many workers the farm tells a page at a time. */
    @Test
    void namesTheWorkersOfAllPages() throws Exception {
        farm.on("GET /readyz", 200, READY);
        farm.on("GET /v1/voices", 200, "{\"voices\": []}");
        farm.on(
                "GET /v1/workers",
                200,
                "{\"workers\": [{\"worker_id\": \"a\"}], \"next_cursor\": \"a &b\"}");
        farm.on(
                "GET /v1/workers?cursor=a+%26b",
                200, "{\"workers\": [{\"worker_id\": \"c\"}], \"next_cursor\": null}");
        StubFarm.Ran ran = farm.run("status");

        assertThat(ran.code()).isZero();
        assertThat(Json.mapper().readTree(ran.out()).path("workers").findValuesAsText("worker_id"))
                .containsExactly("a", "c");
    }

    /** Whether a farm is ready is for everybody; what it speaks with is for keys that may read. */
    @Test
    void saysWhetherItIsReadyToWhoMayNotKnowTheVoices() throws Exception {
        farm.on("GET /readyz", 200, READY);
        farm.on("GET /v1/voices", () -> StubFarm.problem(401, "unauthorized", "a key is needed"));
        StubFarm.Ran ran = farm.run("status");

        assertThat(ran.code()).isZero();
        JsonNode answer = Json.mapper().readTree(ran.out());
        assertThat(answer.path("status").asText()).isEqualTo("ready");
        assertThat(answer.path("voices_not_told").asText()).contains("a key is needed");
    }

    @Test
    void watchesThroughARestartOfTheFarm() {
        AtomicInteger looks = new AtomicInteger();
        farm.on(
                "GET /v1/requests/a",
                () ->
                        switch (looks.incrementAndGet()) {
                            case 1, 2 -> new StubFarm.Answer(200, "{\"status\": \"running\"}");
                            case 3 -> StubFarm.problem(503, "broker_unavailable", "no broker");
                            case 4 -> new StubFarm.Answer(502, "<p>Bad gateway</p>"); // a proxy
                            default ->
                                    new StubFarm.Answer(
                                            200, "{\"status\": \"completed\", \"result\": {}}");
                        });
        StubFarm.Ran ran = farm.run("status", "a", "--watch");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("completed");
        assertThat(ran.err()).contains("voxfarm: no broker (trying again for 60 s)");
    }

    /** Started again, a farm may listen elsewhere. */
    @Test
    void watchesAFarmThatCameBackOnAnotherPort(@TempDir Path folder) throws Exception {
        try (DataFolder data = DataFolder.open(folder.resolve("farm"));
                StubFarm after = new StubFarm()) {
            at(farm.url()).write(data.path());
            farm.on(
                    "GET /v1/requests/a",
                    () -> {
                        try {
                            at(after.url()).write(data.path());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        farm.stopListening();
                        return new StubFarm.Answer(200, "{\"status\": \"running\"}");
                    });
            after.on("GET /v1/requests/a", 200, "{\"status\": \"completed\", \"result\": {}}");

            StubFarm.Ran ran =
                    StubFarm.runAsIs("status", "a", "--watch", "--data", data.path().toString());

            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.out()).contains("completed");
            assertThat(after.calls).isNotEmpty();
        }
    }

    private static Endpoints at(String http) {
        return new Endpoints(
                1,
                http,
                "127.0.0.1:2",
                new KafkaCredentials("voxfarm", new Secret("quiet")),
                StoreConfig.local(
                        URI.create("http://127.0.0.1:3"), "r", "b", "key", new Secret("hush")),
                List.of());
    }

    /** Who mistypes an address is told so now. */
    @Test
    void watchesNoFarmThatWasNeverThere() {
        farm.on("GET /v1/requests/a", () -> StubFarm.problem(503, "not_ready", "starting"));

        StubFarm.Ran ran = farm.run("status", "a", "--watch");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(farm.calls).hasSize(1);
    }

    @Test
    void failsWhileTheFarmIsNotReady() {
        farm.on("GET /readyz", 503, "{\"status\": \"starting\"}");
        farm.on("GET /v1/voices", 200, "{\"voices\": []}");
        farm.on("GET /v1/workers", 200, "{\"workers\": []}");

        assertThat(farm.run("status").code()).isEqualTo(1);
    }
}
