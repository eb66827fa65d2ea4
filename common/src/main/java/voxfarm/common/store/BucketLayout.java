package voxfarm.common.store;

import java.util.Optional;
import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceId;

/** Where everything lies in the bucket (docs/formats.md): the one place that builds keys. */
public final class BucketLayout {
    /** Prefix of all voice packages. */
    public static final String VOICES = "voices/";

    /** Prefix of all results. */
    public static final String RESULTS = "results/";

    /** Prefix of what was refused by topic. */
    public static final String REFUSALS = "refusals/";

    /** Prefix of all accepted requests. */
    public static final String REQUESTS = "requests/";

    private BucketLayout() {}

    public static ObjectKey request(RequestId id) {
        return new ObjectKey(REQUESTS + id + "/request.json");
    }

    public static ObjectKey plan(RequestId id, String sha256) {
        return new ObjectKey(REQUESTS + id + "/plan-" + sha256 + ".json");
    }

    /** A text that is too long to stand inside the request. */
    public static ObjectKey text(RequestId id, String sha256) {
        return new ObjectKey(REQUESTS + id + "/text-" + sha256);
    }

    /** What a part of a long request was made of; written when it is spoken. */
    public static ObjectKey part(RequestId id, int part) {
        return new ObjectKey(parts(id) + part + ".json");
    }

    /** Prefix of all finished parts of a request. */
    public static String parts(RequestId id) {
        return REQUESTS + id + "/parts/";
    }

    /** Says that a request's jobs were produced again; 0 if that was when it became due. */
    public static ObjectKey requeue(RequestId id, int n) {
        return new ObjectKey(requeues(id) + n + ".json");
    }

    /** Prefix of all notes of {@link #requeue}. */
    public static String requeues(RequestId id) {
        return REQUESTS + id + "/requeues/";
    }

    /** Audio of a segment, by the hash of all that decides it. */
    public static ObjectKey clipAudio(String hash) {
        return new ObjectKey(clip(hash) + ".wav");
    }

    /** The name that a clip's audio gets where {@link #clipAudio} is taken by other bytes. */
    public static ObjectKey clipAudioByHash(String hash, String sha256) {
        return new ObjectKey(clip(hash) + "-" + sha256 + ".wav");
    }

    /** What is known of a clip; written behind its audio. */
    public static ObjectKey clipNote(String hash) {
        return new ObjectKey(clip(hash) + ".json");
    }

    private static String clip(String hash) {
        return "clips/" + hash.substring(0, 2) + "/" + hash;
    }

    /** Mark of one attempt at a job; attempts are counted by these, not by the broker. */
    public static ObjectKey attempt(RequestId id, String job, int requeue, int delivery) {
        return new ObjectKey(attempts(id, job) + requeue + "-" + delivery);
    }

    /** Says that the engine died in that attempt. */
    public static ObjectKey death(RequestId id, String job, int requeue, int delivery) {
        return new ObjectKey(attempt(id, job, requeue, delivery) + DIED);
    }

    /** What keys of {@link #death} end with. */
    public static final String DIED = ".died";

    /** Prefix of all attempt marks of a job. */
    public static String attempts(RequestId id, String job) {
        return REQUESTS + id + "/attempts/" + job + "-";
    }

    public static ObjectKey result(RequestId id) {
        return new ObjectKey(RESULTS + id + "/result.json");
    }

    public static ObjectKey audio(RequestId id, String extension) {
        return new ObjectKey("results/" + id + "/audio." + extension);
    }

    public static ObjectKey timings(RequestId id) {
        return new ObjectKey("results/" + id + "/timings.json");
    }

    /** The name that timings get where {@link #timings} is taken by other bytes. */
    public static ObjectKey timingsByHash(RequestId id, String sha256) {
        return new ObjectKey("results/" + id + "/timings-" + sha256 + ".json");
    }

    /** The name that audio gets where {@link #audio} is taken by other bytes. */
    public static ObjectKey audioByHash(RequestId id, String sha256, String extension) {
        return new ObjectKey("results/" + id + "/audio-" + sha256 + "." + extension);
    }

    public static ObjectKey refusal(RequestId id, String bodySha256) {
        return new ObjectKey(REFUSALS + id + "/" + bodySha256 + ".json");
    }

    /** Folder of one version of a voice. */
    public static ObjectKey voicePackage(VoiceId voice, String version) {
        return new ObjectKey(VOICES + voice + "/" + version);
    }

    /** Prefix of all versions of a dictionary: a voice's, or the farm's. */
    public static String dictionaries(Optional<VoiceId> voice) {
        return voice.map(id -> "dictionaries/voices/" + id + "/").orElse("dictionaries/farm/");
    }

    public static ObjectKey voiceManifest(VoiceId voice, String version) {
        return voicePackage(voice, version).child("manifest.json");
    }
}
