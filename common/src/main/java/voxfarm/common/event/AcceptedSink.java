package voxfarm.common.event;

import java.util.Iterator;
import voxfarm.common.job.SynthesisJob;

/** Where the jobs of a request go, together with the event that it was accepted. Thread-safe. */
@FunctionalInterface
public interface AcceptedSink {
    /**
     * Returns when the event and all jobs are safe with the broker. No job is sent before the event
     * is safe, so that none is ever spoken of whose acceptance nobody was told.
     *
     * @param jobs in order; none for a request that waits for its time
     * @throws voxfarm.common.error.VoxfarmException {@code BROKER_UNAVAILABLE} if that cannot be
     *     had; some or all may still arrive
     */
    void publish(RequestEvent.Accepted event, Iterator<SynthesisJob> jobs);
}
