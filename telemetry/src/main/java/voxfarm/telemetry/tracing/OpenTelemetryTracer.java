package voxfarm.telemetry.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import voxfarm.common.Build;
import voxfarm.common.job.Carried;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.telemetry.Tracer;

/**
 * Spans as OpenTelemetry has them, their context as W3C writes it. What cannot be sent is dropped:
 * no request waits for a collector. Thread-safe.
 */
public final class OpenTelemetryTracer implements Tracer, Component {
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<Carried> OF_CARRIED =
            new TextMapGetter<>() {
                @Override
                public @Nullable String get(@Nullable Carried carrier, String key) {
                    return carrier == null ? null : carrier.values().get(key);
                }
            };

    private final SdkTracerProvider provider;
    private final io.opentelemetry.api.trace.Tracer tracer;

    /**
     * @param service such as {@code voxfarm-worker}
     * @param instance which one
     * @param sample share of new traces that is told, 0 to 1
     * @param processor takes the spans that ended
     */
    public OpenTelemetryTracer(
            String service, String instance, double sample, SpanProcessor processor) {
        this.provider =
                SdkTracerProvider.builder()
                        .setResource(
                                Resource.create(
                                        Attributes.of(
                                                AttributeKey.stringKey("service.name"),
                                                service,
                                                AttributeKey.stringKey("service.version"),
                                                Build.name(),
                                                AttributeKey.stringKey("service.instance.id"),
                                                instance)))
                        .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(sample)))
                        .addSpanProcessor(processor)
                        .build();
        this.tracer = provider.get("voxfarm");
    }

    /** Sends spans, some at a time, as configured. */
    public static OpenTelemetryTracer sending(
            TracingConfig config, String service, String instance) {
        OtlpHttpSpanExporterBuilder exporter =
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(config.endpoint())
                        .setTimeout(SEND_TIMEOUT);
        if (!config.authorization().reveal().isBlank()) {
            exporter.addHeader("Authorization", config.authorization().reveal());
        }
        return new OpenTelemetryTracer(
                service,
                instance,
                config.sample(),
                BatchSpanProcessor.builder(exporter.build()).build());
    }

    @Override
    public String name() {
        return "tracing";
    }

    /** It sends as spans end. */
    @Override
    public void start() {}

    @Override
    @SuppressWarnings("MustBeClosedChecker") // closed with the span
    public Span begin(Kind kind, String name, Carried parent) {
        Context context =
                parent.equals(Carried.NONE)
                        ? Context.current()
                        : W3C.extract(Context.root(), parent, OF_CARRIED);
        io.opentelemetry.api.trace.Span span =
                tracer.spanBuilder(name)
                        .setParent(context)
                        .setSpanKind(SpanKind.valueOf(kind.name()))
                        .startSpan();
        return new Open(span, context.with(span).makeCurrent());
    }

    @Override
    public Carried current() {
        Map<String, String> values = new HashMap<>();
        W3C.inject(
                Context.current(),
                values,
                (carrier, name, value) -> {
                    if (carrier != null) {
                        carrier.put(name, value);
                    }
                });
        return values.isEmpty() ? Carried.NONE : new Carried(values);
    }

    private record Open(io.opentelemetry.api.trace.Span span, Scope scope) implements Span {
        @Override
        public Span with(String name, String value) {
            span.setAttribute(name, value);
            return this;
        }

        @Override
        public void failed(String code) {
            span.setStatus(StatusCode.ERROR, code);
        }

        @Override
        public void close() {
            scope.close();
            span.end();
        }
    }

    /** Sends what is left, within some seconds. */
    @Override
    public void close() {
        provider.shutdown().join(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
