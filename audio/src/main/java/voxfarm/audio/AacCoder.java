package voxfarm.audio;

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
    FOR_QUIET_SPEECH;

    /** The most that speech may have for {@link #FOR_QUIET_SPEECH}, in LUFS or dBFS (RMS). */
    private static final double QUIET = -18;

    /** For sound that is finished so. */
    public static AacCoder of(Finish finish) {
        return finish.aim() instanceof Finish.Aim.Loud loud && loud.target() <= QUIET
                ? FOR_QUIET_SPEECH
                : FOR_ALL;
    }
}
