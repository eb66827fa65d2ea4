package voxfarm.frontend.mixed;

/**
 * A stretch of a text that is of one language as a whole.
 *
 * @param begin first UTF-16 unit
 * @param end behind the last one
 */
record Atom(Kind kind, int begin, int end) {
    /** What it is written in. */
    enum Kind {
        LATIN,
        HAN,
        KANA,
        /** Numbers; of the language of what they count. */
        DIGITS,
        /** Letters that no front end here knows. */
        OTHER_LETTERS,
        /** Marks and blanks; of the language of their neighbours. */
        NEUTRAL,
        /** A mark that sets a reading in a notation of Chinese. */
        CHINESE_MARK,
        JAPANESE_MARK,
        ENGLISH_MARK
    }

    boolean isEastern() {
        return switch (kind) {
            case HAN, KANA, CHINESE_MARK, JAPANESE_MARK -> true;
            case LATIN, DIGITS, OTHER_LETTERS, NEUTRAL, ENGLISH_MARK -> false;
        };
    }

    String in(String text) {
        return text.substring(begin, end);
    }
}
