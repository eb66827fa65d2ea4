package voxfarm.dispatcher.acceptance;

import voxfarm.common.plan.AcceptedRequest;

/** Who keeps the times that requests name. Thread-safe. */
@FunctionalInterface
public interface WaitingRequests {
    /** A hint that a request was accepted; one without times is passed over. */
    void watch(AcceptedRequest request);
}
