package voxfarm.frontend.en;

import java.util.Locale;
import voxfarm.frontend.unicode.Blanks;

/** What stands before and behind a dot, looked at from near: time is bounded. Stateless. */
final class NearDot {
    /** Over more marks than these nobody looks for the beginning of a sentence or a word. */
    static final int MOST_MARKS = 8;

    /** Marks that open what a sentence begins with. */
    static final String OPENERS = "\"'([{“‘«‹¿¡*_";

    /** Longer words are no short forms. */
    private static final int LONGEST = Math.max(12, EnglishAbbreviations.LONGEST);

    private static final String CLOSERS = "\"')]}”’»›";

    private NearDot() {}

    /** A small letter that begins no "iPhone". */
    static boolean isSmall(CharSequence text, int at) {
        return Character.isLowerCase(text.charAt(at))
                && !(at + 1 < text.length() && Character.isUpperCase(text.charAt(at + 1)));
    }

    /** The next that is neither blank nor a mark around words; the text's end if there is none. */
    static int next(CharSequence text, int behind) {
        int at = behind;
        while (at < text.length() && CLOSERS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        while (at < text.length() && Blanks.isBlank(text.charAt(at))) {
            at++;
        }
        int word = at;
        while (word < text.length()
                && word - at < MOST_MARKS
                && OPENERS.indexOf(text.charAt(word)) >= 0) {
            word++;
        }
        return word;
    }

    /** Where the letters and dots before a dot begin; the dot itself if they are no short form. */
    static int wordBegin(CharSequence text, int from, int dot) {
        int begin = dot;
        while (begin > from && isWordPart(text.charAt(begin - 1))) {
            if (dot - begin > LONGEST) {
                return dot;
            }
            begin--;
        }
        while (begin < dot && !Character.isLetter(text.charAt(begin))) {
            begin++; // a quote
        }
        boolean free =
                begin == from
                        || isWide(text.charAt(begin - 1))
                        || !Character.isLetterOrDigit(text.charAt(begin - 1));
        boolean time = dot - begin == 3 && isHalfDay(small(text, begin, dot)); // 7p.m.
        return free || time ? begin : dot;
    }

    private static String small(CharSequence text, int begin, int end) {
        return text.subSequence(begin, end).toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isWordPart(char c) {
        return (Character.isLetter(c) && !isWide(c)) || c == '.' || c == '\'' || c == '’';
    }

    static boolean isWide(char c) {
        return c >= '\u2e80' && Character.isLetter(c);
    }

    static String wordBefore(CharSequence text, int from, int at) {
        int end = backOverBlanks(text, from, at);
        int begin = end;
        while (begin > from && end - begin < LONGEST && isLetterPart(text.charAt(begin - 1))) {
            begin--;
        }
        return text.subSequence(begin, end).toString();
    }

    static String wordAt(CharSequence text, int at) {
        int end = at;
        while (end < text.length() && end - at < LONGEST && isLetterPart(text.charAt(end))) {
            end++;
        }
        return text.subSequence(at, end).toString();
    }

    private static boolean isLetterPart(char c) {
        return Character.isLetter(c) || c == '\'' || c == '’';
    }

    static int backOverBlanks(CharSequence text, int from, int at) {
        int end = at;
        while (end > from && at - end < MOST_MARKS && Blanks.isBlank(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** In small letters, without its last dot. */
    static boolean isHalfDay(String word) {
        return word.equals("a.m") || word.equals("p.m");
    }
}
