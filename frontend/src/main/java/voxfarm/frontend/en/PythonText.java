package voxfarm.frontend.en;

/** Classes of characters as Python's regular expressions have them, by which the original cuts. */
public final class PythonText {
    private PythonText() {}

    /** {@code \w}. */
    static boolean isWord(int c) {
        if (c == '_' || Character.isLetter(c)) {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
                    true;
            default -> false;
        };
    }

    /** {@code \s}. */
    public static boolean isSpace(int c) {
        return (c >= 0x09 && c <= 0x0d)
                || (c >= 0x1c && c <= 0x20)
                || c == 0x85
                || Character.isSpaceChar(c);
    }

    /** {@code str.strip}. */
    public static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }
}
