package voxfarm.telemetry.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import voxfarm.common.config.Secret;
import voxfarm.common.job.Carried;
import voxfarm.common.telemetry.Tracer;

class OpenTelemetryTracerTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final Carried CALLER =
            new Carried(Map.of("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01"));

    private final KeptSpans spans = new KeptSpans();
    private final OpenTelemetryTracer tracer =
            new OpenTelemetryTracer("test", "1", 1, SimpleSpanProcessor.create(spans));

    @Test
    void goesOnWithTheTraceOfTheCaller() {
        try (Tracer.Span call = tracer.begin(Tracer.Kind.SERVER, "call", CALLER)) {
            call.with("voxfarm.request", "r1");
            assertThat(tracer.current().values().get("traceparent")).contains(TRACE);
            try (Tracer.Span inner = tracer.begin(Tracer.Kind.CLIENT, "store put", Carried.NONE)) {
                inner.failed("store_unavailable");
            }
        }

        List<SpanData> told = spans.all();
        assertThat(told).extracting(SpanData::getName).containsExactly("store put", "call");
        assertThat(told).allMatch(span -> span.getTraceId().equals(TRACE));
        assertThat(told.getFirst().getParentSpanId()).isEqualTo(told.getLast().getSpanId());
        assertThat(told.getFirst().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(told.getLast().getParentSpanId()).isEqualTo("b7ad6b7169203331");
    }

    @Test
    void hasNoContextOutsideOfSpans() {
        assertThat(tracer.current()).isEqualTo(Carried.NONE);
        tracer.begin(Tracer.Kind.INTERNAL, "one", Carried.NONE).close();
        assertThat(tracer.current()).isEqualTo(Carried.NONE);
    }

    @Test
    void tellsNothingOfWhatTheCallerDoesNotSample() {
        Carried unsampled =
                new Carried(Map.of("traceparent", "00-" + TRACE + "-b7ad6b7169203331-00"));
        tracer.begin(Tracer.Kind.SERVER, "call", unsampled).close();

        assertThat(spans.all()).isEmpty();
    }

    @Test
    void beginsAFreshTraceWhereTheContextIsNone() {
        Carried broken = new Carried(Map.of("traceparent", "not a context"));
        tracer.begin(Tracer.Kind.SERVER, "call", broken).close();

        assertThat(spans.all()).hasSize(1);
        assertThat(spans.all().getFirst().getParentSpanContext().isValid()).isFalse();
    }

    /** The library that sends is found, and what it sends arrives with its header. */
    @Test
    void sendsToACollector() throws Exception {
        BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        HttpServer collector =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext(
                "/v1/traces",
                call -> {
                    int bytes = call.getRequestBody().readAllBytes().length;
                    calls.add(
                            call.getRequestHeaders().getFirst("Authorization")
                                    + (bytes > 0 ? " with spans" : ""));
                    call.sendResponseHeaders(200, -1);
                    call.close();
                });
        collector.start();
        try {
            OpenTelemetryTracer sending =
                    OpenTelemetryTracer.sending(
                            new TracingConfig(
                                    "http://127.0.0.1:"
                                            + collector.getAddress().getPort()
                                            + "/v1/traces",
                                    new Secret("Bearer t"),
                                    1),
                            "test",
                            "1");
            sending.begin(Tracer.Kind.INTERNAL, "one", Carried.NONE).close();
            sending.close();

            assertThat(calls.poll(10, TimeUnit.SECONDS)).isEqualTo("Bearer t with spans");
        } finally {
            collector.stop(0);
        }
    }
}
