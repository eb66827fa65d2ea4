package voxfarm.common.kafka;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.Lane;
import voxfarm.common.voice.VoiceId;

/**
 * The names of all topics and groups of one farm. Farms that share a cluster have prefixes of their
 * own; no name of one is then a name of another.
 *
 * @param prefix of every name: 1 to 100 letters, digits, {@code .}, {@code _} or {@code -}, no
 *     empty part and none that is {@code jobs}, since {@code a} and {@code a.jobs.bulk} would take
 *     each other's topics for their own
 * @throws IllegalArgumentException if the form does not hold
 */
public record Topics(String prefix) {
    /** The longest topic name, of an interactive job, stays below Kafka's bound of 249. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private static final String JOBS_PART = "jobs";

    public static final String DEFAULT_PREFIX = "tts";

    /** Of a farm that has its cluster to itself. */
    public static final Topics DEFAULT = new Topics(DEFAULT_PREFIX);

    public Topics {
        List<String> parts = List.of(prefix.split("\\.", -1));
        if (!FORM.matcher(prefix).matches() || parts.contains("") || parts.contains(JOBS_PART)) {
            throw new IllegalArgumentException(
                    "prefix: expected 1 to 100 letters, digits, '.', '_' or '-' that start with a"
                        + " letter or digit, without empty parts and without a part 'jobs', was "
                            + Problems.quote(prefix));
        }
    }

    /** Requests from producers that do not speak HTTP; key request id. */
    public String requests() {
        return prefix + ".requests";
    }

    /** What happened to each request; key request id. */
    public String events() {
        return prefix + ".events";
    }

    /** Compacted: voices, hints. */
    public String control() {
        return prefix + ".control";
    }

    /** Compacted: a heartbeat per worker. */
    public String workers() {
        return prefix + ".workers";
    }

    /** Jobs that failed for good, with the reason. */
    public String dead() {
        return prefix + ".dead";
    }

    /** Share group of all workers on all job topics. */
    public String workerGroup() {
        return prefix + "-workers";
    }

    /** Consumer group of all dispatchers on {@link #requests}. */
    public String dispatcherGroup() {
        return prefix + "-dispatchers";
    }

    /** Those that every farm has, whatever its voices. */
    public List<String> fixed() {
        return List.of(requests(), events(), control(), workers(), dead());
    }

    /** {@code <prefix>.jobs.<queue>.<model_id>} */
    public String jobs(JobQueue queue, VoiceId voice) {
        return jobs(queue) + voice;
    }

    /** Where a job is put. */
    public String of(SynthesisJob job) {
        return jobs(JobQueue.of(job.lane(), job.work()), job.settings().voice());
    }

    private String jobs(JobQueue queue) {
        return prefix + "." + JOBS_PART + "." + queue.wireName() + ".";
    }

    /** Whose jobs a topic holds, and the lane that they are on. */
    public record Place(VoiceId voice, Lane lane) {}

    /** Of a job topic of any queue; empty for any other topic. */
    public Optional<Place> placeOf(String topic) {
        for (JobQueue queue : JobQueue.values()) {
            Optional<VoiceId> voice = voiceOf(queue, topic);
            if (voice.isPresent()) {
                return Optional.of(new Place(voice.get(), queue.lane()));
            }
        }
        return Optional.empty();
    }

    /** The voice whose jobs of that queue a topic holds; empty for any other topic. */
    public Optional<VoiceId> voiceOf(JobQueue queue, String topic) {
        String before = jobs(queue);
        if (!topic.startsWith(before)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new VoiceId(topic.substring(before.length())));
        } catch (VoxfarmException e) {
            return Optional.empty(); // somebody else's topic
        }
    }
}
