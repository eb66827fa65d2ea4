package voxfarm.common.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

/**
 * Why something failed, as told to others.
 *
 * @param code wire name of an {@link ErrorCode}, perhaps one that only a newer build knows
 * @param message for a person; no stack trace
 * @param retryable whether the same request may succeed later
 */
public record ErrorInfo(String code, String message, boolean retryable) {
    private static final int MAX_MESSAGE = 2000;

    public ErrorInfo {
        message = Problems.oneLine(message, MAX_MESSAGE - 1);
    }

    public static ErrorInfo of(VoxfarmException e) {
        return of(e.code(), e.getMessage());
    }

    public static ErrorInfo of(ErrorCode code, String message) {
        return new ErrorInfo(code.wireName(), message, code.retryable());
    }

    public ObjectNode toJson() {
        return Json.object().put("code", code).put("message", message).put("retryable", retryable);
    }

    /** Problems go to the fields' collector. */
    public static ErrorInfo read(Fields fields) {
        return new ErrorInfo(
                fields.text("code"),
                fields.text("message"),
                fields.optionalFlag("retryable").orElse(false));
    }
}
