package voxfarm.common.job;

import voxfarm.common.plan.RequestId;

/**
 * Tells workers that a request was cancelled while its job may be in their hands. A hint that is
 * lost costs the rest of that synthesis and nothing else: the truth is the stored result.
 * Thread-safe; no method waits or fails.
 */
public interface CancellationHints {
    void hint(RequestId id);

    /** The job is out of everybody's hands. */
    void clear(RequestId id);
}
