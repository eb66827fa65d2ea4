package voxfarm.app.wiring;

import java.util.Optional;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.telemetry.Metrics;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.common.telemetry.Tracer;
import voxfarm.telemetry.metrics.ProcessFigures;
import voxfarm.telemetry.metrics.PrometheusMetrics;
import voxfarm.telemetry.tracing.OpenTelemetryTracer;

/** What a process tells of itself, as configured. */
public final class ProcessTelemetry {
    private ProcessTelemetry() {}

    /**
     * Begins it.
     *
     * @param parts it ends with these, after what is started later
     * @param service such as {@code voxfarm-worker}
     */
    public static Telemetry start(ComponentStack parts, FarmConfig config, String service) {
        Optional<PrometheusMetrics> metrics =
                config.metrics().on() ? Optional.of(new PrometheusMetrics()) : Optional.empty();
        metrics.ifPresent(ProcessFigures::watch);
        Tracer tracer =
                config.tracing().on()
                        ? parts.start(
                                OpenTelemetryTracer.sending(
                                        config.tracing(), service, WorkerIds.of(config.worker())))
                        : Tracer.NONE;
        return new Telemetry(metrics.map(Metrics.class::cast).orElse(Metrics.NONE), tracer);
    }
}
