package voxfarm.common.job;

import java.util.Iterator;
import voxfarm.common.event.RequestEvent;

/** Where the jobs of a request go, together with the event that it was accepted. Thread-safe. */
@FunctionalInterface
public interface AcceptedSink {
    /**
     * Returns when the event and all jobs are safe with the broker; they travel together, so that
     * the event costs no time of its own.
     *
     * @param jobs in order; none for a request that waits for its time
     * @throws voxfarm.common.error.VoxfarmException {@code BROKER_UNAVAILABLE} if that cannot be
     *     had; some or all may still arrive
     */
    void publish(RequestEvent.Accepted event, Iterator<SynthesisJob> jobs);
}
