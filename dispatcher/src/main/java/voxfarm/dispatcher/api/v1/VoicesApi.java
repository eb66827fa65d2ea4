package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceCatalog;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;

/** {@code /v1/voices}. */
public final class VoicesApi {
    private final VoiceCatalog catalog;

    public VoicesApi(VoiceCatalog catalog) {
        this.catalog = catalog;
    }

    public void register(RoutesConfig routes) {
        routes.get("/v1/voices", this::list);
        routes.get("/v1/voices/{id}", this::get);
    }

    private void list(Context ctx) {
        ObjectNode answer = Json.object();
        ArrayNode voices = answer.putArray("voices");
        catalog.all().forEach(voice -> voices.add(describe(voice)));
        ctx.contentType("application/json").result(Json.prettyBytes(answer));
    }

    private void get(Context ctx) {
        ctx.contentType("application/json").result(Json.prettyBytes(describe(find(catalog, ctx))));
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
                        .put("version", voice.version())
                        .put("kind", voice.kind().wireName())
                        .put("sample_rate", voice.sampleRateHz());
        ArrayNode languages = node.putArray("languages");
        voice.languages().forEach(languages::add);
        ArrayNode speakers = node.putArray("speakers");
        for (Speaker speaker : voice.speakers()) {
            speakers.addObject().put("id", speaker.id()).put("name", speaker.name());
        }
        node.putObject("defaults")
                .put("sdp_ratio", voice.defaults().sdpRatio())
                .put("noise_scale", voice.defaults().noiseScale())
                .put("noise_scale_w", voice.defaults().noiseScaleW())
                .put("length_scale", voice.defaults().lengthScale());
        return node;
    }
}
