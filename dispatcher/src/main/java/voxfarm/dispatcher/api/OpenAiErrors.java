package voxfarm.dispatcher.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.eclipse.jetty.http.HttpStatus;
import voxfarm.common.json.Json;
import voxfarm.common.result.ErrorInfo;

/**
 * Failures as OpenAI's interface has them, which its clients show: of its paths every one, whoever
 * refuses.
 */
final class OpenAiErrors {
    static final String CONTENT_TYPE = "application/json";

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
                .putNull("param")
                .put("code", error.code());
        return Json.bytes(answer);
    }

    private static String type(int status) {
        if (status == HttpStatus.TOO_MANY_REQUESTS_429) {
            return "rate_limit_error";
        }
        return HttpStatus.isServerError(status) ? "server_error" : "invalid_request_error";
    }
}
