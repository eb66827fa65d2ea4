package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.bench.chaos.EventTopic;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.TestFarm;

/** The whole farm on its embedded broker and store, seen from outside. */
class EmbeddedFarmIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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

    private static void checkWav(byte[] wav) throws Exception {
        try (AudioInputStream audio =
                AudioSystem.getAudioInputStream(new ByteArrayInputStream(wav))) {
            assertThat(audio.getFormat().getSampleRate()).isEqualTo(22050f);
            assertThat(audio.getFrameLength()).isGreaterThan(5000);
        }
    }

    /** What a caller does that can only read the bucket. */
    private static JsonNode resultFromBucket(String id) throws Exception {
        JsonNode result =
                Json.mapper().readTree(bucket.await("results/" + id + "/result.json", PATIENCE));
        if (result.path("status").asText().equals("completed")) {
            byte[] audio = bucket.get(result.path("audio").path("key").asText()).orElseThrow();
            assertThat(Sha256.hex(audio)).isEqualTo(result.path("audio").path("sha256").asText());
            assertThat((long) audio.length).isEqualTo(result.path("audio").path("bytes").asLong());
            checkWav(audio);
        }
        return result;
    }

    @Test
    void isReady() {
        assertThat(http.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(http.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(Http.json(http.get("/v1/voices")).path("voices")).hasSize(1);
        assertThat(Http.json(http.get("/status")).path("devices").get(0).asText()).isEqualTo("cpu");
    }

    @Test
    void answersWithSpeech() throws Exception {
        HttpResponse<byte[]> answer =
                http.post("/v1/requests?wait=60", Http.request("Hello from the farm."));

        assertThat(answer.statusCode()).isEqualTo(200);
        checkWav(answer.body());
    }

    @Test
    void letsACallerPollTheBucketAlone() throws Exception {
        JsonNode accepted =
                Http.json(http.post("/v1/requests", Http.request("Read me from the bucket.")));

        JsonNode result = resultFromBucket(accepted.path("request_id").asText());

        assertThat(result.path("status").asText()).isEqualTo("completed");
        assertThat(result.path("model_id").asText()).isEqualTo("en_US-joe-medium");
        assertThat(result.path("engine_s").asDouble()).isPositive();
        assertThat(result.path("attempts").asInt()).isEqualTo(1);
    }

    private static Map<String, Object> login() {
        return new HashMap<>(farm.endpoints().kafkaClient());
    }

    @Test
    void takesRequestsFromATopic() throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(login(), new StringSerializer(), new StringSerializer())) {
            String request =
                    "{\"request_id\":\"by-topic\",\"model_id\":\"en_US-joe-medium\",\"text\":\"By"
                            + " topic.\"}";
            producer.send(new ProducerRecord<>("tts.requests", "by-topic", request)).get();
        }

        assertThat(resultFromBucket("by-topic").path("status").asText()).isEqualTo("completed");
    }

    @Test
    void refusesOnTheTopicWithAnEvent() throws Exception {
        try (EventTopic events = EventTopic.fromNow(farm.endpoints().kafkaClient());
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(
                                login(), new StringSerializer(), new StringSerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    "tts.requests",
                                    "bad",
                                    "{\"request_id\":\"bad\",\"model_id\":\"eve\"}"))
                    .get();
            producer.send(new ProducerRecord<>("tts.requests", null, "not json")).get();
            producer.send(new ProducerRecord<>("tts.requests", "tombstone", null)).get();

            Set<String> refused = new HashSet<>();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (refused.size() < 3 && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> event : events.poll(Duration.ofMillis(200))) {
                    JsonNode json = Json.mapper().readTree(event.value());
                    if (json.path("type").asText().equals("refused")) {
                        refused.add(json.path("request_id").asText());
                        String key =
                                "refusals/"
                                        + event.key()
                                        + "/"
                                        + json.path("body_sha256").asText()
                                        + ".json";
                        // nobody looks under a name that nobody chose
                        assertThat(bucket.exists(key)).as(key).isEqualTo(event.key().equals("bad"));
                    }
                }
            }
            assertThat(refused).hasSize(3);
        }
    }

    @Test
    void answersTheSameRequestOnce() {
        String body = Http.request("Once and only once.");

        assertThat(http.send("PUT", "/v1/requests/once?wait=60", body).statusCode()).isEqualTo(200);
        byte[] again = http.send("PUT", "/v1/requests/once?wait=60", body).body();
        assertThat(again).isEqualTo(http.get("/v1/requests/once/audio").body());
        assertThat(http.send("PUT", "/v1/requests/once", body).statusCode()).isEqualTo(200);
        assertThat(http.send("PUT", "/v1/requests/once", Http.request("Other.")).statusCode())
                .isEqualTo(409);
    }

    @Test
    void servesTwoHundredAtOnce() throws Exception {
        List<Future<HttpResponse<byte[]>>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                String text = "Number " + i % 20 + ".";
                answers.add(
                        callers.submit(
                                () -> http.post("/v1/requests?wait=300", Http.request(text))));
            }
        }
        Set<String> ids = new HashSet<>();
        Set<String> sounds = new HashSet<>();
        for (Future<HttpResponse<byte[]>> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
            ids.add(answer.get().headers().firstValue("Location").orElseThrow());
            sounds.add(Sha256.hex(answer.get().body()));
        }
        assertThat(ids).hasSize(200);
        assertThat(sounds).as("equal requests sound equal, whoever made them").hasSize(20);
    }

    @Test
    void endsATextThatTheVoiceCannotSpeakWithAReason() throws Exception {
        HttpResponse<byte[]> answer = http.post("/v1/requests?wait=60", Http.request("你好，世界"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(Http.json(answer).path("code").asText()).isEqualTo("nothing_to_speak");
        assertThat(Http.json(answer).path("detail").asText()).contains("你好");
        String id = answer.headers().firstValue("Location").orElseThrow().replaceFirst(".*/", "");
        assertThat(resultFromBucket(id).path("status").asText()).isEqualTo("failed");
    }

    @Test
    void takesLongTextsWithoutPunctuation() {
        HttpResponse<byte[]> answer =
                http.post("/v1/requests?wait=120", Http.request("word ".repeat(200)));

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode request =
                Http.json(http.get(answer.headers().firstValue("Location").orElseThrow()));
        assertThat(request.path("segments").asInt()).isGreaterThan(2);
    }

    @Test
    void refusesASecondFarmOnItsFolder() {
        assertThatThrownBy(() -> TestFarm.start(data))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("a farm runs on it already")
                .hasMessageContaining(farm.endpoints().http());
        assertThat(http.get("/readyz").statusCode())
                .as("the first is not disturbed")
                .isEqualTo(200);
    }
}
