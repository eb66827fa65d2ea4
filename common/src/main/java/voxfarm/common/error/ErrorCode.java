package voxfarm.common.error;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every failure that leaves a process, named once. The wire name stands in result documents, events
 * and HTTP problem details and never changes its meaning.
 */
public enum ErrorCode {
    INVALID_REQUEST("invalid_request", ErrorKind.CALLER, 400),
    UNSUPPORTED("unsupported", ErrorKind.CALLER, 400),
    UNSUPPORTED_SCHEMA("unsupported_schema", ErrorKind.CALLER, 400),
    UNAUTHORIZED("unauthorized", ErrorKind.CALLER, 401),
    FORBIDDEN("forbidden", ErrorKind.CALLER, 403),
    UNKNOWN_VOICE("unknown_voice", ErrorKind.CALLER, 404),
    UNKNOWN_REQUEST("unknown_request", ErrorKind.CALLER, 404),
    NOT_FOUND("not_found", ErrorKind.CALLER, 404),
    ID_CONFLICT("id_conflict", ErrorKind.CALLER, 409),
    ALREADY_ENDED("already_ended", ErrorKind.CALLER, 409),
    DEADLINE_EXCEEDED("deadline_exceeded", ErrorKind.CALLER, 504),
    STILL_OPEN("still_open", ErrorKind.CALLER, 409),
    CANCELLED("cancelled", ErrorKind.CALLER, 410),
    DELETED("deleted", ErrorKind.CALLER, 410),
    EXPIRED("expired", ErrorKind.CALLER, 410),
    BODY_TOO_LARGE("body_too_large", ErrorKind.CALLER, 413),
    NOTHING_TO_SPEAK("nothing_to_speak", ErrorKind.CALLER, 422),
    INVALID_PLAN("invalid_plan", ErrorKind.INTERNAL, 500),
    INVALID_VOICE("invalid_voice", ErrorKind.CALLER, 422),
    MISSING_MODEL("missing_model", ErrorKind.CALLER, 422),
    INVALID_CONFIG("invalid_config", ErrorKind.CALLER, 400),
    QUEUE_FULL("queue_full", ErrorKind.RESOURCE, 429),
    QUOTA_EXCEEDED("quota_exceeded", ErrorKind.RESOURCE, 429),
    DEVICE_UNAVAILABLE("device_unavailable", ErrorKind.RESOURCE, 503),
    STORE_UNAVAILABLE("store_unavailable", ErrorKind.RESOURCE, 503),
    /** One object that a caller named cannot be read, though the store may answer otherwise. */
    TEXT_UNREADABLE("text_unreadable", ErrorKind.RESOURCE, 503),
    BROKER_UNAVAILABLE("broker_unavailable", ErrorKind.RESOURCE, 503),
    NOT_READY("not_ready", ErrorKind.RESOURCE, 503),
    VOICE_BROKEN("voice_broken", ErrorKind.INTERNAL, 500),
    ENGINE_FAILED("engine_failed", ErrorKind.INTERNAL, 500),
    ENGINE_DIED("engine_died", ErrorKind.INTERNAL, 500),
    ATTEMPTS_EXHAUSTED("attempts_exhausted", ErrorKind.INTERNAL, 500),
    INTERNAL("internal", ErrorKind.INTERNAL, 500);

    private final String wireName;
    private final ErrorKind kind;
    private final int httpStatus;

    ErrorCode(String wireName, ErrorKind kind, int httpStatus) {
        this.wireName = wireName;
        this.kind = kind;
        this.httpStatus = httpStatus;
    }

    public String wireName() {
        return wireName;
    }

    public ErrorKind kind() {
        return kind;
    }

    /** HTTP status under which the `/v1` API reports this code. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Whether the same request may succeed later without being changed. */
    public boolean retryable() {
        return kind == ErrorKind.RESOURCE;
    }

    /** The code of a wire name; empty for one that a newer build wrote. */
    public static Optional<ErrorCode> ofWireName(String name) {
        return Arrays.stream(values()).filter(code -> code.wireName.equals(name)).findFirst();
    }
}
