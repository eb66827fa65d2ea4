package voxfarm.dispatcher.api.v1;

import io.javalin.http.Context;
import java.util.function.Supplier;
import voxfarm.common.json.Json;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.recovery.RebuildProgress;
import voxfarm.dispatcher.recovery.Swept;

/**
 * {@code POST /v1/rebuild}: compares bucket and Kafka now, and answers when it is mended. {@code
 * GET} says how far this dispatcher's is.
 */
public final class RebuildApi {
    private final Supplier<Swept> rebuild;
    private final Supplier<RebuildProgress> progress;

    /**
     * @param progress of this dispatcher
     */
    public RebuildApi(Supplier<Swept> rebuild, Supplier<RebuildProgress> progress) {
        this.rebuild = rebuild;
        this.progress = progress;
    }

    public void register(Routes routes) {
        routes.post("/v1/rebuild", Access.ADMIN, this::rebuild);
        routes.get("/v1/rebuild", Access.ADMIN, this::progress);
    }

    private void progress(Context ctx) {
        RebuildProgress now = progress.get();
        ctx.contentType("application/json")
                .result(
                        Json.prettyBytes(
                                Json.object()
                                        .put("step", now.step().wireName())
                                        .put("requests", now.requests())));
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
