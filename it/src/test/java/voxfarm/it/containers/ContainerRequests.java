package voxfarm.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.Polling;

/** Requests to a farm in containers, and what became of them. */
final class ContainerRequests {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final ContainerFarm farm;

    ContainerRequests(ContainerFarm farm) {
        this.farm = farm;
    }

    /** As a caller does that is told to try again: by whichever dispatcher answers. */
    private void submit(String id) throws InterruptedException {
        Polling.await(
                "acceptance of " + id,
                PATIENCE,
                () ->
                        farm.kind().dispatchers().stream()
                                .filter(dispatcher -> takes(dispatcher, id))
                                .findFirst());
    }

    /** False too if it does not run at the moment. */
    private boolean takes(String dispatcher, String id) {
        try (Http http = farm.http(dispatcher)) {
            int status =
                    http.send(
                                    "PUT",
                                    "/v1/requests/" + id,
                                    Http.request("This is the request " + id + "."))
                            .statusCode();
            return status == 200 || status == 202;
        } catch (UncheckedIOException | NoSuchElementException e) {
            return false;
        }
    }

    /**
     * Submits some.
     *
     * @param from number of the first
     * @param to of the first that is not submitted
     * @return their ids
     */
    List<String> submit(String prefix, int from, int to) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int i = from; i < to; i++) {
            ids.add(prefix + "-" + i);
            submit(ids.getLast());
        }
        return ids;
    }

    /** Each has a result, its audio is what the result says, and no other audio lies beside it. */
    void assertNoneLost(List<String> ids) throws Exception {
        try (PlainS3 bucket = farm.bucket()) {
            for (String id : ids) {
                String document = bucket.await("results/" + id + "/result.json", PATIENCE);
                JsonNode result =
                        Json.readObject(
                                document.getBytes(StandardCharsets.UTF_8),
                                "result",
                                ErrorCode.INTERNAL);
                assertThat(result.path("status").asText()).as(document).isEqualTo("completed");
                JsonNode audio = result.path("audio");
                byte[] sound = bucket.get(audio.path("key").asText()).orElseThrow();
                assertThat(Sha256.hex(sound)).as(id).isEqualTo(audio.path("sha256").asText());
                assertThat(bucket.list("results/" + id + "/"))
                        .as(id)
                        .containsExactlyInAnyOrder(
                                audio.path("key").asText(), "results/" + id + "/result.json");
            }
        }
    }
}
