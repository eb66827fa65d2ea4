package voxfarm.common.store;

import java.util.Optional;
import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceId;

/** Where everything lies in the bucket (docs/formats.md): the one place that builds keys. */
public final class BucketLayout {
    /** Prefix of all voice packages. */
    public static final String VOICES = "voices/";

    /** Prefix of all accepted requests. */
    public static final String REQUESTS = "requests/";

    private BucketLayout() {}

    public static ObjectKey request(RequestId id) {
        return new ObjectKey(REQUESTS + id + "/request.json");
    }

    public static ObjectKey plan(RequestId id, String sha256) {
        return new ObjectKey(REQUESTS + id + "/plan-" + sha256 + ".json");
    }

    /** Mark of one attempt at a job; attempts are counted by these, not by the broker. */
    public static ObjectKey attempt(RequestId id, String job, int requeue, int delivery) {
        return new ObjectKey(attempts(id, job) + requeue + "-" + delivery);
    }

    /** Prefix of all attempt marks of a job. */
    public static String attempts(RequestId id, String job) {
        return REQUESTS + id + "/attempts/" + job + "-";
    }

    public static ObjectKey result(RequestId id) {
        return new ObjectKey("results/" + id + "/result.json");
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
        return new ObjectKey("refusals/" + id + "/" + bodySha256 + ".json");
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
