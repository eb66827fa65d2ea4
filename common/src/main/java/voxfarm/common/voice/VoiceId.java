package voxfarm.common.voice;

import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * The {@code model_id} of a voice: a part of topic names, object keys and folder names, so only
 * characters that are safe in all three.
 *
 * @throws VoxfarmException {@code INVALID_REQUEST} if the form does not hold
 */
public record VoiceId(String value) implements Comparable<VoiceId> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public VoiceId {
        if (!FORM.matcher(value).matches()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "expected a voice id of 1 to 64 letters, digits, '.', '_' or '-' that starts"
                            + " with a letter or digit, was %s",
                    Problems.quote(value));
        }
    }

    /** Whether a text is a voice id. */
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /**
     * The id with {@code .} as {@code _}: Kafka holds topics apart only by names that differ after
     * this mapping (metric names), so no two voices of a farm may share it.
     */
    public String collisionKey() {
        return value.replace('.', '_');
    }

    @Override
    public int compareTo(VoiceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
