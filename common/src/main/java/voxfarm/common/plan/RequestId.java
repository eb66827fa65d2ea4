package voxfarm.common.plan;

import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * The name of one request, the caller's own or generated; a part of object keys.
 *
 * @throws VoxfarmException {@code INVALID_REQUEST} if the form does not hold
 */
public record RequestId(String value) implements Comparable<RequestId> {
    /** Characters. */
    public static final int MAX_LENGTH = 128;

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    public RequestId {
        if (!FORM.matcher(value).matches() || value.contains("..")) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "expected a request id of 1 to 128 letters, digits, '.', '_' or '-' that starts"
                            + " with a letter or digit and holds no '..', was %s",
                    Problems.quote(value));
        }
    }

    @Override
    public int compareTo(RequestId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
