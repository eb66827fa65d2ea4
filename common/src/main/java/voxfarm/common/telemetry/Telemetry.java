package voxfarm.common.telemetry;

/** What a process tells of its own work. Thread-safe. */
public record Telemetry(Metrics metrics, Tracer tracer) {
    /** Nothing. */
    public static final Telemetry NONE = new Telemetry(Metrics.NONE, Tracer.NONE);
}
