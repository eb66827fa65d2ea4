package voxfarm.frontend.ipa;

import java.util.ArrayList;
import java.util.List;

/**
 * Text in which what stands between {@code [[} and {@code ]]} is phonemes already, as Piper has it.
 */
public final class VerbatimText {
    private static final String OPEN = "[[";
    private static final String CLOSE = "]]";

    private VerbatimText() {}

    /** A stretch of the text, not empty, without its brackets. */
    public sealed interface Part {
        /** To be brought into phonemes. */
        record Words(String text) implements Part {}

        /** Phonemes as they stand. */
        record Symbols(String text) implements Part {}
    }

    /**
     * The parts in order; brackets that nothing closes are words. Time is linear in the length:
     * once nothing closes, no further bracket is looked at.
     */
    public static List<Part> parts(String text) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf(OPEN, at);
            int close = open < 0 ? -1 : text.indexOf(CLOSE, open + OPEN.length());
            if (close < 0) {
                break;
            }
            addWords(text, at, open, parts);
            if (close > open + OPEN.length()) {
                parts.add(new Part.Symbols(text.substring(open + OPEN.length(), close)));
            }
            at = close + CLOSE.length();
        }
        addWords(text, at, text.length(), parts);
        return List.copyOf(parts);
    }

    private static void addWords(String text, int from, int to, List<Part> parts) {
        if (to > from) {
            parts.add(new Part.Words(text.substring(from, to)));
        }
    }
}
