package voxfarm.dispatcher.recovery;

import java.util.List;
import java.util.Optional;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;
import voxfarm.common.telemetry.Metrics.Reading;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.common.telemetry.Tracer;

/** What sweeps tell of themselves. Thread-safe. */
public final class RecoveryFigures {
    private final Metrics metrics;
    private final Tracer tracer;
    private volatile Optional<Swept> last = Optional.empty();

    public RecoveryFigures(Telemetry telemetry) {
        this.metrics = telemetry.metrics();
        this.tracer = telemetry.tracer();
        metrics.watch(
                Metric.OPEN_REQUESTS,
                () -> last.map(swept -> Reading.only(swept.seen().open())).orElse(List.of()));
    }

    Tracer tracer() {
        return tracer;
    }

    void swept(Swept swept, long tookNanos) {
        last = Optional.of(swept);
        metrics.time(Metric.SWEEP_SECONDS, tookNanos, "done");
        count("indexed", swept.mended().indexed());
        count("requeued", swept.mended().requeued());
        count("failed", swept.mended().failed());
        count("told", swept.mended().told());
        count("dropped", swept.mended().dropped());
        count("skipped", swept.seen().skipped());
    }

    private void count(String did, long requests) {
        metrics.add(Metric.SWEPT, (double) requests, did);
    }

    void brokenOff(long tookNanos) {
        metrics.time(Metric.SWEEP_SECONDS, tookNanos, "broken_off");
    }
}
