package voxfarm.common.audio;

import java.util.Arrays;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/** File formats that a result can have. */
public enum AudioFormat {
    /** RIFF, 16-bit PCM, mono. */
    WAV("wav", "audio/wav");

    private final String wireName;
    private final String contentType;

    AudioFormat(String wireName, String contentType) {
        this.wireName = wireName;
        this.contentType = contentType;
    }

    /** The wire name, also the file name's extension. */
    public String wireName() {
        return wireName;
    }

    public String contentType() {
        return contentType;
    }

    /**
     * @throws VoxfarmException {@code UNSUPPORTED} if this build cannot write that format
     */
    public static AudioFormat ofWireName(String name) {
        return Arrays.stream(values())
                .filter(format -> format.wireName.equals(name))
                .findFirst()
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.UNSUPPORTED,
                                "expected wav, the format that this build writes, was %s",
                                Problems.quote(name)));
    }
}
