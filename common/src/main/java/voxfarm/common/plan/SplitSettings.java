package voxfarm.common.plan;

import java.util.Arrays;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * How a text is cut into segments.
 *
 * @param pauseSeconds silence between two segments, 0 to 10 s
 */
public record SplitSettings(Mode mode, double pauseSeconds) {
    public static final double DEFAULT_PAUSE_SECONDS = 0.3;
    public static final double MAX_PAUSE_SECONDS = 10;

    /** Where cuts may fall. */
    public enum Mode {
        /** After each sentence. */
        AUTO("auto"),
        /** Only where the voice's limit forces one; forced cuts get no pause. */
        NONE("none"),
        /**
         * As Bert-VITS2's own server cuts: after each full-width end mark, with a pause behind
         * every piece, the last one too.
         */
        CUT_SENT("cut_sent");

        private final String wireName;

        Mode(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        /**
         * @throws VoxfarmException {@code INVALID_REQUEST} if there is no mode of that name
         */
        public static Mode ofWireName(String name) {
            return Arrays.stream(values())
                    .filter(mode -> mode.wireName.equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            VoxfarmException.of(
                                    ErrorCode.INVALID_REQUEST,
                                    "expected auto, none or cut_sent, was %s",
                                    Problems.quote(name)));
        }
    }

    public SplitSettings {
        if (!(pauseSeconds >= 0 && pauseSeconds <= MAX_PAUSE_SECONDS)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "split.pause_s: expected a number from 0 to 10, was %s",
                    pauseSeconds);
        }
    }

    public static SplitSettings defaults() {
        return new SplitSettings(Mode.AUTO, DEFAULT_PAUSE_SECONDS);
    }
}
