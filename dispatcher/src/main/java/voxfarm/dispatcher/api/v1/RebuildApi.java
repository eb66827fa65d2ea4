package voxfarm.dispatcher.api.v1;

import io.javalin.http.Context;
import java.util.function.Supplier;
import voxfarm.common.json.Json;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.recovery.Swept;

/** {@code POST /v1/rebuild}: compares bucket and Kafka now, and answers when it is mended. */
public final class RebuildApi {
    private final Supplier<Swept> rebuild;

    public RebuildApi(Supplier<Swept> rebuild) {
        this.rebuild = rebuild;
    }

    public void register(Routes routes) {
        routes.post("/v1/rebuild", Access.ADMIN, this::rebuild);
    }

    private void rebuild(Context ctx) {
        Swept swept = rebuild.get();
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
