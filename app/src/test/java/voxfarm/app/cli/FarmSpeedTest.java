package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import voxfarm.books.plan.PlanCost;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;
import voxfarm.common.voice.VoiceId;

class FarmSpeedTest {
    private static PlanCost.Speeds of(String... workers) {
        List<JsonNode> documents =
                Arrays.stream(workers)
                        .<JsonNode>map(worker ->
                                Json.readObject(
                                        worker.getBytes(StandardCharsets.UTF_8),
                                        "worker",
                                        ErrorCode.INTERNAL))
                        .toList();
        return FarmSpeed.of(documents, "http://farm");
    }

    @Test
    void isTheMeanOfTheWorkersByVoiceAndOfAll() {
        PlanCost.Speeds speeds =
                of(
                        """
                        {"slots": 2, "speed": 10, "resident": [{"model_id": "joe", "speed": 20},
                         {"model_id": "eve", "speed": 4}]}
                        """,
                        "{\"slots\": 1, \"speed\": 20, \"resident\": [{\"model_id\": \"joe\","
                                + " \"speed\": 30}]}",
                        "{\"slots\": 1}");

        assertThat(speeds.byVoice())
                .isEqualTo(Map.of(new VoiceId("joe"), 25.0, new VoiceId("eve"), 4.0));
        assertThat(speeds.others()).isEqualTo(15);
        assertThat(speeds.workers()).hasValue(4);
        assertThat(speeds.from()).isEqualTo("the present speed of the farm at http://farm");
    }

    @Test
    void isThatOfItsVoicesWhereNoWorkerTellsItsOwn() {
        PlanCost.Speeds speeds =
                of("{\"slots\": 1, \"resident\": [{\"model_id\": \"joe\", \"speed\": 8}]}");

        assertThat(speeds.others()).isEqualTo(8);
    }

    @Test
    void saysThatAFarmHasNotSpokenYet() {
        for (String[] silent :
                new String[][] {{}, {"{\"slots\": 1}"}, {"{\"slots\": 1, \"speed\": 0}"}}) {
            PlanCost.Speeds speeds = of(silent);

            assertThat(speeds.others()).isEqualTo(PlanCost.Speeds.BUNDLED.others());
            assertThat(speeds.byVoice()).isEmpty();
            assertThat(speeds.workers()).isEmpty();
            assertThat(speeds.from()).startsWith("the farm at http://farm has not spoken yet; ");
        }
    }

    /** Any build may be a worker. */
    @Test
    void passesOverWhatIsNoSpeed() {
        PlanCost.Speeds speeds =
                of(
                        """
                        {"slots": -5, "speed": -1, "resident": [{"model_id": "../x", "speed": 3},
                         {"model_id": "joe", "speed": -2}, {"speed": 9}, 7, "eve"]}
                        """,
                        "{\"slots\": \"many\", \"speed\": \"fast\", \"resident\": {}}",
                        "{\"slots\": 2, \"speed\": 5}");

        assertThat(speeds.byVoice()).isEmpty();
        assertThat(speeds.others()).isEqualTo(5);
        assertThat(speeds.workers()).hasValue(2);
    }

    @Test
    void isAskedOfTheFarmThatIsMeant() {
        try (StubFarm farm = new StubFarm()) {
            farm.on("GET /v1/workers", 200, "{\"workers\":[{\"slots\":1,\"speed\":7}]}");
            Farms farms = new Farms();
            farms.url = farm.url();

            assertThat(FarmSpeed.of(farms).others()).isEqualTo(7);
        }
    }
}
