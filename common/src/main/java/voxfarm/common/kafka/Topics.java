package voxfarm.common.kafka;

import java.util.List;
import java.util.Optional;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.Lane;
import voxfarm.common.voice.VoiceId;

/** The names of all topics and groups. */
public final class Topics {
    /** Requests from producers that do not speak HTTP; key request id. */
    public static final String REQUESTS = "tts.requests";

    /** What happened to each request; key request id. */
    public static final String EVENTS = "tts.events";

    /** Compacted: voices, hints. */
    public static final String CONTROL = "tts.control";

    /** Compacted: a heartbeat per worker. */
    public static final String WORKERS = "tts.workers";

    /** Jobs that failed for good, with the reason. */
    public static final String DEAD = "tts.dead";

    /** Share group of all workers on all job topics. */
    public static final String WORKER_GROUP = "tts-workers";

    /** Consumer group of all dispatchers on {@link #REQUESTS}. */
    public static final String DISPATCHER_GROUP = "tts-dispatchers";

    /** Those that every farm has, whatever its voices. */
    public static final List<String> FIXED = List.of(REQUESTS, EVENTS, CONTROL, WORKERS, DEAD);

    private static final String JOBS = "tts.jobs.";

    private Topics() {}

    /** {@code tts.jobs.<lane>.<model_id>} */
    public static String jobs(Lane lane, VoiceId voice) {
        return JOBS + lane.wireName() + "." + voice;
    }

    /** The voice whose jobs of that lane a topic holds; empty for any other topic. */
    public static Optional<VoiceId> voiceOf(Lane lane, String topic) {
        String prefix = JOBS + lane.wireName() + ".";
        if (!topic.startsWith(prefix)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new VoiceId(topic.substring(prefix.length())));
        } catch (VoxfarmException e) {
            return Optional.empty(); // somebody else's topic
        }
    }
}
