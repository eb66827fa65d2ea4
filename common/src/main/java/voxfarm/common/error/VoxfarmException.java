package voxfarm.common.error;

import com.google.errorprone.annotations.FormatMethod;

/**
 * A failure with a name. The message is written for the person who can act on it: subject, what was
 * expected, what was found. It never holds a stack trace or a secret.
 */
public final class VoxfarmException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    public VoxfarmException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public VoxfarmException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Builds the message with {@link String#format}. */
    @FormatMethod
    public static VoxfarmException of(ErrorCode code, String format, Object... arguments) {
        return new VoxfarmException(code, String.format(format, arguments));
    }

    public ErrorCode code() {
        return code;
    }

    /** The message, never null. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.wireName() : message;
    }
}
