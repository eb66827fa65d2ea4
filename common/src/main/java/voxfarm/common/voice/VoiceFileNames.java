package voxfarm.common.voice;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Names of the files that a voice is made of: the same in a folder and in an upload, so that what
 * one takes the other does too.
 */
public final class VoiceFileNames {
    /** What stands beside a voice's files and says more of it. */
    public static final String SHEET = "voice.yml";

    /** No separators of any platform, nothing hidden, nothing that a terminal would obey. */
    private static final Pattern FORM =
            Pattern.compile(
                    "[^.\\p{C}/\\\\:*?\"<>|][^\\p{C}/\\\\:*?\"<>|]*\\.(?:pth|safetensors|onnx|json|npy)");

    /** File systems take 255, and some programs put something behind. */
    private static final int MAX_BYTES = 200;

    private VoiceFileNames() {}

    public static boolean isOne(String name) {
        return name.equals(SHEET)
                || (FORM.matcher(name).matches()
                        && name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES);
    }
}
