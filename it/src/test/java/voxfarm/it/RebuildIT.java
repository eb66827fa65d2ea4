package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.files.Folders;
import voxfarm.common.json.Json;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.TestFarm;

/** The bucket is the only truth: Kafka may be lost whole. */
class RebuildIT {
    private static final int REQUESTS = 30;

    @TempDir Path data;

    @Test
    void queuesEverythingAgainWhenKafkaIsLost() throws Exception {
        String sentence =
                "This sentence takes a moment to speak, so that some of them are still waiting when"
                        + " Kafka is lost.";
        try (TestFarm farm = TestFarm.start(data);
                Http http = new Http(farm.endpoints().http());
                PlainS3 bucket = new PlainS3(farm.endpoints())) {
            for (int i = 0; i < REQUESTS; i++) {
                http.send("PUT", "/v1/requests/r" + i, Http.request(i + ": " + sentence));
            }
            bucket.await("results/r1/result.json", Duration.ofSeconds(60));
        }
        Folders.delete(data.resolve("kafka"));

        try (TestFarm farm = TestFarm.start(data);
                Http http = new Http(farm.endpoints().http());
                PlainS3 bucket = new PlainS3(farm.endpoints())) {
            int finished = bucket.list("results/").size();
            JsonNode swept = Http.json(http.post("/v1/rebuild", ""));
            assertThat(swept.path("requests").asInt()).isEqualTo(REQUESTS);
            assertThat(finished).as("files of results").isPositive();
            for (int i = 0; i < REQUESTS; i++) {
                JsonNode result =
                        Json.mapper()
                                .readTree(
                                        bucket.await(
                                                "results/r" + i + "/result.json",
                                                Duration.ofMinutes(2)));
                assertThat(result.path("status").asText()).isEqualTo("completed");
            }
            assertThat(Http.json(http.post("/v1/rebuild", "")).path("requeued").asInt()).isZero();
            assertThat(Http.json(http.get("/v1/requests/r0")).path("status").asText())
                    .isEqualTo("completed");
        }
    }
}
