package voxfarm.dispatcher.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import voxfarm.common.json.Json;
import voxfarm.common.result.ErrorInfo;

/**
 * Failures as OpenAI's interface has them, which its clients show: of its paths every one, whoever
 * refuses.
 */
final class OpenAiErrors {
    static final String CONTENT_TYPE = "application/json";
    private static final Pattern MEMBER =
            Pattern.compile(
                    "(input|text|voice|response_format|speed|stream_format|stream|model|pauses)\\b[^:]*+:");

    private OpenAiErrors() {}

    /** Whether whoever calls this path expects them. */
    static boolean concern(String path) {
        return path.startsWith("/v1/audio/")
                || path.equals("/v1/models")
                || path.startsWith("/v1/models/");
    }

    static byte[] document(int status, ErrorInfo error) {
        ObjectNode answer = Json.object();
        answer.putObject("error")
                .put("message", error.message())
                .put("type", type(status))
                .put("param", param(error.message()))
                .put("code", error.code());
        return Json.bytes(answer);
    }

    /** The member that a message begins with, by the name that its caller knows. */
    private static @Nullable String param(String message) {
        Matcher member = MEMBER.matcher(message);
        if (!member.lookingAt()) {
            return null;
        }
        String name = member.group(1);
        return name.equals("text") ? "input" : name;
    }

    private static String type(int status) {
        if (status == HttpStatus.TOO_MANY_REQUESTS_429) {
            return "rate_limit_error";
        }
        return HttpStatus.isServerError(status) ? "server_error" : "invalid_request_error";
    }
}
