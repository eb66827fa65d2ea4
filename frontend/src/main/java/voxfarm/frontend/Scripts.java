package voxfarm.frontend;

/** Scripts as far as readings differ by them. */
final class Scripts {
    private Scripts() {}

    static boolean isHan(int c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN;
    }

    static boolean isKana(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case HIRAGANA, KATAKANA -> true;
            default -> c == 'ー';
        };
    }

    /** Whether words of the character's script stand side by side without blanks. */
    static boolean isUnspaced(int c) {
        return isKana(c)
                || switch (Character.UnicodeScript.of(c)) {
                    case HAN, THAI, LAO, KHMER, MYANMAR, TIBETAN -> true;
                    default -> false;
                };
    }

    /** What a word of letters is made of, where blanks part words. */
    static boolean isOfWord(int c) {
        return (Character.isLetterOrDigit(c) || isMark(c)) && !isUnspaced(c);
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK ->
                    true;
            default -> false;
        };
    }
}
