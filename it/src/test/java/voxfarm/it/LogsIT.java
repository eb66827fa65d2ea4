package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.json.Json;
import voxfarm.it.support.FarmProcess;
import voxfarm.it.support.Http;
import voxfarm.it.support.Polling;

/** What a whole farm writes on standard error, its engine's process included. */
class LogsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Words that are spoken, in every way in which they can come. */
    private static final String WORD = "zanzibar";

    private static final String SECRET = "M4rked-Secret";

    @TempDir Path folder;

    private static void submitByTopic(FarmProcess farm, String id, String document)
            throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        new HashMap<>(farm.endpoints().kafkaClient()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    "tts.requests", id, document.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static String body(String id, String voice, String text) {
        return Json.object()
                .put("request_id", id)
                .put("model_id", voice)
                .put("text", text)
                .toString();
    }

    @Test
    void saysNothingThatIsSpokenAndNoSecretAndIsAnObjectALine() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(
                data.resolve("config.yml"),
                """
                log: {format: json, access: true}
                translator: {provider: libretranslate, url: 'http://127.0.0.1:1/', key: %s}
                tracing: {endpoint: 'http://127.0.0.1:1/v1/traces', authorization: %s}
                """
                        .formatted(SECRET, SECRET));
        Path log = folder.resolve("log");
        String joe = "en_US-joe-medium";
        try (FarmProcess farm = FarmProcess.start(data, log);
                Http http = new Http(farm.endpoints().http())) {
            assertThat(
                            http.send(
                                            "PUT",
                                            "/v1/requests/plain?wait=60",
                                            body("plain", joe, "Hello " + WORD + "."))
                                    .statusCode())
                    .isEqualTo(200);
            http.get("/voice?model_id=0&text=" + WORD + "%20again");
            http.get("/tools/translate?texts=" + WORD + "&to_language=zh");
            http.post("/v1/requests", "{\"text\": \"" + WORD); // ends too soon
            http.post(
                    "/v1/requests",
                    "{\"model_id\": \"" + joe + "\", \"text\": [\"" + WORD + "\"]}");
            http.post("/v1/requests", body("a/b", joe, WORD));
            http.send("PUT", "/v1/requests/plain", body("plain", joe, WORD + " another"));
            http.post(
                    "/v1/audio/speech",
                    "{\"input\": \"" + WORD + "\", \"voice\": \"" + joe + "\"}");
            http.post(
                    "/v1/phonemes", "{\"model_id\": \"" + joe + "\", \"text\": \"" + WORD + "\"}");
            submitByTopic(
                    farm, "t1", "{\"model_id\": \"" + joe + "\", \"text\": [\"" + WORD + "\"]}");
            submitByTopic(farm, "t2", WORD + " is no document");
            submitByTopic(farm, "t3", body("t3", "no-such-voice", WORD));
            submitByTopic(farm, "t4", body("t4", joe, WORD.repeat(3) + " by topic"));
            String odd = "\u2603 " + WORD + " \u1234";
            http.send("PUT", "/v1/requests/odd?wait=60", body("odd", joe, odd));
            http.await("/v1/requests/t4", PATIENCE);
            Polling.await(
                    "the end of t4",
                    PATIENCE,
                    () ->
                            Optional.of(Http.json(http.get("/v1/requests/t4")))
                                    .filter(found ->
                                            found.path("status").asText().equals("completed")));
        }
        String written = Files.readString(log);
        assertThat(written).doesNotContainIgnoringCase(WORD).doesNotContain(SECRET);

        List<JsonNode> records = new ArrayList<>();
        for (String line : written.lines().filter(l -> l.startsWith("{")).toList()) {
            JsonNode record = Json.mapper().readTree(line);
            assertThat(OffsetDateTime.parse(record.path("at").asText())).isNotNull();
            records.add(record);
        }
        assertThat(records).extracting(r -> r.path("logger").asText()).contains("voxfarm.access");
        assertThat(records)
                .extracting(r -> r.path("message").asText())
                .anyMatch(line -> line.matches("127\\.0\\.0\\.1 GET /voice 200 \\d+ ms"))
                .anyMatch(line -> line.matches("127\\.0\\.0\\.1 PUT /v1/requests/plain 409 .*"))
                .anyMatch(line -> line.startsWith("the engine runs in process"));
    }
}
