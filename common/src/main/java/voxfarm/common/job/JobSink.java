package voxfarm.common.job;

/** Where jobs go. Thread-safe. */
@FunctionalInterface
public interface JobSink {
    /**
     * Returns when the job is safe with the broker.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code BROKER_UNAVAILABLE} if that cannot be
     *     had; the job may still arrive
     */
    void publish(SynthesisJob job);
}
