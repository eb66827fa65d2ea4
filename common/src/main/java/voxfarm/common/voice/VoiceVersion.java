package voxfarm.common.voice;

import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * A version of a voice: digits of a hash of what it was made from. A part of object keys and folder
 * names, so nothing else will do.
 *
 * @param value 8 to 64 hexadecimal digits
 * @throws VoxfarmException {@code VOICE_BROKEN} if the form does not hold
 */
public record VoiceVersion(String value) implements Comparable<VoiceVersion> {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8,64}");

    /** Stands where a document names none; no voice has it. */
    public static final VoiceVersion NONE = new VoiceVersion("00000000");

    public VoiceVersion {
        if (!FORM.matcher(value).matches()) {
            throw VoxfarmException.of(
                    ErrorCode.VOICE_BROKEN,
                    "expected a voice's version of 8 to 64 hexadecimal digits, was %s",
                    Problems.quote(value));
        }
    }

    @Override
    public int compareTo(VoiceVersion other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
