package voxfarm.common.error;

import com.google.errorprone.annotations.FormatMethod;
import java.util.List;

/**
 * A failure with a name. The message is written for the person who can act on it: subject, what was
 * expected, what was found. It never holds a stack trace or a secret, and is one line, cut where it
 * is too long.
 */
public final class VoxfarmException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A list of problems has twenty at most. */
    private static final int MOST_CHARACTERS = 12_000;

    /** When trying again is worth it, where nobody has measured. */
    public static final int RETRY_AFTER_SECONDS = 2;

    private final ErrorCode code;
    private final int retryAfterSeconds;
    private final String[] problems;

    public VoxfarmException(ErrorCode code, String message) {
        this(code, message, RETRY_AFTER_SECONDS);
    }

    /** Of several problems; the message has all of them, semicolons between. */
    public VoxfarmException(ErrorCode code, List<String> problems) {
        super(line(String.join("; ", problems)));
        this.code = code;
        this.retryAfterSeconds = RETRY_AFTER_SECONDS;
        this.problems = problems.stream().map(VoxfarmException::line).toArray(String[]::new);
    }

    /**
     * @param retryAfterSeconds when trying again is worth it, by estimate
     */
    public VoxfarmException(ErrorCode code, String message, int retryAfterSeconds) {
        super(line(message));
        this.code = code;
        this.retryAfterSeconds = retryAfterSeconds;
        this.problems = new String[] {line(message)};
    }

    public VoxfarmException(ErrorCode code, String message, Throwable cause) {
        super(line(message), cause);
        this.code = code;
        this.retryAfterSeconds = RETRY_AFTER_SECONDS;
        this.problems = new String[] {line(message)};
    }

    /**
     * Messages hold names, texts and messages of others: of any length, with line ends and more.
     */
    private static String line(String message) {
        return Problems.oneLine(message, MOST_CHARACTERS);
    }

    /** Builds the message with {@link String#format}. */
    @FormatMethod
    public static VoxfarmException of(ErrorCode code, String format, Object... arguments) {
        return new VoxfarmException(code, String.format(format, arguments));
    }

    public ErrorCode code() {
        return code;
    }

    /** The message, or the problems that it is made of, one by one. */
    public List<String> problems() {
        return List.of(problems);
    }

    /** When trying again is worth it, if {@link ErrorCode#retryable}. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /** The message, never null. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.wireName() : message;
    }
}
