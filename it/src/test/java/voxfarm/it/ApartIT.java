package voxfarm.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.S3Credentials;
import voxfarm.app.wiring.RemoteDispatcher;
import voxfarm.app.wiring.RemoteWorker;
import voxfarm.bench.chaos.EventTopic;
import voxfarm.bench.chaos.FaultyProxy;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.http.RawHttp;
import voxfarm.common.json.Json;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.embedded.EmbeddedBroker;
import voxfarm.embedded.EmbeddedStore;
import voxfarm.embedded.FreePorts;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;

/** Dispatchers and workers apart, wired by a config.yml to a broker and a store of their own. */
class ApartIT {
    @TempDir Path folder;

    private final ComponentStack parts = new ComponentStack();
    private final int kafkaPort = FreePorts.any();
    private final int s3Port = FreePorts.any();
    private final FaultyProxy proxy;
    private @Nullable EmbeddedBroker broker;

    ApartIT() {
        proxy = FaultyProxy.start(s3Port);
    }

    @BeforeEach
    void startBackends() {
        broker = parts.start(new EmbeddedBroker(folder.resolve("kafka"), kafkaPort));
        parts.start(
                new EmbeddedStore(
                        folder.resolve("s3"), s3Port, "farm", new S3Credentials("key", "secret")));
    }

    @AfterEach
    void stop() {
        parts.close();
        proxy.close();
    }

    private FarmConfig config(String more) throws Exception {
        Path file = folder.resolve("config.yml");
        Files.writeString(
                file,
                """
                kafka:
                  bootstrap-servers: 127.0.0.1:%d
                  replication-factor: 1
                  heartbeat-millis: 500
                store:
                  endpoint: http://127.0.0.1:%d
                  bucket: farm
                  path-style: true
                  access-key: key
                  secret-key: secret
                worker:
                  cache: %s
                  slots: 2
                  http: {host: 127.0.0.1, port: 0}
                http:
                  port: 0
                %s
                """
                        .formatted(kafkaPort, proxy.port(), folder.resolve("cache"), more));
        return FarmConfig.read(file).config();
    }

    @Test
    void workTogetherThroughKafkaAndS3Alone() throws Exception {
        parts.start(new RemoteWorker(config("")));
        RemoteDispatcher one = parts.start(new RemoteDispatcher(config(""), 0));
        RemoteDispatcher two = parts.start(new RemoteDispatcher(config(""), 0));

        try (Http first = new Http("http://127.0.0.1:" + one.httpPort());
                Http second = new Http("http://127.0.0.1:" + two.httpPort())) {
            assertThat(
                            first.send("PUT", "/v1/requests/shared", Http.request("Two doors."))
                                    .statusCode())
                    .isEqualTo(202);
            assertThat(
                            second.send(
                                            "PUT",
                                            "/v1/requests/shared?wait=60",
                                            Http.request("Two doors."))
                                    .statusCode())
                    .isEqualTo(200);
            assertThat(Http.json(first.get("/v1/workers")).path("workers")).hasSize(1);
            JsonNode resident = awaitSpeed(first);
            assertThat(resident.path("model_id").asText()).isEqualTo("en_US-joe-medium");
            assertThat(resident.path("bytes").asLong()).isGreaterThan(50L << 20);
            JsonNode worker = Http.json(second.get("/status")).path("workers").path(0);
            assertThat(worker.path("budget_bytes").asLong()).isEqualTo(2048L << 20);
            assertThat(worker.path("voices_bytes").asLong())
                    .isBetween(1L, worker.path("budget_bytes").asLong());
        }
    }

