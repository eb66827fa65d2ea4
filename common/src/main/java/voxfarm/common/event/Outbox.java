package voxfarm.common.event;

import java.util.Iterator;
import voxfarm.common.job.Carried;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.RequestId;

/**
 * All that is said of requests on Kafka. What is published is safe with the broker when the call
 * returns; what is announced or hinted may be lost. Thread-safe.
 */
public interface Outbox {
    /**
     * The jobs of a request, behind the event that it was accepted: no job is sent before the event
     * is safe, so that none is ever spoken of whose acceptance nobody was told.
     *
     * @param jobs in order; none for a request that waits for its time
     * @throws voxfarm.common.error.VoxfarmException {@code BROKER_UNAVAILABLE} if that cannot be
     *     had; some or all may still arrive
     */
    void publish(RequestEvent.Accepted event, Iterator<SynthesisJob> jobs);

    /**
     * One more job of a request.
     *
     * @param carried of the job that it follows
     * @throws voxfarm.common.error.VoxfarmException {@code BROKER_UNAVAILABLE} if that cannot be
     *     had; the job may still arrive
     */
    void publish(SynthesisJob job, Carried carried);

    /**
     * @throws voxfarm.common.error.VoxfarmException {@code BROKER_UNAVAILABLE} if that cannot be
     *     had; the event may still arrive
     */
    void publish(RequestEvent event);

    /**
     * @throws voxfarm.common.error.VoxfarmException {@code BROKER_UNAVAILABLE} if that cannot be
     *     had
     */
    void publish(DeadLetter letter);

    /** An event that may be lost; returns at once. Failures are logged. */
    void announce(RequestEvent event);

    /**
     * Tells workers that a request has ended while its job may be in their hands. A hint that is
     * lost costs the rest of that synthesis and nothing else: the truth is the stored result. Never
     * waits or fails.
     */
    void hint(RequestId id);

    /** The job is out of everybody's hands. Never waits or fails. */
    void clearHint(RequestId id);
}
