package voxfarm.common.audio;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * What is to be stored.
 *
 * @param sampleRateHz of the file; the voice's own, or the nearest that the format has, if empty
 * @param channels 1, or 2 with the same sound in both
 * @param bitrateKbps of lossy formats; by format and rate if empty
 * @param targetLufs integrated loudness to reach, used by {@link Level#LOUDNESS}
 * @param denoise whether steady noise is taken out
 * @param trim whether silence before the first and behind the last sound is cut off
 * @param timings whether a document says when each word and phone is heard
 * @param stream whether each segment is stored as soon as it is spoken, so that it can be heard
 *     before the whole is done
 * @param subtitles in which formats, each once
 */
public record OutputSettings(
        AudioFormat format,
        Optional<Integer> sampleRateHz,
        int channels,
        Optional<Integer> bitrateKbps,
        Level level,
        double targetLufs,
        boolean denoise,
        boolean trim,
        boolean timings,
        boolean stream,
        List<SubtitleFormat> subtitles) {

    public static final double DEFAULT_TARGET_LUFS = -16;
    public static final double MIN_TARGET_LUFS = -40;
    public static final double MAX_TARGET_LUFS = -5;
    public static final int MIN_BITRATE_KBPS = 8;
    public static final int MAX_BITRATE_KBPS = 320;

    public OutputSettings {
        if (channels < 1 || channels > 2) {
            throw new IllegalArgumentException("channels: must be 1 or 2, was " + channels);
        }
        subtitles = List.copyOf(subtitles);
    }

    /** Whether it has to be known when each word is heard. */
    public boolean needsTimes() {
        return timings || !subtitles.isEmpty();
    }

    /** How loud. */
    public enum Level {
        /** As the model gives it; samples beyond full scale are clipped. */
        NONE("none"),
        /** One gain for the whole request, so that the greatest sample is full scale. */
        PEAK("peak"),
        /**
         * One gain for the whole request, to a loudness by ITU-R BS.1770-4; a limiter holds the
         * true peak at -1 dBTP.
         */
        LOUDNESS("loudness");

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
                                    "expected none, peak or loudness, was %s",
                                    Problems.quote(name)));
        }
    }

    public static OutputSettings defaults() {
        return of(AudioFormat.WAV, Level.NONE);
    }

    /** Everything else by default. */
    public static OutputSettings of(AudioFormat format, Level level) {
        return of(format, Optional.empty(), Optional.empty(), level, DEFAULT_TARGET_LUFS);
    }

    /**
     * A file of a sound that has its level already.
     *
     * @param bitrateKbps of lossy formats; by format and rate if empty
     */
    public static OutputSettings file(
            AudioFormat format, Optional<Integer> sampleRateHz, Optional<Integer> bitrateKbps) {
        return of(format, sampleRateHz, bitrateKbps, Level.NONE, DEFAULT_TARGET_LUFS);
    }

    /** Whole samples that are brought to a level. */
    public static OutputSettings levelled(
            Optional<Integer> sampleRateHz, Level level, double targetLufs) {
        return of(AudioFormat.WAV, sampleRateHz, Optional.empty(), level, targetLufs);
    }

    private static OutputSettings of(
            AudioFormat format,
            Optional<Integer> sampleRateHz,
            Optional<Integer> bitrateKbps,
            Level level,
            double targetLufs) {
        return new OutputSettings(
                format,
                sampleRateHz,
                1,
                bitrateKbps,
                level,
                targetLufs,
                false,
                false,
                false,
                false,
                List.of());
    }

    /** The rate of the file, of sound at that rate. */
    public int fileRateHz(int soundRateHz) {
        return sampleRateHz.orElseGet(() -> format.rateFor(soundRateHz));
    }
}
