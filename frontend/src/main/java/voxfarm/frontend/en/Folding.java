package voxfarm.frontend.en;

import java.text.Normalizer;
import voxfarm.frontend.unicode.StreamSafe;

/**
 * Brings a text into few characters before it is read. What stands above the line, and fractions of
 * one character, are told from the digits beside them first: compatibility forms alone make 106 of
 * 10⁶, and 11/2 of 1½. What is not seen is taken out, as it may stand inside words. Stateless.
 */
final class Folding {
    /** Before and behind what stands above the line. No text holds them: they are no characters. */
    static final char RAISED = '\ufdd0';

    static final char RAISED_END = '\ufdd1';

    /** Between a number and the fraction behind it. */
    static final char AND = '\ufdd2';

    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ";
    private static final String RAISED_PLAIN = "0123456789+-=()ni";
    private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

    private Folding() {}

    static String fold(String text) {
        StringBuilder told = new StringBuilder(text.length() + 16);
        int at = 0;
        while (at < text.length()) {
            at = step(text, at, told);
        }
        return StreamSafe.normalize(told.toString(), Normalizer.Form.NFKC).replace('⁄', '/');
    }

    private static int step(String text, int at, StringBuilder told) {
        char c = text.charAt(at);
        int raised = SUPERSCRIPTS.indexOf(c);
        if (raised >= 0) {
            return raised(text, at, told);
        }
        char before = told.isEmpty() ? ' ' : told.charAt(told.length() - 1);
        boolean afterDigit = before >= '0' && before <= '9';
        if (isFraction(c)) {
            told.append(afterDigit ? String.valueOf(AND) : isFraction(before) ? " " : "").append(c);
            return at + 1;
        }
        int lowered = SUBSCRIPTS.indexOf(c);
        if (lowered >= 0) {
            // of H₂O, but "base" of a number such as 101₂
            told.append(afterDigit && SUBSCRIPTS.indexOf(text.charAt(at - 1)) < 0 ? " base " : "")
                    .append((char) ('0' + lowered));
            return at + 1;
        }
        if (!isUnseen(c)) {
            told.append(plain(c));
        }
        return at + 1;
    }

    private static int raised(String text, int at, StringBuilder told) {
        int end = at;
        told.append(RAISED);
        while (end < text.length() && SUPERSCRIPTS.indexOf(text.charAt(end)) >= 0) {
            told.append(RAISED_PLAIN.charAt(SUPERSCRIPTS.indexOf(text.charAt(end))));
            end++;
        }
        told.append(RAISED_END);
        return end;
    }

    /** What stood above the line, as it was written. */
    static String asWritten(String raised) {
        StringBuilder written = new StringBuilder();
        for (char c : raised.toCharArray()) {
            written.append(SUPERSCRIPTS.charAt(RAISED_PLAIN.indexOf(c)));
        }
        return written.toString();
    }

    private static boolean isFraction(char c) {
        return (c >= '¼' && c <= '¾') || (c >= '⅐' && c <= '⅞') || c == '↉';
    }

    /** Characters that shape or order what is seen, and are not seen themselves. */
    private static boolean isUnseen(char c) {
        return c == '\u00ad'
                || c == '\u061c'
                || c == '\u180e'
                || (c >= '\u200b' && c <= '\u200f')
                || (c >= '\u202a' && c <= '\u202e')
                || (c >= '\u2060' && c <= '\u206f')
                || (c >= '\ufe00' && c <= '\ufe0f')
                || c == '\ufeff';
    }

    private static String plain(char c) {
        return switch (c) {
            case '’', '‘', '‛', '′', 'ʼ', 'ʻ' -> "'";
            case '“', '”', '„', '‟', '″' -> "\"";
            case '‐', '‑' -> "-";
            case '™' -> " trademark ";
            case '℠' -> " service mark ";
            case '№' -> "No. ";
            case RAISED, RAISED_END, AND -> "\ufffd";
            default -> String.valueOf(c);
        };
    }
}
