package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.local.Endpoints;
import voxfarm.common.telemetry.Metrics;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.Polling;
import voxfarm.it.support.TestFarm;
import voxfarm.telemetry.tracing.OpenTelemetryTracer;

/** One request is one trace: from its caller, through both topics, to the bucket and its events. */
class TracingIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String LONG_TRACE = "5bf92f3577b34da6a3ce929d0e0e4736";

    @TempDir Path data;

    private static final class Kept implements SpanExporter {
        private final List<SpanData> spans = new CopyOnWriteArrayList<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> ended) {
            spans.addAll(ended);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }

        Set<String> names(String trace) {
            return spans.stream()
                    .filter(span -> span.getTraceId().equals(trace))
                    .map(SpanData::getName)
                    .collect(Collectors.toSet());
        }
    }

    private static void put(Endpoints farm, String id, String body, String trace) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(URI.create(farm.http() + "/v1/requests/" + id))
                                    .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                                    .PUT(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        }
    }

    /** Contexts of the events of a request. */
    private static List<String> contexts(Endpoints farm, String id) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        new HashMap<>(farm.kafkaClient()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> places =
                    consumer.partitionsFor("tts.events").stream()
                            .map(one -> new TopicPartition(one.topic(), one.partition()))
                            .toList();
            consumer.assign(places);
            consumer.seekToBeginning(places);
            long end = consumer.endOffsets(places).values().stream().mapToLong(n -> n).sum();
            List<ConsumerRecord<byte[], byte[]>> read = new CopyOnWriteArrayList<>();
            while (read.size() < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(read::add);
            }
            return read.stream()
                    .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals(id))
                    .flatMap(
                            record -> Stream.ofNullable(record.headers().lastHeader("traceparent")))
                    .map(Header::value)
                    .map(value -> new String(value, StandardCharsets.US_ASCII))
                    .toList();
        }
    }

    @Test
    void oneRequestIsOneTrace() throws Exception {
        Kept kept = new Kept();
        OpenTelemetryTracer tracer =
                new OpenTelemetryTracer("farm", "1", 0, SimpleSpanProcessor.create(kept));
        try (TestFarm farm = TestFarm.start(data, new Telemetry(Metrics.NONE, tracer));
                PlainS3 bucket = new PlainS3(farm.endpoints())) {
            put(farm.endpoints(), "short", Http.request("Hello from the farm."), TRACE);
            String paragraph = "A sentence that takes a while to say, and then some more. ";
            put(farm.endpoints(), "long", Http.request(paragraph.repeat(40)), LONG_TRACE);
            bucket.await("results/short/result.json", PATIENCE);
            bucket.await("results/long/result.json", PATIENCE);

            Set<String> names =
                    Polling.await(
                            "the spans of the job",
                            PATIENCE,
                            () ->
                                    Optional.of(kept.names(TRACE))
                                            .filter(told -> told.contains("job single")));
            assertThat(names).contains("PUT /v1/requests/{id}", "store put", "store get");
            assertThat(
                            Polling.await(
                                    "the spans of parts and assembly",
                                    PATIENCE,
                                    () ->
                                            Optional.of(kept.names(LONG_TRACE))
                                                    .filter(told -> told.contains("job assembly"))))
                    .contains("job part", "PUT /v1/requests/{id}");
            assertThat(kept.spans)
                    .as("nothing else is sampled")
                    .allMatch(span -> Set.of(TRACE, LONG_TRACE).contains(span.getTraceId()));
            assertThat(kept.spans.toString()).doesNotContain("Hello", "sentence");

            assertThat(contexts(farm.endpoints(), "short"))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allMatch(context -> context.contains(TRACE));
            assertThat(
                            new String(
                                    bucket.get("requests/short/request.json").orElseThrow(),
                                    StandardCharsets.UTF_8))
                    .contains("traceparent", TRACE);
        }
    }
}
