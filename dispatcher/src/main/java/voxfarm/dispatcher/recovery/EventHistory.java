package voxfarm.dispatcher.recovery;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import voxfarm.common.plan.RequestId;

/** What is on the event topic. Thread-safe. */
public interface EventHistory {
    /**
     * Reads the topic from its beginning to where its end is now, and tells of each request whose
     * end is there, of some perhaps more than once.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code BROKER_UNAVAILABLE}
     */
    void ends(Consumer<RequestId> told);

    /** How long events are kept; empty for ever. */
    Optional<Duration> retention();
}
