package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.bench.golden.HostileFiles;
import voxfarm.common.json.Json;
import voxfarm.it.support.FarmProcess;
import voxfarm.it.support.Http;
import voxfarm.it.support.Upload;

/**
 * Every hostile sample through the door that it belongs to, of one farm with the heap that the
 * launcher gives it; behind each, the farm is well and speaks.
 */
class HostileSamplesIT {
    private static final Path SHARED = Path.of("../../shared/cases/hostile");
    private static final Path COMMITTED = Path.of("../bench/src/test/resources/golden/hostile");
    private static final Path SOUND = Path.of("../models/src/test/resources/golden/model/2.0.2");
    private static final Path PIPER = Path.of("../models/voices/en_US-joe-medium");
    private static final String BUNDLED = "en_US-joe-medium";
    private static final String JOBS = "tts.jobs.interactive." + BUNDLED;
    private static final List<String> FOLLOWED =
            List.of("tts.requests", "tts.events", "tts.control", "tts.workers", "tts.dead", JOBS);

    /** As long as a body may be with what stands around it. */
    private static final int TEXT_CHARACTERS = 100_000;

    /**
     * Where the broken part is none that is used: a file that the release does not read, a node
     * that no output needs.
     */
    private static final String MAY_BECOME_VOICES = ".*\\.npy|o11-.*\\.onnx";

    @TempDir Path folder;

    private FarmProcess farm;
    private Http http;
    private KafkaProducer<String, byte[]> producer;
    private int spoken;
    private int sent;

    @BeforeEach
    void start() throws Exception {
        farm = FarmProcess.start(folder.resolve("data"), folder.resolve("farm.log"), "-Xmx512m");
        http = new Http(farm.endpoints().http());
        producer =
                new KafkaProducer<>(
                        new HashMap<String, Object>(farm.endpoints().kafkaClient()),
                        new StringSerializer(),
                        new ByteArraySerializer());
        assertAlive("the start");
    }

    @AfterEach
    void stop() {
        producer.close();
        http.close();
        farm.close();
    }

    /** A health check and a spoken sentence. */
    private void assertAlive(String behind) {
        assertThat(farm.isAlive()).as("alive behind %s", behind).isTrue();
        assertThat(http.get("/readyz").statusCode()).as("ready behind %s", behind).isEqualTo(200);
        assertThat(
                        http.send(
                                        "PUT",
                                        "/v1/requests/alive-" + spoken++ + "?wait=120",
                                        Http.request("Alive " + spoken + "."))
                                .statusCode())
                .as("speaks behind %s", behind)
                .isEqualTo(200);
    }

    @Test
    void theFarmSpeaksBehindEachOfThem() throws Exception {
        Path samples = Files.isDirectory(SHARED) ? SHARED : COMMITTED;
        List<String> rows = Files.readAllLines(samples.resolve("index.tsv"));
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split("\t", -1);
            push(samples.resolve(cells[0]), cells[1]);
            assertAlive(cells[0]);
        }
        if (Files.exists(samples.resolve("text.tsv"))) {
            List<String> families = Files.readAllLines(samples.resolve("text.tsv"));
            for (String family : families.subList(1, families.size())) {
                speakAndCancel(family.split("\t", -1)[1].replace(" x100", ""));
                assertAlive(family);
            }
        }
        assertThat(sent).isGreaterThan(40);
        assertThat(Http.json(http.get("/v1/voices")).path("voices"))
                .as("no hostile file became a voice")
                .hasSize(1);
    }

    private void push(Path sample, String kind) throws Exception {
        sent++;
        String name = String.valueOf(sample.getFileName());
        Path file = sample;
        boolean made = !Files.exists(sample);
        if (made) {
            file = folder.resolve(name);
            new HostileFiles(PIPER.resolve(BUNDLED + ".onnx")).make(name, file);
        }
        if (kind.contains("any topic")) {
            for (String topic : FOLLOWED) {
                produce(topic, file);
            }
        } else if (kind.contains("job")) {
            produce(JOBS, file);
            produce("tts.requests", file);
        } else if (kind.contains("submission") || kind.contains("tts.requests")) {
            produce("tts.requests", file);
            int status = http.post("/v1/requests", Files.readString(file)).statusCode();
            assertThat(status).as(name).isEqualTo(400);
        } else {
            upload(name, file);
        }
        if (made) {
            Files.delete(file);
        }
    }

    private void produce(String topic, Path file) throws Exception {
        producer.send(new ProducerRecord<>(topic, "hostile", Files.readAllBytes(file))).get();
    }

    /** With whatever else a voice is made of, so that it is this file which is read. */
    private void upload(String name, Path file) throws IOException, InterruptedException {
        Map<String, Path> files = new LinkedHashMap<>();
        if (name.endsWith(".onnx")) {
            files.put("voice.onnx", file);
            files.put("voice.onnx.json", PIPER.resolve(BUNDLED + ".onnx.json"));
        } else if (name.endsWith(".json")) {
            files.put("G_1302.pth", SOUND.resolve("G_1302.pth"));
            files.put("config.json", file);
        } else if (name.endsWith(".npy")) {
            files.put("G_1302.pth", SOUND.resolve("G_1302.pth"));
            files.put("config.json", SOUND.resolve("config.json"));
            files.put("emotion.npy", file);
        } else {
            files.put(name.endsWith(".pth") ? "G_1.pth" : name, file);
            files.put("config.json", SOUND.resolve("config.json"));
        }
        int status = Upload.put(farm.endpoints().http(), "hostile", files);
        if (status == 201) {
            assertThat(name).matches(MAY_BECOME_VOICES);
            speakAndRemove();
            return;
        }
        assertThat(status).as("upload of %s", name).isBetween(400, 499);
    }

    /** Whether it speaks or answers an error is its own affair; what counts comes behind. */
    private void speakAndRemove() {
        var _ =
                http.send(
                        "PUT",
                        "/v1/requests/hostile-" + sent + "?wait=60",
                        Json.object().put("model_id", "hostile").put("text", "Hello.").toString());
        assertThat(http.send("DELETE", "/v1/voices/hostile", "").statusCode()).isEqualTo(204);
    }

    /** It may be spoken for minutes; what is asked for here is that others are. */
    private void speakAndCancel(String unit) {
        sent++;
        String text = unit.replace("U+0301", "\u0301").replace("U+200D", "\u200d");
        String id = "/v1/requests/text-" + sent;
        String body = text.repeat(Math.max(1, TEXT_CHARACTERS / text.length()));
        int status =
                http.send(
                                "PUT",
                                id,
                                Json.object()
                                        .put("model_id", BUNDLED)
                                        .put("text", body)
                                        .put("lane", "bulk")
                                        .toString())
                        .statusCode();
        assertThat(status).as("text of %s", unit).isIn(200, 202, 400, 422);
        if (status < 300) {
            assertThat(http.send("DELETE", id, "").statusCode()).isIn(200, 202, 204);
        }
    }
}
