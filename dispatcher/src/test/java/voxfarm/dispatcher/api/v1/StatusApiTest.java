package voxfarm.dispatcher.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;
import voxfarm.common.kafka.TopicRecord;
import voxfarm.common.voice.UnservedVoice;
import voxfarm.common.voice.VoiceImport;
import voxfarm.common.worker.Heartbeats;
import voxfarm.common.worker.Residency;
import voxfarm.common.worker.ResidentVoice;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.api.DoorFarm;
import voxfarm.dispatcher.api.TestHttp;

class StatusApiTest {
    private final DoorFarm farm =
            new DoorFarm(
                    TestHttp.config(100_000, 2), List.of(), VoiceImport.NONE, (text, _) -> text);

    @AfterEach
    void stop() {
        farm.close();
    }

    private void hear(String worker, byte[] heartbeat) {
        farm.workers.accept(new TopicRecord(0, 0, false, worker, heartbeat));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status", "/v1/workers"})
    void showsWhatEachWorkerHoldsAndHowFastItIs(String path) {
        ResidentVoice joe =
                new ResidentVoice(
                        Voices.JOE.voice(), Voices.JOE.version(), 700, OptionalDouble.of(9.5));
        hear(
                "w1",
                Heartbeats.of("w1")
                        .residency(new Residency(2000, List.of(joe)))
                        .speed(8.25)
                        .at(Instant.now())
                        .write());
        hear("w2", Heartbeats.of("w2").at(Instant.now()).write());

        JsonNode workers =
                Json.readObject(farm.get(path).bytes(), "answer", ErrorCode.INTERNAL)
                        .path("workers");
        assertThat(workers).hasSize(2);
        JsonNode first = workers.path(0);
        assertThat(first.path("budget_bytes").asLong()).isEqualTo(2000);
        assertThat(first.path("speed").asDouble()).isEqualTo(8.25);
        assertThat(first.path("resident").path(0).path("model_id").asText())
                .isEqualTo(Voices.JOE.voice().value());
        assertThat(first.path("resident").path(0).path("bytes").asLong()).isEqualTo(700);
        assertThat(first.path("resident").path(0).path("speed").asDouble()).isEqualTo(9.5);
        assertThat(workers.path(1).has("resident")).as("it did not say").isFalse();
    }

    private JsonNode get(String path) {
        return Json.readObject(farm.get(path).bytes(), "answer", ErrorCode.INTERNAL);
    }

    @Test
    void showsManyWorkersAPageAtATime() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            ids.add("w%03d".formatted(i));
            hear(ids.getLast(), Heartbeats.of(ids.getLast()).at(Instant.now()).write());
        }
        List<String> found = new ArrayList<>();
        String path = "/v1/workers";
        while (!path.isEmpty()) {
            JsonNode page = get(path);
            assertThat(page.path("workers")).hasSizeLessThanOrEqualTo(200);
            page.path("workers").forEach(one -> found.add(one.path("worker_id").asText()));
            JsonNode next = page.path("next_cursor");
            path = next.isNull() ? "" : "/v1/workers?cursor=" + next.asText();
        }

        assertThat(found).containsExactlyElementsOf(ids);
        assertThat(get("/v1/workers?limit=3").path("workers")).hasSize(3);
        assertThat(farm.get("/v1/workers?limit=0").status()).isEqualTo(400);
        JsonNode status = get("/status");
        assertThat(status.path("workers")).hasSize(200);
        assertThat(status.path("warnings").path(0).asText()).startsWith("250 more workers");
    }

    /** Whatever workers say, many of them at once. */
    @ParameterizedTest
    @ValueSource(strings = {"/status", "/v1/workers?limit=1000", "/v1/voices"})
    void answersWithSoMuchAtMost(String path) {
        List<UnservedVoice> places = new ArrayList<>();
        for (int w = 0; w < 300; w++) {
            places.clear();
            for (int i = 0; i < 50; i++) {
                places.add(new UnservedVoice(w + "/" + i + "p".repeat(400), "r".repeat(400)));
            }
            String id = "w" + w;
            hear(id, Heartbeats.of(id).unserved(places).at(Instant.now()).write());
        }

        assertThat(farm.get(path).bytes().length).isBetween(100_000, 1_500_000);
    }
}
