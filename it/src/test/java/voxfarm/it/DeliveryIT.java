package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.TestFarm;

/** Long, timed and cancelled requests on the whole embedded farm. */
class DeliveryIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir static Path data;

    private static TestFarm farm;
    private static Http http;
    private static PlainS3 bucket;

    @BeforeAll
    static void start() {
        farm = TestFarm.start(data);
        http = new Http(farm.endpoints().http());
        bucket = new PlainS3(farm.endpoints());
    }

    @AfterAll
    static void stop() {
        http.close();
        bucket.close();
        farm.close();
    }

    private static ObjectNode request() {
        return Json.object().put("model_id", "en_US-joe-medium").put("lane", "bulk");
    }

    private static String sentences(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("Number ").append(i).append(" of the sentences is not a long one. ");
        }
        return text.toString();
    }

    private static void submit(String id, ObjectNode request) {
        HttpResponse<byte[]> answer = http.send("PUT", "/v1/requests/" + id, request.toString());
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(202);
    }

    private static JsonNode result(String id) throws Exception {
        return Json.mapper().readTree(bucket.await("results/" + id + "/result.json", PATIENCE));
    }

    private static byte[] audio(JsonNode result) {
        byte[] audio = bucket.get(result.path("audio").path("key").asText()).orElseThrow();
        assertThat(Sha256.hex(audio)).isEqualTo(result.path("audio").path("sha256").asText());
        return audio;
    }

    @Test
    void speaksALongTextInPartsAndEachClipOnce() throws Exception {
        String text = sentences(60);
        bucket.put("inbox/text.txt", text.getBytes(StandardCharsets.UTF_8));
        submit("long", request().put("text_uri", "s3://voxfarm/inbox/text.txt"));
        JsonNode result = result("long");

        assertThat(result.path("status").asText()).isEqualTo("completed");
        assertThat(result.path("segments").asInt()).isEqualTo(60);
        byte[] audio = audio(result);
        try (AudioInputStream wav =
                AudioSystem.getAudioInputStream(new ByteArrayInputStream(audio))) {
            double seconds = wav.getFrameLength() / 22050.0;
            assertThat(seconds)
                    .isCloseTo(result.path("audio").path("duration_s").asDouble(), within(1e-6));
            assertThat(seconds).isGreaterThan(100);
        }
        assertThat(bucket.list("requests/long/parts/").size()).isGreaterThan(2);
        int clips = clips().size();

        // one sentence is another: one clip more, with its note
        submit(
                "changed",
                request().put("text", text.replace("Number 31 of", "Number thirty-one of")));
        assertThat(result("changed").path("status").asText()).isEqualTo("completed");
        assertThat(clips()).hasSize(clips + 2);

        submit("again", request().put("text", text));
        assertThat(audio(result("again"))).isEqualTo(audio);
        assertThat(clips()).hasSize(clips + 2);
    }

    /** Sounds and their notes, without the notes of who uses them. */
    private static List<String> clips() {
        return bucket.list("clips/").stream().filter(key -> !key.contains(".users/")).toList();
    }

    @Test
    void cancelsALongRequestInTheMiddle() throws Exception {
        // far above what fits into memory limits of a document: taken from the body by way of a
        // file
        submit("novel", request().put("text", sentences(4000)));
        assertThat(bucket.list("requests/novel/text-")).hasSize(1);
        bucket.awaitAny("requests/novel/parts/", PATIENCE);

        HttpResponse<byte[]> cancelled = http.send("DELETE", "/v1/requests/novel", "");
        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(result("novel").path("status").asText()).isEqualTo("cancelled");
        assertThat(http.send("DELETE", "/v1/requests/novel", "").statusCode()).isEqualTo(200);
        // the workers pass over what is left of it
        HttpResponse<byte[]> next =
                http.post("/v1/requests?wait=60", request().put("text", "Next one.").toString());
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(bucket.list("requests/novel/parts/").size()).isLessThan(60);
    }

    @Test
    void tellsTheEventsOfARequestToItsEnd() {
        submit("told", request().put("text", sentences(8)));
        String events =
                new String(http.get("/v1/requests/told/events").body(), StandardCharsets.UTF_8);

        assertThat(events).contains("id: end\nevent: completed\ndata: {");
        assertThat(events.lines().filter(line -> line.startsWith("id: ")).distinct().count())
                .isEqualTo(events.lines().filter(line -> line.startsWith("id: ")).count());
        assertThat(http.send("DELETE", "/v1/requests/told", "").statusCode()).isEqualTo(409);
    }

    @Test
    void goesOnWhenTheEngineIsKilled() throws Exception {
        submit("killed", request().put("text", sentences(20)).put("lane", "interactive"));
        ProcessHandle engine = ProcessHandle.current().children().findFirst().orElseThrow();
        assertThat(engine.destroyForcibly()).isTrue();
        JsonNode result = result("killed");

        assertThat(result.path("status").asText()).isEqualTo("completed");
        assertThat(result.path("attempts").asInt()).isLessThanOrEqualTo(2);
        assertThat(http.get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void waitsUntilItsTime() throws Exception {
        Instant at = Instant.now().plusSeconds(4);
        submit("timed", request().put("text", "Not yet.").put("not_before", at.toString()));
        JsonNode result = result("timed");

        assertThat(Instant.parse(result.path("started_at").asText())).isAfter(at);
        assertThat(Instant.parse(result.path("finished_at").asText())).isBefore(at.plusSeconds(60));
        assertThat(result.path("status").asText()).isEqualTo("completed");
    }

    @Test
    void failsAtItsDeadline() throws Exception {
        Instant at = Instant.now().plusSeconds(6);
        submit(
                "late",
                request()
                        .put("text", sentences(2000))
                        .put("seed", 5)
                        .put("deadline", at.toString()));
        JsonNode result = result("late");

        assertThat(result.path("error").path("code").asText()).isEqualTo("deadline_exceeded");
        assertThat(Instant.parse(result.path("finished_at").asText()))
                .isBetween(at, at.plusSeconds(60));
        // built from the stored result, so that it follows
        assertThat(http.await("/v1/dead/late", PATIENCE).path("error").path("code").asText())
                .isEqualTo("deadline_exceeded");
        assertThat(Http.json(http.get("/v1/dead")).path("dead").toString()).contains("\"late\"");
    }
}
