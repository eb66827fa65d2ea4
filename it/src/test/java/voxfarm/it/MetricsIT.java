package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.telemetry.Metric;
import voxfarm.it.support.Http;
import voxfarm.it.support.Polling;
import voxfarm.it.support.TestFarm;

/** What a collector finds at a farm that has spoken. */
class MetricsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * What no farm on a CPU has that spoke once with a voice that needs no BERT model, and has
     * neither callbacks nor keys with a quota.
     */
    private static final Set<Metric> NOT_HERE =
            Set.of(
                    Metric.BERT_SECONDS,
                    Metric.OTHER,
                    Metric.ATTEMPT_FAILURES,
                    Metric.SUSPECT_SEGMENTS,
                    Metric.CALLBACKS,
                    Metric.CALLBACK_SECONDS,
                    Metric.CALLBACKS_WAITING,
                    Metric.QUOTA_USED);

    @TempDir Path data;

    private static List<String> told(Http http) {
        HttpResponse<byte[]> answer = http.get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/plain; version=0.0.4");
        return new String(answer.body(), StandardCharsets.UTF_8).lines().toList();
    }

    private static double value(List<String> lines, String series) {
        return lines.stream()
                .filter(line -> line.startsWith(series + " "))
                .findFirst()
                .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .orElse(0.0);
    }

    private static Set<String> missing(List<String> lines) {
        return Arrays.stream(Metric.values())
                .filter(metric -> !NOT_HERE.contains(metric))
                .map(metric ->
                        metric.type().isHistogram()
                                ? metric.wireName() + "_count"
                                : metric.wireName())
                .filter(name ->
                        lines.stream()
                                .noneMatch(line ->
                                        line.startsWith(name + " ") || line.startsWith(name + "{")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void tellsEveryFigureOnceItHasSpoken() throws Exception {
        try (TestFarm farm = TestFarm.start(data);
                Http http = new Http(farm.endpoints().http())) {
            assertThat(
                            http.post("/v1/requests?wait=60", Http.request("Hello from the farm."))
                                    .statusCode())
                    .isEqualTo(200);
            assertThat(
                            http.post("/v1/requests", "{\"model_id\": \"none\", \"text\": \"a\"}")
                                    .statusCode())
                    .isEqualTo(404);

            // a sweep and a heartbeat come by themselves
            List<String> lines =
                    Polling.await(
                            "all figures",
                            PATIENCE,
                            () ->
                                    Optional.of(told(http))
                                            .filter(found -> missing(found).isEmpty()));

            assertThat(value(lines, "voxfarm_requests_total{door=\"http\",lane=\"interactive\"}"))
                    .isEqualTo(1);
            assertThat(value(lines, "voxfarm_audio_seconds_total{voice=\"en_US-joe-medium\"}"))
                    .isGreaterThan(0.5);
            assertThat(value(lines, "voxfarm_encode_seconds_count"))
                    .as("from the engine's own process")
                    .isPositive();
            assertThat(value(lines, "voxfarm_decode_seconds_sum"))
                    .isLessThanOrEqualTo(value(lines, "voxfarm_engine_run_seconds_sum"));
            assertThat(value(lines, "voxfarm_memory_bytes{area=\"engine\"}"))
                    .isGreaterThan(value(lines, "voxfarm_memory_bytes{area=\"arena\"}"));
            assertThat(lines).noneMatch(line -> line.contains("Hello"));
            JsonNode queue =
                    Polling.await(
                            "an empty queue",
                            PATIENCE,
                            () ->
                                    Optional.of(Http.json(http.get("/v1/queue")))
                                            .filter(found -> found.path("jobs").asLong(-1) == 0));
            assertThat(queue.path("waiting")).isEmpty();
        }
    }
}
