package voxfarm.frontend.en;

import voxfarm.frontend.unicode.StreamSafe;

/** What is not letters, numbers or marks of a sentence: said in words, silent, or not spoken. */
final class Punctuation {
    private static final char FIRST_LETTER_BEHIND_LATIN = '\u0250';

    private Punctuation() {}

    /** Whether it is seen and not heard by its nature: quotes, brackets, marks of emphasis. */
    static boolean isSilent(String text, int at, int c) {
        return switch (c) {
            case '*', '·' -> !isBetweenNumbers(text, at);
            case '_', '`', '•', '‣', '¡', '¿' -> true;
            case '▪', '◦', '●', '■', '○' -> Look.beginsLine(text, at);
            case '|', '\\' -> isAlone(text, at);
            case '=' -> Look.at(text, at + 1) == '=';
            case '#' -> isHeading(text, at);
            case '/' -> !isJoined(text, at);
            default -> isSilentKind(c);
        };
    }

    private static boolean isSilentKind(int c) {
        return switch (Character.getType(c)) {
            case Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR ->
                    true;
            default -> c == '\'' || c == '"' || c == '\u034f' || c == '´';
        };
    }

    private static boolean isBetweenNumbers(String text, int at) {
        int before = at - 1;
        while (before >= 0 && at - before < 3 && Look.isBlank(text, before)) {
            before--;
        }
        int behind = Look.blanks(text, at + 1);
        return before >= 0
                && Character.isLetterOrDigit(text.charAt(before))
                && Look.isDigit(text, before)
                && Look.isDigit(text, behind);
    }

    private static boolean isAlone(String text, int at) {
        return !Character.isLetterOrDigit(Look.at(text, at - 1))
                && !Character.isLetterOrDigit(Look.at(text, at + 1));
    }

    private static boolean isJoined(String text, int at) {
        return Character.isLetterOrDigit(Look.at(text, at + 1)) || Look.isBlank(text, at + 1);
    }

    /** More than one in a row, or one before a blank: a mark of a heading. */
    private static boolean isHeading(String text, int at) {
        return Look.at(text, at + 1) == '#'
                || Look.at(text, at - 1) == '#'
                || (Look.isBlank(text, at + 1) && Look.beginsLine(text, at));
    }

    /** Its words here; empty if it has none. */
    static String words(String text, int at, int c) {
        if (c == '#') {
            return Look.isLetter(text, at + 1) ? "hashtag" : "number";
        }
        char before = Look.at(text, at - 1);
        return switch (c) {
            case '^' -> Character.isLetterOrDigit(Look.at(text, at + 1)) ? "to the" : "";
            case '<', '>' -> compared(c, before, Look.at(text, at + 1));
            case '=' -> before == '<' || before == '>' ? "equal to" : "equals";
            default -> EnglishAbbreviations.symbol(c);
        };
    }

    private static String compared(int c, char before, char next) {
        if (before == '-' || before == '=' || next == '-') {
            return ""; // an arrow
        }
        return (c == '<' ? "less than" : "greater than") + (next == '=' ? " or" : "");
    }

    /** Whether it goes on with what has no reading. */
    static boolean isUnspoken(String text, int at) {
        int c = text.codePointAt(at);
        boolean kind =
                Character.isLetterOrDigit(c)
                        || StreamSafe.isMark(c)
                        || Character.getType(c) == Character.OTHER_SYMBOL
                        || Character.getType(c) == Character.MODIFIER_SYMBOL
                        || Character.getType(c) == Character.SURROGATE;
        return kind
                && !(c < FIRST_LETTER_BEHIND_LATIN && Character.isLetter(c))
                && Character.UnicodeScript.of(c) != Character.UnicodeScript.LATIN
                && !(c >= '0' && c <= '9')
                && c != '^'
                && c != '`'
                && EnglishAbbreviations.symbol(c).isEmpty();
    }
}
