package voxfarm.common.audio;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * What those to whom finished files go ask for: how a file is made for them, and what one is
 * checked against. Where the figures come from is told in {@code docs/books.md}.
 */
@SuppressWarnings("ImmutableEnumChecker") // records of numbers, which carry no annotation of it
public enum DeliveryPreset {
    /** ACX, the door to Audible: MP3 files of a chapter each. */
    ACX(
            "acx",
            new Aim(true, -20.5, -4, 0.75, 2, Optional.of(-72.0)),
            new Limits(
                    Range.of(-23, -18),
                    Optional.empty(),
                    Range.most(-3),
                    Optional.empty(),
                    Range.most(-60),
                    Range.of(0.5, 1),
                    Range.of(1, 5),
                    Range.most(120))),

    /** Audiobookshelf, and players of M4B files like it. */
    ABS("abs", Aim.loud(-18), Limits.loud(-20, -16)),

    /** European broadcasting. */
    R128("r128", Aim.loud(-23), Limits.loud(-24, -22)),

    /** Podcasts, as Apple asks for them. */
    PODCAST("podcast", Aim.loud(-16), Limits.loud(-17, -15));

    /** Of files for ACX. */
    public static final int ACX_RATE_HZ = 44_100;

    public static final int ACX_LEAST_KBPS = 192;

    private final String wireName;
    private final Aim aim;
    private final Limits limits;

    DeliveryPreset(String wireName, Aim aim, Limits limits) {
        this.wireName = wireName;
        this.aim = aim;
        this.limits = limits;
    }

    /**
     * What a file is made for, well within the limits: coding moves levels and peaks a little.
     *
     * @param rms whether the level is that of all samples, in dBFS; else a loudness in LUFS
     * @param target the level
     * @param ceilingDbtp what the true peak stays below
     * @param headSeconds quiet before the first sound; if there is any here or behind, what the
     *     sound itself has is cut off
     * @param tailSeconds quiet behind the last
     * @param toneDbfs RMS of a noise under the whole file; none if empty
     */
    public record Aim(
            boolean rms,
            double target,
            double ceilingDbtp,
            double headSeconds,
            double tailSeconds,
            Optional<Double> toneDbfs) {
        private static final double CEILING_DBTP = -2;

        static Aim loud(double lufs) {
            return new Aim(false, lufs, CEILING_DBTP, 0, 0, Optional.empty());
        }

        /** Whether the quiet at both ends of a chapter is replaced. */
        public boolean cutsEnds() {
            return headSeconds > 0 || tailSeconds > 0;
        }
    }

    /** What is allowed, both ends included. */
    public record Range(double least, double most) {
        static Optional<Range> of(double least, double most) {
            return Optional.of(new Range(least, most));
        }

        static Optional<Range> most(double most) {
            return Optional.of(new Range(Double.NEGATIVE_INFINITY, most));
        }

        public boolean holds(double value) {
            return value >= least && value <= most; // NaN fails
        }
    }

    /**
     * What a file is held to; empty where the preset says nothing.
     *
     * @param rmsDbfs of the whole file
     * @param lufs integrated loudness
     * @param peakDbfs greatest sample
     * @param truePeakDbtp greatest value of the wave
     * @param noiseFloorDbfs RMS of the quietest half second
     * @param headSeconds quiet before the first sound
     * @param tailSeconds quiet behind the last
     * @param minutes of a file, or of a chapter where a file holds a book
     */
    public record Limits(
            Optional<Range> rmsDbfs,
            Optional<Range> lufs,
            Optional<Range> peakDbfs,
            Optional<Range> truePeakDbtp,
            Optional<Range> noiseFloorDbfs,
            Optional<Range> headSeconds,
            Optional<Range> tailSeconds,
            Optional<Range> minutes) {
        static Limits loud(double least, double most) {
            return new Limits(
                    Optional.empty(),
                    Range.of(least, most),
                    Optional.empty(),
                    Range.most(-1),
                    Optional.empty(),
                    Range.most(5),
                    Range.most(10),
                    Optional.empty());
        }
    }

    public String wireName() {
        return wireName;
    }

    public Aim aim() {
        return aim;
    }

    public Limits limits() {
        return limits;
    }

    /** The rate of files; empty for the voice's own. */
    public OptionalInt rateHz() {
        return this == ACX ? OptionalInt.of(ACX_RATE_HZ) : OptionalInt.empty();
    }

    /** The least bit rate of a file of that format; empty where the usual one will do. */
    public OptionalInt leastKbps(AudioFormat format) {
        return this == ACX && format == AudioFormat.MP3
                ? OptionalInt.of(ACX_LEAST_KBPS)
                : OptionalInt.empty();
    }

    /** Formats whose files can have its rate, and a header that tells it. */
    public List<AudioFormat> formats() {
        return Arrays.stream(AudioFormat.values())
                .filter(format -> format != AudioFormat.PCM)
                .filter(format -> rateHz().isEmpty() || format.takesRate(rateHz().getAsInt()))
                .toList();
    }

    /** All of them, for people. */
    public static String names() {
        return Arrays.stream(values())
                .map(DeliveryPreset::wireName)
                .collect(Collectors.joining(", "));
    }

    /**
     * @throws VoxfarmException {@code UNSUPPORTED} if there is none of that name
     */
    public static DeliveryPreset ofWireName(String name) {
        return Arrays.stream(values())
                .filter(preset -> preset.wireName.equals(name))
                .findFirst()
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.UNSUPPORTED,
                                "expected one of %s, was %s",
                                names(),
                                Problems.quote(name)));
    }
}
