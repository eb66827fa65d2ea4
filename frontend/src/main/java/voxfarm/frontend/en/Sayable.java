package voxfarm.frontend.en;

import java.util.Set;

/** Whether letters that no dictionary has could be a word of English, by how it begins and ends. */
final class Sayable {
    private static final String VOWELS = "aeiouy";

    private static final Set<String> BEGINNINGS =
            Set.of(
                    "bl", "br", "ch", "cl", "cr", "dr", "dw", "fl", "fr", "gh", "gl", "gn", "gr",
                    "gw", "kh", "kl", "kn", "kr", "ph", "pl", "pr", "ps", "qu", "rh", "sc", "sh",
                    "sk", "sl", "sm", "sn", "sp", "st", "sv", "sw", "th", "tr", "ts", "tw", "vl",
                    "wh", "wr", "zh", "chr", "chl", "phr", "phl", "sch", "scl", "scr", "shr", "spl",
                    "spr", "squ", "str", "thr", "thw", "schw", "schl", "schm", "schr");

    /** Second letters of two at the end that no word has, and the first letters they may follow. */
    private static final String NEVER_LAST = "hjlqrvwn";

    private static final Set<String> ENDINGS =
            Set.of(
                    "ch", "sh", "th", "ph", "gh", "ll", "rl", "wl", "rr", "rv", "lv", "nn", "rn",
                    "wn", "gn", "ln", "mn", "hl", "hr", "hn", "ah", "oh");

    private Sayable() {}

    /**
     * @param word small letters
     */
    static boolean is(String word) {
        int first = 0;
        while (first < word.length() && VOWELS.indexOf(word.charAt(first)) < 0) {
            first++;
        }
        if (first == word.length()
                || (first > 1 && !BEGINNINGS.contains(word.substring(0, first)))) {
            return false;
        }
        for (String twice : new String[] {"aa", "ii", "uu", "yy"}) {
            if (word.contains(twice)) {
                return false;
            }
        }
        return ends(word);
    }

    private static boolean ends(String word) {
        if (word.length() < 2) {
            return false;
        }
        String last = word.substring(word.length() - 2);
        return VOWELS.indexOf(last.charAt(0)) >= 0
                || NEVER_LAST.indexOf(last.charAt(1)) < 0
                || ENDINGS.contains(last);
    }
}
