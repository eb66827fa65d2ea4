package voxfarm.common.event;

import voxfarm.common.error.VoxfarmException;

/** Where events go. Thread-safe. */
public interface EventSink {
    /**
     * Returns when the event is safe with the broker.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} if that cannot be had; the event may
     *     still arrive
     */
    void publish(RequestEvent event);

    /** Sends an event that may be lost, and returns at once. Failures are logged. */
    void announce(RequestEvent event);
}
