package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;

@Timeout(60)
class TopCommandTest {
    private static final String READY =
            "{\"status\": \"ready\", \"kafka\": true, \"bucket\": true, \"history\": false}";

    private static final String QUEUE =
            """
            {"jobs": 5, "audio_s": 150.0, "ends_per_s": 1.5, "dead_letters": 2, "waiting": [
              {"model_id": "joe", "lane": "bulk", "jobs": 3, "audio_s": 150.0},
              {"model_id": "eve", "lane": "interactive", "jobs": 2}]}
            """;

    private static final String WORKERS =
            """
            {"workers": [{"worker_id": "w1", "device": "cuda:0", "slots": 4, "voices": 2,
              "voices_bytes": 104857600, "budget_bytes": 2147483648, "speed": 9.5, "audio_s": 120,
              "machine": {"cpu_percent": 35.2}, "set_aside": [
                {"model_id": "de", "reason": "install\\u001b[2J espeak-ng"}]}]}
            """;

    private final StubFarm farm = new StubFarm();

    @AfterEach
    void stop() {
        farm.close();
    }

    private void answer(String readiness) {
        farm.on("GET /readyz", readiness.contains("not ready") ? 503 : 200, readiness);
        farm.on("GET /v1/queue", 200, QUEUE);
        farm.on("GET /v1/workers", 200, WORKERS);
    }

    private static ObjectNode json(String text) {
        return Json.readObject(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), "t", ErrorCode.INTERNAL);
    }

    private static TopView view(int workers, int places, TopView.Pace before) {
        ArrayNode all = Json.array();
        JsonNode one = json(WORKERS).path("workers").path(0);
        for (int i = 0; i < workers; i++) {
            all.add(((ObjectNode) one.deepCopy()).put("worker_id", "worker-" + i));
        }
        ObjectNode queue = json(QUEUE);
        for (int i = 0; i < places; i++) {
            ((ArrayNode) queue.path("waiting"))
                    .addObject()
                    .put("model_id", "a-voice-of-a-very-long-name-" + i)
                    .put("lane", "bulk")
                    .put("jobs", 1);
        }
        return new TopView(
                "http://farm:9876",
                "12:00:00",
                json(READY),
                all.valueStream().toList(),
                queue,
                before);
    }

    @Test
    void printsOnePictureWithoutATerminal() {
        answer(READY);
        StubFarm.Ran ran = farm.run("top");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out().lines().toList())
                .anyMatch(l -> l.startsWith("voxfarm top") && l.contains("ready"))
                .anyMatch(l ->
                        l.startsWith("waits 2.5 min of sound in 5 jobs   speed -")
                                && l.contains("ends 1.5/s")
                                && l.contains("dead letters 2"))
                .anyMatch(l -> l.matches("joe +bulk +3 +2\\.5 min"))
                .anyMatch(l -> l.matches("eve +interactive +2 +\\?"))
                .anyMatch(l -> l.matches("w1 +cuda:0 +4 +35% +2 +100/2048 +9\\.5x +2\\.0 min"))
                .anyMatch(l -> l.startsWith("! w1 has set de aside"));
        assertThat(ran.out()).doesNotContain("\u001b");
    }

    @Test
    void printsItAsJson() throws Exception {
        answer(READY);
        StubFarm.Ran ran = farm.run("top", "--json", "--once");

        JsonNode all = Json.mapper().readTree(ran.out());
        assertThat(all.path("readiness").path("status").asText()).isEqualTo("ready");
        assertThat(all.path("queue").path("waiting")).hasSize(2);
        assertThat(all.path("workers").path(0).path("worker_id").asText()).isEqualTo("w1");
    }

    @Test
    void saysWhatAFarmThatIsNotReadyLacks() {
        answer("{\"status\": \"not ready\", \"kafka\": false, \"bucket\": true}");
        StubFarm.Ran ran = farm.run("top", "--once");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("! not ready: kafka\n");
    }

    @Test
    void refusesAPeriodThatIsNone() {
        assertThat(farm.run("top", "--every", "0").code()).isEqualTo(2);
    }

    @Test
    void fitsIntoWhateverTerminalThereIs() {
        TopView many = view(40, 60, new TopView.Pace(0, 0));
        for (int columns : new int[] {20, 80, 200}) {
            for (int rows : new int[] {1, 8, 24, 200}) {
                List<String> drawn =
                        many.render(new TopView.Pace(10, 1_000_000_000), columns, rows);
                assertThat(drawn).hasSizeLessThanOrEqualTo(rows).isNotEmpty();
                assertThat(drawn).allMatch(line -> line.length() <= columns);
            }
        }
        List<String> usual = many.render(new TopView.Pace(10, 1_000_000_000), 80, 24);
        assertThat(usual).anyMatch(l -> l.matches("  and \\d+ more"));
        assertThat(usual).anyMatch(l -> l.startsWith("worker-0"));
        assertThat(usual).anyMatch(l -> l.startsWith("joe"));
        assertThat(many.render(new TopView.Pace(10, 1_000_000_000), 200, 300))
                .anyMatch(l -> l.startsWith("worker-39"))
                .noneMatch(l -> l.endsWith(" more"));
    }

    @Test
    void reckonsTheSpeedFromOnePictureToTheNext() {
        TopView second = view(2, 0, new TopView.Pace(200, 1_000_000_000));

        assertThat(second.speed(new TopView.Pace(240, 3_000_000_000L))).isEqualTo(20);
        assertThat(second.render(new TopView.Pace(240, 3_000_000_000L), 100, 30).get(1))
                .contains("speed 20.0x");
        assertThat(second.render(new TopView.Pace(100, 3_000_000_000L), 100, 30).get(1))
                .as("a worker has left")
                .contains("speed -");
    }
}
