package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.local.S3Credentials;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.embedded.EmbeddedBroker;
import voxfarm.embedded.EmbeddedStore;
import voxfarm.embedded.FreePorts;
import voxfarm.it.support.Command;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.Polling;

/**
 * Dispatchers and workers of two builds on the same topics and in the same bucket, each in turn
 * replaced, with requests under way. {@code -Dvoxfarm.it.older=LAUNCHER} names the other build's
 * {@code voxfarm}; skipped without it. See docs/operations.md.
 */
class RollingUpdateIT {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String SENTENCE =
            "The old build began this text, and whoever comes after it has to read it to its end. ";

    /** Some five minutes of sound: five parts and more. */
    private static final String LONG_TEXT = SENTENCE.repeat(60);

    @TempDir Path folder;

    private final ComponentStack parts = new ComponentStack();
    private final int kafkaPort = FreePorts.any();
    private final int s3Port = FreePorts.any();
    private final List<Command> running = new ArrayList<>();
    private final Map<String, String> acceptedBy = new LinkedHashMap<>();

    @AfterEach
    void stop() {
        running.reversed().forEach(Command::close);
        parts.close();
    }

    /** One of the two. */
    private record BuildOf(String name, Optional<Path> launcher) {}

    private Path config(String id, int httpPort) throws IOException {
        return Files.writeString(
                folder.resolve(id + ".yml"),
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
                worker: {id: %s, cache: %s, slots: 1}
                http: {port: %d}
                """
                        .formatted(kafkaPort, s3Port, id, folder.resolve("cache-" + id), httpPort));
    }

    private Command start(BuildOf build, String role, int httpPort) throws Exception {
        String id = build.name() + "-" + role;
        Path log = folder.resolve(id + ".log");
        String[] arguments = {role, "--config", config(id, httpPort).toString()};
        Command command =
                build.launcher().isPresent()
                        ? Command.start(build.launcher().get(), log, arguments)
                        : Command.ofThisBuild(log, arguments);
        running.add(command);
        return command;
    }

    private Http dispatcher(Command process, int port) throws Exception {
        Http http = new Http("http://127.0.0.1:" + port);
        Polling.await(
                "a dispatcher",
                PATIENCE,
                () -> {
                    process.mustLive();
                    try {
                        return Optional.of(http.get("/healthz"))
                                .filter(answer -> answer.statusCode() == 200);
                    } catch (java.io.UncheckedIOException e) {
                        return Optional.empty();
                    }
                });
        return http;
    }

    private static void awaitWorkers(Http http, Command process, String... ids) throws Exception {
        Polling.await(
                "workers " + List.of(ids),
                PATIENCE,
                () -> {
                    process.mustLive();
                    Set<String> found =
                            new TreeSet<>(
                                    Http.json(http.get("/v1/workers"))
                                            .path("workers")
                                            .findValuesAsText("worker_id"));
                    return Optional.of(found).filter(Set.of(ids)::equals);
                });
    }

    private void submit(Http http, String build, String id, String text, String lane) {
        String body =
                Json.object()
                        .put("model_id", "en_US-joe-medium")
                        .put("text", text)
                        .put("lane", lane)
                        .toString();
        assertThat(http.send("PUT", "/v1/requests/" + id, body).statusCode()).as(id).isEqualTo(202);
        acceptedBy.put(id, build);
    }

    private void submitShort(Http http, String build) {
        for (int i = 0; i < 5; i++) {
            String lane = i % 2 == 0 ? "bulk" : "interactive";
            submit(http, build, build + "-short-" + i, SENTENCE + i, lane);
        }
    }

    private static void awaitPart(PlainS3 bucket, String id) throws Exception {
        Polling.await(
                "a part of " + id,
                PATIENCE,
                () -> bucket.list("requests/" + id + "/parts/").stream().findFirst());
    }

    private static JsonNode result(PlainS3 bucket, String id) {
        return Json.readObject(
                bucket.get("results/" + id + "/result.json").orElseThrow(),
                "result",
                voxfarm.common.error.ErrorCode.INTERNAL);
    }

    private void awaitResults(PlainS3 bucket) throws Exception {
        for (String id : acceptedBy.keySet()) {
            bucket.await("results/" + id + "/result.json", PATIENCE);
        }
    }

    @Test
    void noRequestIsLostBetweenTwoBuilds() throws Exception {
        String older = System.getProperty("voxfarm.it.older", "");
        if (older.isEmpty()) {
            String why = "no older build is named (-Dvoxfarm.it.older=LAUNCHER)";
            System.out.println("SKIPPED, the rolling update: " + why);
            Assumptions.abort(why);
        }
        BuildOf before = new BuildOf("older", Optional.of(Path.of(older)));
        BuildOf after = new BuildOf("present", Optional.empty());
        parts.start(new EmbeddedBroker(folder.resolve("kafka"), kafkaPort));
        parts.start(
                new EmbeddedStore(
                        folder.resolve("s3"), s3Port, "farm", new S3Credentials("key", "secret")));
        int oldPort = FreePorts.any();
        int newPort = FreePorts.any();
        try (PlainS3 bucket = new PlainS3("http://127.0.0.1:" + s3Port, "farm", "key", "secret")) {
            Command oldWorker = start(before, "worker", 0);
            Command oldDispatcher = start(before, "dispatcher", oldPort);
            Command newDispatcher = start(after, "dispatcher", newPort);
            Http old = dispatcher(oldDispatcher, oldPort);
            Http http = dispatcher(newDispatcher, newPort);
            awaitWorkers(old, oldWorker, "older-worker");
            submitShort(old, "older");
            submitShort(http, "present");
            awaitResults(bucket);

            // the worker is replaced in the middle of both long requests, then the dispatcher
            Command newWorker = start(after, "worker", 0);
            awaitWorkers(http, newWorker, "older-worker", "present-worker");
            submit(old, "older", "older-long", LONG_TEXT, "bulk");
            submit(http, "present", "present-long", LONG_TEXT, "bulk");
            awaitPart(bucket, "older-long");
            awaitPart(bucket, "present-long");
            oldWorker.close();
            submit(old, "older", "old-to-new", SENTENCE, "interactive");
            bucket.await("results/old-to-new/result.json", PATIENCE);
            oldDispatcher.close();
            awaitResults(bucket);
            check(bucket, http);
            assertThat(result(bucket, "old-to-new").path("worker_id").asText())
                    .isEqualTo("present-worker");
            assertThat(endedBy("present-short", bucket)).containsExactly("older-worker");
            old.close();
            http.close();
        }
    }

    private Set<String> endedBy(String begin, PlainS3 bucket) {
        Set<String> workers = new TreeSet<>();
        for (String id : acceptedBy.keySet()) {
            if (id.startsWith(begin)) {
                workers.add(result(bucket, id).path("worker_id").asText());
            }
        }
        return workers;
    }

    private void check(PlainS3 bucket, Http http) throws Exception {
        Map<String, Integer> spoken = new LinkedHashMap<>();
        for (Map.Entry<String, String> request : acceptedBy.entrySet()) {
            JsonNode result = result(bucket, request.getKey());
            assertThat(result.path("status").asText())
                    .as(request.getKey() + ": " + result)
                    .isEqualTo("completed");
            JsonNode audio = result.path("audio");
            assertThat(Sha256.hex(bucket.get(audio.path("key").asText()).orElseThrow()))
                    .isEqualTo(audio.path("sha256").asText());
            assertThat(
                            Http.json(http.get("/v1/requests/" + request.getKey()))
                                    .path("status")
                                    .asText())
                    .isEqualTo("completed");
            spoken.merge(
                    request.getValue() + " to " + result.path("worker_id").asText(),
                    1,
                    Integer::sum);
        }
        Polling.await(
                "nothing open",
                PATIENCE,
                () -> bucket.list("open/").isEmpty() ? Optional.of(true) : Optional.empty());
        assertThat(bucket.list("dead/")).isEmpty();
        System.out.println(
                acceptedBy.size() + " requests, none lost; accepted by, ended by: " + spoken);
    }
}
