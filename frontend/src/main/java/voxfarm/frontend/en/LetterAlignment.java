package voxfarm.frontend.en;

import java.util.Map;

/**
 * Tells which letter of a word each of its phones stands for: what a vowel without stress sounds
 * like hangs on how it is spelled. The cheapest way to pair letters and phones in their order.
 */
final class LetterAlignment {
    /** No letter: the phone is not written. */
    static final int NONE = -1;

    private static final String VOWELS = "aeiouy";

    /** Letters that a consonant is written with; the first of a group. */
    private static final Map<String, String> CONSONANTS =
            Map.ofEntries(
                    Map.entry("B", "b"),
                    Map.entry("CH", "ct"),
                    Map.entry("D", "d"),
                    Map.entry("DH", "t"),
                    Map.entry("F", "fpg"),
                    Map.entry("G", "gx"),
                    Map.entry("HH", "hwj"),
                    Map.entry("JH", "jgd"),
                    Map.entry("K", "kcqx"),
                    Map.entry("L", "l"),
                    Map.entry("M", "m"),
                    Map.entry("N", "nkgm"),
                    Map.entry("NG", "n"),
                    Map.entry("P", "p"),
                    Map.entry("R", "rw"),
                    Map.entry("S", "scxpz"),
                    Map.entry("SH", "sctx"),
                    Map.entry("T", "td"),
                    Map.entry("TH", "t"),
                    Map.entry("V", "vf"),
                    Map.entry("W", "wuo"),
                    Map.entry("Y", "yuiej"),
                    Map.entry("Z", "zsx"),
                    Map.entry("ZH", "szgj"));

    /** Letters that a vowel is mostly written with; any other vowel letter costs a little. */
    private static final Map<String, String> USUAL =
            Map.ofEntries(
                    Map.entry("AA", "ao"),
                    Map.entry("AE", "a"),
                    Map.entry("AH", "aeiouy"),
                    Map.entry("AO", "ao"),
                    Map.entry("AW", "o"),
                    Map.entry("AY", "iy"),
                    Map.entry("EH", "ea"),
                    Map.entry("ER", "eiouar"),
                    Map.entry("EY", "ae"),
                    Map.entry("IH", "iyea"),
                    Map.entry("IY", "eiy"),
                    Map.entry("OW", "o"),
                    Map.entry("OY", "o"),
                    Map.entry("UH", "ou"),
                    Map.entry("UW", "uoe"));

    private static final int UNUSUAL = 3;
    private static final int IMPOSSIBLE = 30;
    private static final int UNWRITTEN = 10;
    private static final int SILENT = 8;
    private static final int SILENT_NEIGHBOUR = 3;
    private static final int SILENT_E = 1;

    private LetterAlignment() {}

    /**
     * @param word small letters
     * @param phones of {@link Arpabet}
     * @return for each phone the place of its first letter in the word, or {@link #NONE}
     */
    static int[] of(String word, byte[] phones) {
        int[][] cost = new int[word.length() + 1][phones.length + 1];
        for (int i = 0; i <= word.length(); i++) {
            for (int j = 0; j <= phones.length; j++) {
                cost[i][j] = i == 0 && j == 0 ? 0 : cheapest(cost, word, phones, i, j);
            }
        }
        int[] letters = new int[phones.length];
        int i = word.length();
        for (int j = phones.length; j > 0; ) {
            if (i > 0 && cost[i][j] == cost[i - 1][j - 1] + pair(word, i - 1, phones[j - 1])) {
                letters[--j] = --i;
            } else if (i > 0 && cost[i][j] == cost[i - 1][j] + silent(word, i - 1)) {
                i--;
            } else {
                letters[--j] = NONE;
            }
        }
        return letters;
    }

    private static int cheapest(int[][] cost, String word, byte[] phones, int i, int j) {
        int best = Integer.MAX_VALUE;
        if (i > 0 && j > 0) {
            best = cost[i - 1][j - 1] + pair(word, i - 1, phones[j - 1]);
        }
        if (i > 0) {
            best = Math.min(best, cost[i - 1][j] + silent(word, i - 1));
        }
        if (j > 0) {
            best = Math.min(best, cost[i][j - 1] + UNWRITTEN);
        }
        return best;
    }

    private static int pair(String word, int at, byte phone) {
        char letter = word.charAt(at);
        String base = Arpabet.base(phone);
        if (!Arpabet.isVowel(phone)) {
            return CONSONANTS.getOrDefault(base, "").indexOf(letter) >= 0 ? 0 : IMPOSSIBLE;
        }
        if (USUAL.getOrDefault(base, "").indexOf(letter) >= 0) {
            return 0;
        }
        return VOWELS.indexOf(letter) >= 0 ? UNUSUAL : IMPOSSIBLE;
    }

    private static int silent(String word, int at) {
        char letter = word.charAt(at);
        if (letter == 'e' && at == word.length() - 1) {
            return SILENT_E;
        }
        char before = at > 0 ? word.charAt(at - 1) : ' ';
        boolean sameKind = isVowel(before) == isVowel(letter) && at > 0;
        return sameKind || letter == '\'' ? SILENT_NEIGHBOUR : SILENT;
    }

    private static boolean isVowel(char letter) {
        return VOWELS.indexOf(letter) >= 0;
    }
}
