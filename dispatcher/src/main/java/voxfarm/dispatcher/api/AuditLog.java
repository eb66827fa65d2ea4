package voxfarm.dispatcher.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;

/**
 * What was done to the farm, by whom: a line of JSON to the logger {@code voxfarm.audit} for every
 * call that changes voices, ends or deletes requests of anybody, or mends the farm; whether it was
 * done or refused. Names of keys and of what was changed, never keys, texts or bodies. A call
 * without a known key where one is asked for leaves no line, lest strangers fill the log.
 */
final class AuditLog {
    private static final Logger AUDIT = LoggerFactory.getLogger("voxfarm.audit");

    /** To cancel or to delete a request, whoever submitted it. */
    private static final String REQUEST = "/v1/requests/{id}";

    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");

    /** Parameters of queries that say what is done; no other one is written down. */
    private static final List<String> QUERY = List.of("purge", "cancel", "dry_run", "model_id");

    private static final int LONGEST = 200;

    private AuditLog() {}

    /** Whether calls of a route are written down. */
    static boolean concerns(HandlerType method, String path, Access access) {
        if (method.equals(HandlerType.HEAD)) {
            return false; // does nothing
        }
        boolean looks = method.equals(HandlerType.GET) && path.startsWith("/v1/");
        return access == Access.ADMIN
                ? !looks
                : method.equals(HandlerType.DELETE) && path.equals(REQUEST);
    }

    static void done(Context ctx, String route) {
        AUDIT.info("{}", line(ctx, route, "done").put("status", ctx.statusCode()));
    }

    static void refused(Context ctx, String route, VoxfarmException why) {
        boolean stranger =
                why.code() == ErrorCode.UNAUTHORIZED
                        || (why.code() == ErrorCode.FORBIDDEN && CallerIdentity.of(ctx).isEmpty());
        if (stranger) {
            return;
        }
        AUDIT.info("{}", line(ctx, route, "refused").put("code", why.code().wireName()));
    }

    static void failed(Context ctx, String route) {
        AUDIT.info("{}", line(ctx, route, "failed"));
    }

    private static ObjectNode line(Context ctx, String route, String outcome) {
        ObjectNode line = Json.object().put("action", route);
        PARAMETER
                .matcher(route)
                .results()
                .map(found -> found.group(1))
                .forEach(name -> line.put(name, shown(ctx.pathParam(name))));
        for (String name : QUERY) {
            String value = ctx.queryParam(name);
            if (value != null) {
                line.put(name, shown(value));
            }
        }
        CallerIdentity.of(ctx).ifPresent(caller -> line.put("key", caller.key()));
        return line.put("from", ctx.ip()).put("outcome", outcome);
    }

    private static String shown(String value) {
        return Problems.oneLine(value, LONGEST);
    }
}
