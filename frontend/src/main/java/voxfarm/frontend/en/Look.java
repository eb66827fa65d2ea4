package voxfarm.frontend.en;

import voxfarm.frontend.unicode.StreamSafe;

/**
 * What stands at and around a place of a text. Nothing here looks over more than a word and the
 * blanks beside it, or what its name says, so that reading a text takes time by its length.
 */
final class Look {
    /** Longer words are of no interest to those who ask what stands beside. */
    private static final int LONGEST_WORD = 40;

    private static final int MOST_BLANKS = 8;

    private Look() {}

    /** A NUL behind the end. */
    static char at(String text, int at) {
        return at >= 0 && at < text.length() ? text.charAt(at) : 0;
    }

    static boolean isDigit(String text, int at) {
        char c = at(text, at);
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(String text, int at) {
        return at >= 0 && at < text.length() && Character.isLetter(text.charAt(at));
    }

    static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean isUpper(String text, int at) {
        return Character.isUpperCase(at(text, at));
    }

    /** Behind the digits that begin there. */
    static int digits(String text, int at) {
        int end = at;
        while (isDigit(text, end)) {
            end++;
        }
        return end;
    }

    /** Behind at most so many digits. */
    static int digits(String text, int at, int most) {
        int end = at;
        while (end - at < most && isDigit(text, end)) {
            end++;
        }
        return end;
    }

    /** Behind the ASCII letters that begin there, at most so many. */
    static int letters(String text, int at, int most) {
        int end = at;
        while (end - at < most && isAsciiLetter(at(text, end))) {
            end++;
        }
        return end;
    }

    /** Whether neither a letter, nor a digit, nor a mark on one stands before the place. */
    static boolean begins(String text, int at) {
        return at == 0 || !isOfWord(text.codePointBefore(at));
    }

    /** Whether neither a letter, nor a digit, nor a mark on one stands at the place. */
    static boolean ends(String text, int at) {
        return at >= text.length() || !isOfWord(text.codePointAt(at));
    }

    private static boolean isOfWord(int c) {
        return Character.isLetterOrDigit(c) || c == '_' || StreamSafe.isMark(c);
    }

    /** Behind blanks, but for line ends and more of them than anyone writes between two words. */
    static int blanks(String text, int at) {
        int end = at;
        while (end - at < MOST_BLANKS && isBlank(text, end)) {
            end++;
        }
        return end;
    }

    /** Before the blanks that end at a place, as {@link #blanks} counts them. */
    static int blanksBefore(String text, int at) {
        int begin = at;
        while (at - begin < MOST_BLANKS && isBlank(text, begin - 1)) {
            begin--;
        }
        return begin;
    }

    static boolean isBlank(String text, int at) {
        char c = at(text, at);
        return c == ' ' || c == '\t' || (c != '\n' && c != 0 && Character.isSpaceChar(c));
    }

    /** The letters and apostrophes before a place, over blanks; empty if there are none. */
    static String wordBefore(String text, int at) {
        int end = at;
        while (end > 0 && at - end < MOST_BLANKS && isBlank(text, end - 1)) {
            end--;
        }
        int begin = end;
        while (begin > 0 && end - begin < LONGEST_WORD && isWordPart(text.charAt(begin - 1))) {
            begin--;
        }
        return text.substring(begin, end);
    }

    /** The letters and apostrophes from a place on, over blanks; empty if there are none. */
    static String wordAfter(String text, int at) {
        int begin = blanks(text, at);
        int end = begin;
        while (end < text.length() && end - begin < LONGEST_WORD && isWordPart(text.charAt(end))) {
            end++;
        }
        return text.substring(begin, end);
    }

    private static boolean isWordPart(char c) {
        return Character.isLetter(c) || c == '\'';
    }

    static boolean isCapitalised(String word) {
        return !word.isEmpty() && Character.isUpperCase(word.charAt(0));
    }

    /** Of two letters and more, none of them small. */
    static boolean isInCapitals(String word) {
        return word.length() > 1
                && Character.isUpperCase(word.charAt(0))
                && Character.isUpperCase(word.charAt(1))
                && word.chars().noneMatch(Character::isLowerCase);
    }

    /** Whether nothing but blanks stands between the place and the line's beginning. */
    static boolean beginsLine(String text, int at) {
        int begin = at;
        while (begin > 0 && at - begin < MOST_BLANKS && isBlank(text, begin - 1)) {
            begin--;
        }
        return begin == 0 || text.charAt(begin - 1) == '\n';
    }

    /** Whether nothing but blanks stands between the place and the line's end. */
    static boolean endsLine(String text, int at) {
        int end = blanks(text, at);
        return end == text.length() || text.charAt(end) == '\n';
    }
}
