package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.kafka.Topics;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.voice.VoiceImport;
import voxfarm.dispatcher.Voices;

/** What calls are told as, and what waits. */
class CallLogTest {
    private final DoorFarm farm =
            new DoorFarm(
                    TestHttp.config(100_000, 300), List.of(), VoiceImport.NONE, (text, _) -> text);

    @AfterEach
    void stop() {
        farm.close();
    }

    private int status(String method, String path, String body) throws Exception {
        return farm.send(method, path, body, call -> call).status();
    }

    @Test
    void countsCallsByRouteAndNotByPath() throws Exception {
        assertThat(status("GET", "/v1/requests/made-up-1", "")).isEqualTo(404);
        assertThat(status("GET", "/v1/requests/made-up-2", "")).isEqualTo(404);
        assertThat(status("GET", "/nowhere/made-up", "")).isEqualTo(404);

        assertThat(farm.metrics.sum(Metric.HTTP_REQUESTS, "/v1/requests/{id}", "GET", "4xx"))
                .as(farm.metrics.toString())
                .isEqualTo(2);
        assertThat(farm.metrics.sum(Metric.HTTP_REQUESTS, "none", "GET", "4xx")).isEqualTo(1);
        assertThat(farm.metrics.observed(Metric.HTTP_SECONDS, "/v1/requests/{id}")).isEqualTo(2);
        assertThat(farm.metrics.toString()).doesNotContain("made-up");
    }

    @Test
    void countsWhoIsLetInAndWhoIsNot() throws Exception {
        assertThat(status("POST", "/v1/requests", "{\"model_id\":\"joe\",\"text\":\"never\"}"))
                .isEqualTo(202);
        assertThat(status("POST", "/v1/requests", "{\"model_id\":\"x\",\"text\":\"never\"}"))
                .isEqualTo(404);

        assertThat(farm.metrics.sum(Metric.REQUESTS, "http", "interactive")).isEqualTo(1);
        assertThat(farm.metrics.sum(Metric.REQUESTS_REFUSED, "http", "unknown_voice")).isEqualTo(1);
    }

    @Test
    void saysWhatWaits() throws Exception {
        farm.backlog.measured(
                Map.of(
                        Topics.DEFAULT.jobs(JobQueue.BULK, Voices.JOE.voice()), 3L,
                        Topics.DEFAULT.jobs(JobQueue.INTERACTIVE, Voices.JOE.voice()), 0L));
        JsonNode queue =
                Json.readObject(
                        farm.send("GET", "/v1/queue", "", call -> call).bytes(),
                        "queue",
                        ErrorCode.INTERNAL);

        assertThat(queue.path("jobs").asLong()).isEqualTo(3);
        assertThat(queue.path("waiting")).hasSize(1);
        assertThat(queue.path("waiting").get(0).path("lane").asText()).isEqualTo("bulk");
        assertThat(queue.path("waiting").get(0).has("audio_s")).isFalse();
        assertThat(queue.path("ends_per_s").asDouble()).isEqualTo(0.5);
    }

    @Test
    void saysWhereNoFiguresAreKept() throws Exception {
        assertThat(status("GET", "/metrics", "")).isEqualTo(404);
    }
}
