package voxfarm.dispatcher.recovery;

import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceId;

/** What is queued. Thread-safe. */
public interface JobRecords {
    /** Told of the records, of some perhaps more than once. */
    @FunctionalInterface
    interface Visitor {
        void queued(VoiceId voice, RequestId request);
    }

    /**
     * Goes over the records on all job topics, from where the workers are to the end: those whose
     * jobs wait or are worked on, and perhaps some that are done.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code BROKER_UNAVAILABLE} if they cannot be
     *     read whole; then nothing may be concluded
     */
    void visit(Visitor visitor);

    /**
     * Makes a voice's topics where they are missing.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code BROKER_UNAVAILABLE}
     */
    void prepare(VoiceId voice);
}
