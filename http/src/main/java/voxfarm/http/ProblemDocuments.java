package voxfarm.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.eclipse.jetty.http.HttpStatus;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;
import voxfarm.common.result.ErrorInfo;

/** Failures as RFC 9457 problem details. */
public final class ProblemDocuments {
    public static final String CONTENT_TYPE = "application/problem+json";

    private ProblemDocuments() {}

    /** What a caller is told, as JSON. */
    public static byte[] of(int status, ErrorInfo error) {
        ObjectNode problem =
                Json.object()
                        .put("type", "urn:voxfarm:error:" + error.code())
                        .put("title", error.code().replace('_', ' '))
                        .put("status", status)
                        .put("detail", error.message())
                        .put("code", error.code())
                        .put("retryable", error.retryable());
        return Json.bytes(problem);
    }

    /** The code of what the server itself refuses. */
    public static String code(int status) {
        return switch (status) {
            case 400 -> ErrorCode.INVALID_REQUEST.wireName();
            case 404 -> ErrorCode.NOT_FOUND.wireName();
            case 413 -> ErrorCode.BODY_TOO_LARGE.wireName();
            default -> nameOf(status);
        };
    }

    /** Such as {@code method_not_allowed}. */
    private static String nameOf(int status) {
        HttpStatus.Code named = HttpStatus.getCode(status);
        return named == null
                ? "http_" + status
                : named.getMessage().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }
}
