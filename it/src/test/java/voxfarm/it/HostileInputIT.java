package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.json.HostileDocuments;
import voxfarm.it.support.FarmProcess;
import voxfarm.it.support.Http;

/** A farm with the heap that the launcher gives it speaks on after whatever it was sent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputIT {
    private static final int MIB = 1 << 20;
    private static final List<String> TOPICS =
            List.of(
                    "tts.requests",
                    "tts.events",
                    "tts.control",
                    "tts.workers",
                    "tts.dead",
                    "tts.jobs.interactive.en_US-joe-medium",
                    "tts.jobs.bulk.en_US-joe-medium",
                    "tts.jobs.binding.en_US-joe-medium");

    @TempDir static Path data;

    private FarmProcess farm;
    private Http http;
    private int spoken;

    @BeforeAll
    void start() throws Exception {
        farm =
                FarmProcess.start(
                        data.resolve("data"),
                        data.resolve("farm.log"),
                        "-Xmx512m"); // as the launcher
        http = new Http(farm.endpoints().http());
        assertAlive();
    }

    @AfterAll
    void stop() {
        http.close();
        farm.close();
    }

    /** A health check and a spoken sentence. */
    private void assertAlive() {
        assertThat(farm.isAlive()).isTrue();
        assertThat(http.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(
                        http.send(
                                        "PUT",
                                        "/v1/requests/alive-" + spoken++ + "?wait=120",
                                        Http.request("I am alive."))
                                .statusCode())
                .isEqualTo(200);
    }

    private KafkaProducer<String, byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(farm.endpoints().kafkaClient());
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    @Test
    void manyBodiesOfEmptyObjectsAtOnce() throws Exception {
        String head = "{\"model_id\":\"en_US-joe-medium\",\"text\":\"Hi.\",\"zzz\":[";
        String large = head + "{},".repeat((MIB - 200) / 3) + "{}]}";
        String dense = head + "{},".repeat(45_000) + "{}]}";
        for (String body : List.of(large, dense)) {
            List<Future<Integer>> answers = new ArrayList<>();
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 36; i++) {
                    answers.add(callers.submit(() -> http.post("/v1/requests", body).statusCode()));
                }
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isIn(202, 400, 429, 503);
            }
            assertAlive();
        }
    }

    @Test
    void everyHostileRecordOnEveryTopic() throws Exception {
        sendEveryHostileRecord();
        assertAlive();
    }

    /** Some kilobytes that unpack to more than the heap can hold. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "lz4", "snappy"})
    void recordsThatUnpackToMoreThanThereIs(String compression) {
        Map<String, Object> settings = new HashMap<>(farm.endpoints().kafkaClient());
        settings.put("compression.type", compression);
        settings.put("max.request.size", Integer.MAX_VALUE);
        settings.put("buffer.memory", 400 * MIB);
        settings.put("retries", 0);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (int megabytes : new int[] {60, 150, 300}) {
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() ->
                                    producer.send(
                                                    new ProducerRecord<>(
                                                            "tts.requests",
                                                            "zeros",
                                                            new byte[megabytes * MIB]))
                                            .get())
                            .isInstanceOf(ExecutionException.class);
                }
                assertAlive();
            }
        }
    }

    private void sendEveryHostileRecord() throws Exception {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            for (String topic : TOPICS) {
                for (byte[] record : HostileDocuments.all()) {
                    if (record.length < MIB - 1000) {
                        producer.send(new ProducerRecord<>(topic, "hostile", record)).get();
                    }
                }
                if (!topic.equals("tts.control") && !topic.equals("tts.workers")) {
                    producer.send(new ProducerRecord<>(topic, null, null)).get();
                }
                producer.send(new ProducerRecord<>(topic, "hostile", null)).get();
            }
        }
    }

    /** Compacted topics and groups begin where they did: what stops a farm stops its next start. */
    @Test
    void startsAgainBehindHostileRecords() throws Exception {
        sendEveryHostileRecord();
        http.close();
        farm.close();
        start();
    }
}
