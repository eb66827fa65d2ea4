package voxfarm.common.job;

import java.util.Iterator;

/** Where jobs go. Thread-safe. */
public interface JobSink {
    /**
     * Returns when the job is safe with the broker.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code BROKER_UNAVAILABLE} if that cannot be
     *     had; the job may still arrive
     */
    void publish(SynthesisJob job);

    /** As {@link #publish}, of any number of jobs, in order. */
    default void publishAll(Iterator<SynthesisJob> jobs) {
        jobs.forEachRemaining(this::publish);
    }
}
