package voxfarm.audio;

import java.util.OptionalDouble;

/** How bits of AAC are shared out among bands. */
public enum AacCoder {
    /** FFmpeg's {@code twoloop}. */
    FOR_ALL,

    /**
     * FFmpeg's {@code fast}: half the time or less, and of speech less noise that can be heard, in
     * 5 to 15 % more bits (docs/benchmarks.md). It cuts a line off that is loud where all other
     * bands are nearly empty, as a pure tone of an amplitude above 0.45 is; speech at -18 LUFS and
     * below has none.
     */
    FOR_QUIET_SPEECH,

    /**
     * The same, each frame with as many bits as it needs: speech and the silence between have no
     * bit rate in common, and the coder tries up to five times a frame to keep to one. Somewhat
     * less noise in about as many bits as {@link Encoding#of} asks for, and 0.6 (22 kHz) to 0.9 (44
     * kHz) of the time.
     */
    QUIET_SPEECH_BY_QUALITY;

    /** The most that speech may have for {@link #FOR_QUIET_SPEECH}, in LUFS or dBFS (RMS). */
    private static final double QUIET = -18;

    /** Of the coder's scale; about 64 kbit/s of speech at 22 kHz. */
    private static final double NARROW_QUALITY = 1.4;

    /** About 96 kbit/s of speech at 44 kHz. */
    private static final double WIDE_QUALITY = 1.2;

    /** Below it nobody measured what a quality comes to. */
    private static final int LEAST_RATE_HZ = 16_000;

    /**
     * For sound that is finished so.
     *
     * @param asked whether somebody asked for a bit rate
     */
    public static AacCoder of(Finish finish, boolean asked) {
        if (finish.aim() instanceof Finish.Aim.Loud loud && loud.target() <= QUIET) {
            return asked ? FOR_QUIET_SPEECH : QUIET_SPEECH_BY_QUALITY;
        }
        return FOR_ALL;
    }

    boolean isFast() {
        return this != FOR_ALL;
    }

    /** Of each frame; empty where the bit rate counts. */
    OptionalDouble quality(Encoding encoding) {
        return this == QUIET_SPEECH_BY_QUALITY && encoding.rateHz() >= LEAST_RATE_HZ
                ? OptionalDouble.of(encoding.isNarrow() ? NARROW_QUALITY : WIDE_QUALITY)
                : OptionalDouble.empty();
    }
}
