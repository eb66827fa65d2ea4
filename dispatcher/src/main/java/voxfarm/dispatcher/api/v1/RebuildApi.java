package voxfarm.dispatcher.api.v1;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import voxfarm.common.json.Json;
import voxfarm.dispatcher.recovery.Recovery;
import voxfarm.dispatcher.recovery.Swept;

/** {@code POST /v1/rebuild}: compares bucket and Kafka now, and answers when it is mended. */
public final class RebuildApi {
    private final Recovery recovery;

    public RebuildApi(Recovery recovery) {
        this.recovery = recovery;
    }

    public void register(RoutesConfig routes) {
        routes.post("/v1/rebuild", this::rebuild);
    }

    private void rebuild(Context ctx) {
        Swept swept = recovery.rebuild();
        ctx.contentType("application/json")
                .result(
                        Json.prettyBytes(
                                Json.object()
                                        .put("requests", swept.requests())
                                        .put("open", swept.open())
                                        .put("requeued", swept.requeued())
                                        .put("failed", swept.failed())
                                        .put("told", swept.told())
                                        .put("indexed", swept.indexed())
                                        .put("dropped", swept.dropped())
                                        .put("skipped", swept.skipped())
                                        .put("foreign", swept.foreign())));
    }
}
