package voxfarm.common.audio;

import java.util.Arrays;
import java.util.Locale;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/** How subtitles are written. */
public enum SubtitleFormat {
    SRT("application/x-subrip; charset=utf-8"),
    VTT("text/vtt; charset=utf-8");

    private final String contentType;

    SubtitleFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /** {@code srt} or {@code vtt}; also the file's extension. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if there is no format of that name
     */
    public static SubtitleFormat ofWireName(String name) {
        return Arrays.stream(values())
                .filter(format -> format.wireName().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.INVALID_REQUEST,
                                "expected srt or vtt, was %s",
                                Problems.quote(name)));
    }
}
