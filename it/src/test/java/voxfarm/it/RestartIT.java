package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.json.Json;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.TestFarm;

/** Stopping and starting a farm loses nothing. */
class RestartIT {
    private static final int REQUESTS = 40;

    @TempDir Path data;

    @Test
    void finishesAfterARestartWhatWasAcceptedBefore() throws Exception {
        String sentence =
                "This sentence takes a moment to speak, so that some of them are still waiting at"
                        + " the stop.";
        try (TestFarm farm = TestFarm.start(data);
                Http http = new Http(farm.endpoints().http());
                PlainS3 bucket = new PlainS3(farm.endpoints())) {
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(
                                http.send(
                                                "PUT",
                                                "/v1/requests/r" + i,
                                                Http.request(i + ": " + sentence))
                                        .statusCode())
                        .isEqualTo(202);
            }
            bucket.await("results/r2/result.json", Duration.ofSeconds(60));
        }

        try (TestFarm farm = TestFarm.start(data);
                Http http = new Http(farm.endpoints().http());
                PlainS3 bucket = new PlainS3(farm.endpoints())) {
            for (int i = 0; i < REQUESTS; i++) {
                JsonNode result =
                        Json.mapper()
                                .readTree(
                                        bucket.await(
                                                "results/r" + i + "/result.json",
                                                Duration.ofMinutes(2)));
                assertThat(result.path("status").asText()).isEqualTo("completed");
                assertThat(bucket.exists(result.path("audio").path("key").asText())).isTrue();
            }
            assertThat(Http.json(http.get("/v1/requests/r0")).path("status").asText())
                    .isEqualTo("completed");
            assertThat(
                            http.send("PUT", "/v1/requests/r0", Http.request("0: " + sentence))
                                    .statusCode())
                    .isEqualTo(200);
        }
    }
}
