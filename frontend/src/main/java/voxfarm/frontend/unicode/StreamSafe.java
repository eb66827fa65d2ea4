package voxfarm.frontend.unicode;

import java.text.Normalizer;

/**
 * Unicode normalisation in linear time. Marks behind a letter are sorted by their class, which
 * takes time by the square of their number; so longer runs are interrupted, as UAX #15 has it for
 * its Stream-Safe Text Format. No text of any language holds such a run. Thread-safe.
 */
public final class StreamSafe {
    /** UAX #15, section 13. */
    private static final int LONGEST_RUN = 30;

    /** Invisible, and nothing is sorted across it. */
    private static final char COMBINING_GRAPHEME_JOINER = '\u034f';

    private StreamSafe() {}

    /** The text in a normal form, with a combining grapheme joiner inside each run of 30 marks. */
    public static String normalize(String text, Normalizer.Form form) {
        return Normalizer.normalize(withoutLongRuns(text), form);
    }

    private static String withoutLongRuns(String text) {
        StringBuilder broken = new StringBuilder();
        int copied = 0;
        int run = 0;
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            run = isMark(c) && c != COMBINING_GRAPHEME_JOINER ? run + 1 : 0;
            if (run > LONGEST_RUN) {
                broken.append(text, copied, at).append(COMBINING_GRAPHEME_JOINER);
                copied = at;
                run = 1;
            }
            at += Character.charCount(c);
        }
        return copied == 0 ? text : broken.append(text, copied, text.length()).toString();
    }

    /** Whether a character combines with the one before it. */
    public static boolean isMark(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK ->
                    true;
            default -> false;
        };
    }
}
