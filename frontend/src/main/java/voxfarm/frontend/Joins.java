package voxfarm.frontend;

/** What becomes of the ends of runs where several make one utterance. */
public enum Joins {
    /** Neither end is spoken where two runs meet, and no gap is heard. */
    SEAMLESS(true, 0),
    /**
     * As release 2.1 has it: both ends are spoken, without a blank between them, and the last blank
     * of all is lost.
     */
    ENDS_SPOKEN(false, 1),
    /** As release 2.2 has it: seamless, but the end of the whole is lost. */
    END_LOST(true, 2);

    private final boolean seamless;
    private final int lost;

    /**
     * @param lost ids of the whole's end, of two with its blank
     */
    Joins(boolean seamless, int lost) {
        this.seamless = seamless;
        this.lost = lost;
    }

    /** As the original joins runs in a release that can. */
    public static Joins ofOriginal(TextRules rules) {
        return switch (rules) {
            case V1_0, V1_1, V1_1_FIX, V2_0, V2_1 -> ENDS_SPOKEN;
            case V2_2 -> END_LOST;
            case V2_3, EXTRA, JP_EXTRA, STYLE, STYLE_JP_EXTRA -> SEAMLESS;
        };
    }

    /** Ids that are left out before a run that is not the first. */
    int head(boolean blanks) {
        return seamless && blanks ? 3 : 1;
    }

    /** Ids that are left out behind a run. */
    int tail(boolean blanks, boolean last) {
        if (last) {
            return blanks ? lost : Math.min(lost, 1);
        }
        return seamless && blanks ? 2 : 1;
    }
}
