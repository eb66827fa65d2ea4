package voxfarm.dispatcher.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;
import voxfarm.common.kafka.TopicRecord;
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
}
