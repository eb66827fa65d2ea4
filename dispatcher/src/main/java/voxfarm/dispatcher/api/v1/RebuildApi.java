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
        routes.head("/v1/rebuild", Access.ADMIN, this::progress);
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
        Swept.Seen seen = swept.seen();
        Swept.Mended mended = swept.mended();
        ctx.contentType("application/json")
                .result(
                        Json.prettyBytes(
                                Json.object()
                                        .put("requests", seen.requests())
                                        .put("open", seen.open())
                                        .put("requeued", mended.requeued())
                                        .put("failed", mended.failed())
                                        .put("told", mended.told())
                                        .put("indexed", mended.indexed())
                                        .put("dropped", mended.dropped())
                                        .put("skipped", seen.skipped())
                                        .put("foreign", seen.foreign())));
    }
}
