package voxfarm.common.audio;

import java.util.Arrays;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * What is to be stored.
 *
 * @param timings whether a document says when each word and phone is heard
 */
public record OutputSettings(AudioFormat format, Level level, boolean timings) {

    /** How loud. */
    public enum Level {
        /** As the model gives it; samples beyond full scale are clipped. */
        NONE("none"),
        /** One gain for the whole request, so that the greatest sample is full scale. */
        PEAK("peak");

        private final String wireName;

        Level(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        /**
         * @throws VoxfarmException {@code UNSUPPORTED} if there is no level of that name
         */
        public static Level ofWireName(String name) {
            return Arrays.stream(values())
                    .filter(level -> level.wireName.equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            VoxfarmException.of(
                                    ErrorCode.UNSUPPORTED,
                                    "expected none or peak, was %s",
                                    Problems.quote(name)));
        }
    }

    public static OutputSettings defaults() {
        return new OutputSettings(AudioFormat.WAV, Level.NONE, false);
    }
}
