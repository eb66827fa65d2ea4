package voxfarm.dispatcher.api;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;

/**
 * Tells of every call that was answered: figures by route, and a line where the access log is on.
 * Of what a caller sends a line has the method and the path; a query, which may hold a text, never.
 */
final class CallLog {
    /** Off unless the configuration says otherwise. */
    private static final Logger ACCESS = LoggerFactory.getLogger("voxfarm.access");

    /** Of a call that led to no handler. */
    private static final String NO_ROUTE = "none";

    private static final String OTHER_METHOD = "other";

    private static final Set<HandlerType> METHODS =
            Set.of(
                    HandlerType.GET,
                    HandlerType.HEAD,
                    HandlerType.POST,
                    HandlerType.PUT,
                    HandlerType.DELETE,
                    HandlerType.OPTIONS);

    private final Metrics metrics;

    CallLog(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Takes a call that was answered, after so many milliseconds. */
    void answered(Context ctx, float millis) {
        Endpoint found = ctx.endpoints().matchedHttpEndpoint();
        String route = found == null ? NO_ROUTE : found.path;
        String method = METHODS.contains(ctx.method()) ? ctx.method().name() : OTHER_METHOD;
        metrics.count(Metric.HTTP_REQUESTS, route, method, ctx.statusCode() / 100 + "xx");
        metrics.observe(Metric.HTTP_SECONDS, millis / 1e3, route);
        ACCESS.info(
                "{} {} {} {} {} ms",
                ctx.ip(),
                ctx.method().name(),
                ctx.path(),
                ctx.statusCode(),
                Math.round(millis));
    }
}
