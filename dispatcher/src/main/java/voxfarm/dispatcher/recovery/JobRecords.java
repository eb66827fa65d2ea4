package voxfarm.dispatcher.recovery;

import java.util.Set;
import voxfarm.common.job.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceId;

/** What is queued. Thread-safe. */
@FunctionalInterface
public interface JobRecords {
    /**
     * The requests of which a record lies on the voice's job topic, from where the workers are to
     * the end: those whose jobs wait or are worked on.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code BROKER_UNAVAILABLE} if it cannot be read
     *     whole; then nothing may be concluded
     */
    Set<RequestId> queued(VoiceId voice, Lane lane);
}
