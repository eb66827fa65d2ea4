package voxfarm.audio;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import voxfarm.common.audio.AudioFormat;
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
            new Finish.Aim.Loud(Finish.Measure.RMS, -20.5, -4),
            new Finish.Room(0.75, 2, -72),
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
    ABS(
            "abs",
            new Finish.Aim.Loud(Finish.Measure.LUFS, -18, TruePeakLimiter.CEILING_DBTP),
            Finish.Room.NONE,
            new Limits(
                    Optional.empty(),
                    Range.of(-20, -16),
                    Optional.empty(),
                    Range.most(-1),
                    Optional.empty(),
                    Range.most(5),
                    Range.most(10),
                    Optional.empty())),

    /** European broadcasting. */
    R128(
            "r128",
            new Finish.Aim.Loud(Finish.Measure.LUFS, -23, TruePeakLimiter.CEILING_DBTP),
            Finish.Room.NONE,
            new Limits(
                    Optional.empty(),
                    Range.of(-24, -22),
                    Optional.empty(),
                    Range.most(-1),
                    Optional.empty(),
                    Range.most(5),
                    Range.most(10),
                    Optional.empty())),

    /** Podcasts, as Apple asks for them. */
    PODCAST(
            "podcast",
            new Finish.Aim.Loud(Finish.Measure.LUFS, -16, TruePeakLimiter.CEILING_DBTP),
            Finish.Room.NONE,
            new Limits(
                    Optional.empty(),
                    Range.of(-17, -15),
                    Optional.empty(),
                    Range.most(-1),
                    Optional.empty(),
                    Range.most(5),
                    Range.most(10),
                    Optional.empty()));

    /** Of files for ACX. */
    public static final int ACX_RATE_HZ = 44_100;

    public static final int ACX_LEAST_KBPS = 192;

    private final String wireName;
    private final Finish.Aim.Loud aim;
    private final Finish.Room room;
    private final Limits limits;

    DeliveryPreset(String wireName, Finish.Aim.Loud aim, Finish.Room room, Limits limits) {
        this.wireName = wireName;
        this.aim = aim;
        this.room = room;
        this.limits = limits;
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
            Optional<Range> minutes) {}

    public String wireName() {
        return wireName;
    }

    public Limits limits() {
        return limits;
    }

    /** The rate of files; empty for the voice's own. */
    public OptionalInt rateHz() {
        return this == ACX ? OptionalInt.of(ACX_RATE_HZ) : OptionalInt.empty();
    }

    /**
     * How a chapter is brought to it, by {@link Mastering}.
     *
     * @param soundRateHz of its samples
     */
    public Finish finish(int soundRateHz) {
        return new Finish(
                rateHz().orElse(soundRateHz), false, !room.equals(Finish.Room.NONE), aim, room);
    }

    /**
     * The file behind it, mono.
     *
     * @param rateHz of the samples, {@link Mastering#rateHz}
     */
    public Encoding encoding(AudioFormat format, int rateHz) {
        Encoding usual = Encoding.of(format, rateHz);
        return this == ACX && format == AudioFormat.MP3
                ? new Encoding(format, rateHz, usual.rateHz(), 1, ACX_LEAST_KBPS)
                : usual;
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
                                "preset: expected one of %s, was %s",
                                names(),
                                Problems.quote(name)));
    }
}
