package voxfarm.dispatcher.api.v1;

import io.javalin.http.Context;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.telemetry.Metrics;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Routes;

/**
 * {@code GET /metrics}: the figures of this process for Prometheus. Names of voices and how much is
 * spoken are told there, so it asks for what reading asks for.
 */
public final class MetricsApi {
    private final Metrics metrics;

    public MetricsApi(Metrics metrics) {
        this.metrics = metrics;
    }

    public void register(Routes routes) {
        routes.get("/metrics", Access.READ, this::tell);
    }

    private void tell(Context ctx) {
        byte[] figures =
                metrics.exposition()
                        .orElseThrow(() ->
                                new VoxfarmException(
                                        ErrorCode.NOT_FOUND,
                                        "this process keeps no figures (metrics.on: false)"));
        ctx.contentType(Metrics.CONTENT_TYPE).result(figures);
    }
}
