package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.worker.SetAsideVoice;
import voxfarm.common.worker.WorkerHeartbeat;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.fleet.WorkerRegistry;
import voxfarm.frontend.VoiceNeed;
import voxfarm.frontend.local.LocalFrontEnds;

/** {@code /v1/voices}. */
public final class VoicesApi {
    /** Workers say what they like, and there may be many. */
    private static final int MOST_UNSERVED = 200;

    /** Of one voice. */
    private static final int MOST_SET_ASIDE = 200;

    private final VoiceCatalog catalog;
    private final WorkerRegistry workers;

    /**
     * @param workers who say which voices they have set aside
     */
    public VoicesApi(VoiceCatalog catalog, WorkerRegistry workers) {
        this.catalog = catalog;
        this.workers = workers;
    }

    public void register(Routes routes) {
        routes.get("/v1/voices", Access.READ, this::list);
        routes.get("/v1/voices/{id}", Access.READ, this::get);
    }

    private void list(Context ctx) {
        ObjectNode answer = Json.object();
        ArrayNode voices = answer.putArray("voices");
        List<WorkerHeartbeat> alive = workers.alive();
        catalog.all().forEach(voice -> voices.add(describe(voice, alive)));
        ArrayNode unserved = answer.putArray("unserved");
        alive.stream()
                .flatMap(worker -> worker.unserved().stream())
                .distinct()
                .limit(MOST_UNSERVED)
                .forEach(one ->
                        unserved.addObject().put("place", one.place()).put("reason", one.reason()));
        ctx.contentType("application/json").result(Json.prettyBytes(answer));
    }

    private void get(Context ctx) {
        ObjectNode answer = describe(find(catalog, ctx), workers.alive());
        ctx.contentType("application/json").result(Json.prettyBytes(answer));
    }

    /** With what its workers say of it, where they do not speak with it. */
    private static ObjectNode describe(VoiceManifest voice, List<WorkerHeartbeat> workers) {
        ObjectNode node = describe(voice);
        ArrayNode setAside = Json.array();
        for (WorkerHeartbeat worker : workers) {
            for (SetAsideVoice aside : worker.setAside()) {
                if (aside.voice().equals(voice.voice())
                        && aside.version().equals(voice.version())
                        && setAside.size() < MOST_SET_ASIDE) {
                    setAside.addObject()
                            .put("worker_id", worker.workerId())
                            .put("code", aside.code().wireName())
                            .put("reason", aside.reason())
                            .put("retry_s", aside.retrySeconds());
                }
            }
        }
        if (!setAside.isEmpty()) {
            node.set("set_aside", setAside);
        }
        return node;
    }

    /**
     * The voice that a path names.
     *
     * @throws VoxfarmException {@code UNKNOWN_VOICE} if there is none
     */
    static VoiceManifest find(VoiceCatalog catalog, Context ctx) {
        VoiceId id = new VoiceId(ctx.pathParam("id"));
        return catalog.find(id)
                .orElseThrow(() ->
                        VoxfarmException.of(ErrorCode.UNKNOWN_VOICE, "there is no voice %s", id));
    }

    static ObjectNode describe(VoiceManifest voice) {
        ObjectNode node =
                Json.object()
                        .put("model_id", voice.voice().value())
                        .put("version", voice.version().value())
                        .put("kind", voice.kind().wireName())
                        .put("sample_rate", voice.sampleRateHz());
        ArrayNode languages = node.putArray("languages");
        List<Language> spoken = LocalFrontEnds.all().spokenBy(voice);
        spoken.forEach(language -> languages.add(language.code()));
        List<VoiceNeed> needed = VoiceNeed.of(voice, spoken);
        if (!needed.isEmpty()) {
            ArrayNode needs = node.putArray("needs");
            needed.forEach(need ->
                    needs.addObject()
                            .put("language", need.language().code())
                            .put("kind", need.kind().wireName())
                            .put("name", need.name())
                            .put("how", need.how()));
        }
        ArrayNode speakers = node.putArray("speakers");
        for (Speaker speaker : voice.speakers()) {
            speakers.addObject().put("id", speaker.id()).put("name", speaker.name());
        }
        if (!voice.styles().isEmpty()) {
            ArrayNode styles = node.putArray("styles");
            voice.styles().forEach(styles::add);
        }
        node.putObject("defaults")
                .put("sdp_ratio", voice.defaults().sdpRatio())
                .put("noise_scale", voice.defaults().noiseScale())
                .put("noise_scale_w", voice.defaults().noiseScaleW())
                .put("length_scale", voice.defaults().lengthScale());
        return node;
    }
}
