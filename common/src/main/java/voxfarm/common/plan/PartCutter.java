package voxfarm.common.plan;

/**
 * Cuts a plan into parts of bounded audio, one job each. A part never ends inside a segment. For
 * one plan, on one thread.
 */
public final class PartCutter {
    /** Audio of a part, by estimate. */
    public static final double PART_SECONDS = 60;

    private static final double SECONDS_PER_IDEOGRAPH = 0.25;
    private static final double SECONDS_PER_LETTER = 0.07;

    private final double lengthScale;
    private int part;
    private double seconds;

    /**
     * @param lengthScale how much slower than usual the voice speaks
     */
    public PartCutter(double lengthScale) {
        this.lengthScale = lengthScale;
    }

    /** The part of the next segment. */
    public int partOf(Segment segment) {
        double more = seconds(segment, lengthScale);
        if (seconds > 0 && seconds + more > PART_SECONDS) {
            part++;
            seconds = 0;
        }
        seconds += more;
        return part;
    }

    /**
     * How long a segment is with its pause when it is spoken, roughly.
     *
     * @param lengthScale how much slower than usual the voice speaks
     */
    public static double seconds(Segment segment, double lengthScale) {
        return seconds(segment.text()) * lengthScale / segment.manner().rate()
                + segment.manner().silenceBeforeSeconds()
                + segment.pauseAfterSeconds();
    }

    /** How long a text is when it is spoken at a voice's usual speed, roughly. */
    public static double seconds(String text) {
        long ideographs = text.codePoints().filter(Character::isIdeographic).count();
        return ideographs * SECONDS_PER_IDEOGRAPH
                + (text.length() - ideographs) * SECONDS_PER_LETTER;
    }
}
