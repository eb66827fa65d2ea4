package voxfarm.frontend.split;

import voxfarm.frontend.unicode.Blanks;

/** What characters of a text mean to whoever cuts it. Stateless. */
final class Characters {
    /** Behind these a sentence may end whatever follows. */
    private static final String WIDE_ENDS = "。！？｡．…‥";

    /** Behind these only where a blank or another script follows. */
    private static final String NARROW_ENDS = ".!?؟۔।॥‽⁇⁈⁉‼";

    private static final String CLOSERS = "\"'”’)]}»›」』）】》〉〕〗］｝｣＂＇";

    /** These close in some languages and open in others. */
    private static final String CLOSERS_BEFORE_BLANKS = "“«‹‘";

    private static final String OPENERS = "([{（［｛【「『《〈〔〖｢“‘";
    private static final String CLAUSE_MARKS = ",;:，；：、،؛—–､";
    private static final char FIRST_WIDE = '\u2e80';

    private Characters() {}

    /** Most characters: neither mark, nor line end, nor bracket. */
    static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == ' '
                || (c >= '\u3041' && c <= '\u3096')
                || (c >= '\u4e00' && c <= '\u9fff');
    }

    static boolean isWideEnd(char c) {
        return c >= '\u2025' && WIDE_ENDS.indexOf(c) >= 0;
    }

    static boolean isNarrowEnd(char c) {
        return NARROW_ENDS.indexOf(c) >= 0;
    }

    static boolean isEnd(char c) {
        return isNarrowEnd(c) || isWideEnd(c);
    }

    static boolean isEllipsis(char c) {
        return c == '…' || c == '‥';
    }

    static boolean isOpener(char c) {
        return OPENERS.indexOf(c) >= 0;
    }

    static boolean isClauseMark(char c) {
        return CLAUSE_MARKS.indexOf(c) >= 0;
    }

    static boolean isCloser(char c) {
        return CLOSERS.indexOf(c) >= 0;
    }

    /** Whether a closing quote or bracket stands there. */
    static boolean isCloser(CharSequence text, int at) {
        char c = text.charAt(at);
        boolean beforeBlank = at + 1 == text.length() || isBlank(text.charAt(at + 1));
        return isCloser(c) || (beforeBlank && CLOSERS_BEFORE_BLANKS.indexOf(c) >= 0);
    }

    /** The bracket that closes the one that opens; NUL if it is none that is looked after. */
    static char closing(char opener) {
        return switch (opener) {
            case '(' -> ')';
            case '[' -> ']';
            case '（' -> '）';
            case '［' -> '］';
            case '【' -> '】';
            case '《' -> '》';
            case '〈' -> '〉';
            case '〔' -> '〕';
            default -> 0;
        };
    }

    static boolean isBlank(char c) {
        return Blanks.isBlank(c);
    }

    /** Of a script that has no blanks between words: ideographs, kana, or half a rare ideograph. */
    static boolean isWide(char c) {
        return c >= FIRST_WIDE
                && (isHan(c) || isHiragana(c) || isKatakana(c) || Character.isSurrogate(c));
    }

    static boolean isHan(char c) {
        return (c >= '\u4e00' && c <= '\u9fff')
                || (c >= '\u3400' && c <= '\u4dbf')
                || (c >= '\uf900' && c <= '\ufaff')
                || c == '々'
                || c == '〇';
    }

    static boolean isHiragana(char c) {
        return c >= '\u3041' && c <= '\u309f';
    }

    static boolean isKatakana(char c) {
        return (c >= '\u30a0' && c <= '\u30ff' && c != '・') || (c >= '\uff66' && c <= '\uff9f');
    }

    static int skipBlanks(CharSequence text, int from, int most) {
        int at = from;
        int end = Math.min(text.length(), from + most);
        while (at < end && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