    /** The voice of the first worker, once a heartbeat tells how fast it speaks. */
    private static JsonNode awaitSpeed(Http http) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (true) {
            JsonNode worker = Http.json(http.get("/status")).path("workers").path(0);
            JsonNode voice = worker.path("resident").path(0);
            if (voice.path("speed").asDouble() > 0 && worker.path("speed").asDouble() > 0) {
                return voice;
            }
            assertThat(System.nanoTime()).as(worker.toString()).isLessThan(deadline);
            Thread.sleep(200);
        }
    }

    /**
     * Audio, then result, then event: a reader may go to the bucket the moment it sees the event.
     */
    @Test
    void storesEverythingBeforeItTells() throws Exception {
        parts.start(new RemoteWorker(config("")));
        RemoteDispatcher dispatcher = parts.start(new RemoteDispatcher(config(""), 0));
        proxy.inject(request ->
                request.method().equals("PUT")
                        ? new FaultyProxy.Fault.Delay(500)
                        : new FaultyProxy.Fault.None());
        try (EventTopic events = EventTopic.fromBeginning("127.0.0.1:" + kafkaPort);
                Http http = new Http("http://127.0.0.1:" + dispatcher.httpPort());
                PlainS3 bucket =
                        new PlainS3("http://127.0.0.1:" + s3Port, "farm", "key", "secret")) {
            for (int i = 0; i < 6; i++) {
                http.post("/v1/requests", Http.request("Event number " + i + "."));
            }
            List<String> completed = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (completed.size() < 6 && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> event : events.poll(Duration.ofMillis(50))) {
                    JsonNode json = Json.mapper().readTree(event.value());
                    if (json.path("type").asText().equals("completed")) {
                        assertThat(bucket.exists(json.path("result_key").asText())).isTrue();
                        assertThat(bucket.exists(json.path("audio_key").asText())).isTrue();
                        completed.add(event.key());
                    }
                }
            }
            assertThat(completed).hasSize(6);
        }
    }

    /** What an orchestrator asks, of a worker that has its threads, its broker and its bucket. */
    @Test
    void aWorkerTellsProbesHowItIs() throws Exception {
        RemoteWorker worker = parts.start(new RemoteWorker(config("")));
        int port = worker.httpPort().orElseThrow();
        try (Http probe = new Http("http://127.0.0.1:" + port)) {
            assertThat(probe.get("/healthz").statusCode()).isEqualTo(200);
            HttpResponse<byte[]> ready = probe.get("/readyz");
            assertThat(ready.statusCode()).as(text(ready)).isEqualTo(200);
            assertThat(Http.json(ready).path("consumers").asBoolean()).isTrue();
            HttpResponse<byte[]> figures = probe.get("/metrics");
            assertThat(figures.statusCode()).as("on a loopback address").isEqualTo(200);
            assertThat(text(figures)).contains("voxfarm_slots ", "voxfarm_memory_bytes{area=");

            assertThat(RawHttp.call(port, "POST", "/readyz", "Host: w").status()).isEqualTo(405);
            assertThat(RawHttp.call(port, "GET", "/v1/requests", "Host: w").status())
                    .isEqualTo(404);
            assertThat(
                            RawHttp.call(
                                            port,
                                            "GET",
                                            "/healthz",
                                            "Host: w",
                                            "X: " + "x".repeat(99_999))
                                    .status())
                    .isEqualTo(431);

            proxy.inject(_ -> new FaultyProxy.Fault.Answer(503));
            awaitReason(probe, "bucket: ");
            assertThat(probe.get("/healthz").statusCode())
                    .as("a restart would not mend it")
                    .isEqualTo(200);
            proxy.inject(_ -> new FaultyProxy.Fault.None());
            awaitReason(probe, "");

            requireNonNull(broker).close();
            awaitReason(probe, "kafka: ");
            assertThat(probe.get("/healthz").statusCode()).isEqualTo(200);
        }
        worker.close();
        assertThatThrownBy(() -> RawHttp.call(port, "GET", "/healthz", "Host: w"))
                .isInstanceOf(IOException.class);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /**
     * @param reason with which one must begin; empty until it is ready
     */
    private static void awaitReason(Http probe, String reason) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (true) {
            HttpResponse<byte[]> answer = probe.get("/readyz");
            if (reason.isEmpty()
                    ? answer.statusCode() == 200
                    : answer.statusCode() == 503
                            && Http.json(answer)
                                    .path("reasons")
                                    .valueStream()
                                    .anyMatch(one -> one.asText().startsWith(reason))) {
                return;
            }
            assertThat(System.nanoTime()).as(reason + text(answer)).isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    @Test
    void saysWhatIsWrongWithItsBackends() throws Exception {
        FarmConfig wrongStore =
                FarmConfig.read(
                                Files.writeString(
                                        folder.resolve("w.yml"),
                                        """
                                        kafka: {bootstrap-servers: "127.0.0.1:%d"}
                                        store: {endpoint: "http://127.0.0.1:1", path-style: true, access-key: k, secret-key: s}
                                        """
                                                .formatted(kafkaPort)))
                        .config();

        assertThatThrownBy(() -> new RemoteDispatcher(wrongStore, 0).start())
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("bucket voxfarm");
    }

    @Test
    void refusesAStoreThatReplacesObjects() throws Exception {
        // a server that does not know If-None-Match answers 200 to the second write as well
        proxy.inject(request ->
                request.method().equals("PUT") && request.path().contains("/probes/")
                        ? new FaultyProxy.Fault.Answer(200)
                        : new FaultyProxy.Fault.None());

        assertThatThrownBy(() -> new RemoteDispatcher(config(""), 0).start())
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("create-once");
    }
}
