package voxfarm.dispatcher.api.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;

/** Answers in the original's form. */
final class SeedAnswers {
    private SeedAnswers() {}

    static void json(Context ctx, JsonNode body) {
        ctx.contentType("application/json").result(Json.bytes(body));
    }

    /** HTTP 200 with one of the API's own codes. */
    static void status(Context ctx, int code, String detail) {
        json(ctx, document(code, detail));
    }

    static ObjectNode document(int code, String detail) {
        return Json.object().put("status", code).put("detail", detail);
    }

    /** A failure that the original does not know: its HTTP status in the body, too. */
    static void failure(Context ctx, VoxfarmException e) {
        int status = e.code().httpStatus();
        if (e.code().retryable()) {
            ctx.header("Retry-After", String.valueOf(e.retryAfterSeconds()));
        }
        ctx.status(status);
        json(ctx, document(status, e.getMessage()));
    }
}
