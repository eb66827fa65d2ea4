package voxfarm.frontend.en;

import java.util.Locale;

/**
 * Writes ARPABET phones in the IPA that espeak-ng uses for American English, which is what Piper
 * voices were trained on: the stress mark stands right before the vowel, flaps, glottal stops and
 * reduced vowels are written, an r is heard behind an r-coloured vowel where a vowel follows.
 */
final class EnglishIpa {
    private static final String VOWEL_SYMBOLS = "aeiouæɐɑɔəɚɛɜɪʊʌᵻ";

    private final WordPhones word;
    private final StringBuilder ipa = new StringBuilder();

    private EnglishIpa(WordPhones word) {
        this.word = word;
    }

    /** Whether it begins with a vowel sound, stressed or not. */
    static boolean beginsWithVowel(String ipa) {
        int first = !ipa.isEmpty() && "ˈˌ".indexOf(ipa.charAt(0)) >= 0 ? 1 : 0;
        return first < ipa.length() && VOWEL_SYMBOLS.indexOf(ipa.charAt(first)) >= 0;
    }

    /** Phones that no spelling goes with, such as names of letters. */
    static String of(byte[] phones) {
        return new EnglishIpa(WordPhones.unspelled(phones)).written();
    }

    /**
     * One word.
     *
     * @param spelling small letters and apostrophes
     */
    static String of(String spelling, byte[] phones) {
        return new EnglishIpa(WordPhones.of(spelling, phones)).written();
    }

    private String written() {
        for (int i = 0; i < word.size(); ) {
            i += word.isVowel(i) ? vowelAt(i) : consonantAt(i);
        }
        return ipa.toString();
    }

    /**
     * @return how many phones were written
     */
    private int vowelAt(int i) {
        if (word.at(i, "AH0", "W") && word.letter(i + 1) == 'u') { // usual, graduate
            ipa.append("uː");
            return 2;
        }
        int stress = word.stress(i);
        ipa.append(stress == 1 ? "ˈ" : stress == 2 ? "ˌ" : "").append(vowel(i));
        boolean linked = word.base(i).equals("ER") && word.isVowel(i + 1);
        ipa.append(linked && ipa.charAt(ipa.length() - 1) != 'ɹ' ? "ɹ" : "");
        return 1;
    }

    private String vowel(int i) {
        boolean stressed = word.stress(i) > 0;
        return switch (word.base(i)) {
            case "AA" -> broadA(i);
            case "AE" -> word.stress(i) == 0 && i == 0 && word.follows(i, "K", "D") ? "ɐ" : "æ";
            case "AH" -> word.cmuStress(i) > 0 ? "ʌ" : ReducedVowels.ah(word, i);
            case "AO" -> openO(i);
            case "AW" -> "aʊ";
            case "AY" -> "aɪ";
            case "EH" -> openE(i);
            case "ER" -> stressed ? "ɜː" : ReducedVowels.er(word, i);
            case "EY" -> "eɪ";
            case "IH" -> closeI(i);
            case "IY" -> highI(i);
            case "OW" -> "oʊ";
            case "OY" -> "ɔɪ";
            case "UH" -> "ʊ";
            case "UW" -> word.follows(i, "R") ? "ʊ" : "uː";
            default -> throw new IllegalArgumentException("no vowel: " + word.name(i));
        };
    }

    private String broadA(int i) {
        if (word.spelled(i, "a") && word.base(i - 1).equals("W") && word.follows(i, "N", "L")) {
            return "ɔ"; // want, quality
        }
        if (word.spelled(i, "au") || word.spelled(i, "ou") || word.spelled(i, "aw")) {
            return "ɔː";
        }
        return word.spelled(i, "off") || word.spelled(i, "oft") || word.spelled(i, "ost")
                ? "ɔ"
                : "ɑː";
    }

    private String openO(int i) {
        boolean shortO = word.spelled(i, "o") && word.follows(i, "F", "S", "TH");
        if (word.spelled(i, "a") && word.base(i - 1).equals("W") && word.follows(i, "N")) {
            return "ɔ"; // wanted
        }
        boolean beforeL = word.spelled(i, "alt") || word.spelled(i, "ault");
        return shortO || beforeL || word.follows(i, "NG") || word.spelled(i, "orr") ? "ɔ" : "ɔː";
    }

    private String openE(int i) {
        if (word.stress(i) != 1 && word.at(i + 1, "N", "T") && word.endsAt(i + 2, "ment")) {
            return "ə";
        }
        boolean likeA = word.follows(i, "R") && word.spelled(i, "ar");
        boolean ending = word.spelled(i, "aring"); // preparing
        return likeA
                        && !ending
                        && (word.spelled(i, "arr")
                                || word.spelledBeforeConsonant(i, "ara", "ari", "aro"))
                ? "æ"
                : "ɛ";
    }

    private String closeI(int i) {
        boolean longR = word.at(i + 1, "R", "IY0") && word.stress(i) == 1;
        if (longR) {
            return "iə"; // serious
        }
        return word.stress(i) == 0 ? ReducedVowels.ih(word, i) : "ɪ";
    }

    private String highI(int i) {
        if (word.follows(i, "R")) {
            return word.at(i + 1, "R", "IY0") || word.at(i + 1, "R", "OW0") ? "iə" : "ɪ";
        }
        return word.stress(i) == 0 ? ReducedVowels.iy(word, i) : "iː";
    }

    /**
     * @return how many phones were written
     */
    private int consonantAt(int i) {
        if (word.at(i, "T", "AH0", "N") && word.isVowel(i - 1) && !word.endsAt(i + 2, "on")) {
            ipa.append("ʔn"); // written, certainly
            return 3;
        }
        ipa.append(consonant(i));
        return 1;
    }

    private String consonant(int i) {
        return switch (word.name(i)) {
            case "CH" -> "tʃ";
            case "DH" -> "ð";
            case "G" -> "ɡ";
            case "HH" -> "h";
            case "JH" -> "dʒ";
            case "N" -> word.follows(i, "K", "G") ? "ŋ" : "n";
            case "NG" -> word.follows(i, "L") && word.spelled(i, "ngley") ? "ŋɡ" : "ŋ";
            case "R" -> word.base(i - 1).equals("AY") && !word.isVowel(i + 1) ? "ɚ" : "ɹ";
            case "SH" -> "ʃ";
            case "T" -> flapped(i) ? "ɾ" : "t";
            case "TH" -> "θ";
            case "Y" -> likeI(i) ? "i" : "j";
            case "ZH" -> "ʒ";
            default -> word.name(i).toLowerCase(Locale.ROOT);
        };
    }

    /** As in million. */
    private boolean likeI(int i) {
        return word.spelled(i, "i")
                && word.at(i + 1, "AH0")
                && (word.base(i - 1).equals("N") || word.base(i - 1).equals("L"));
    }

    /** American t between a vowel (or r) and a vowel without stress. */
    private boolean flapped(int i) {
        boolean r = word.base(i - 1).equals("R");
        return (word.isVowel(i - 1) || r)
                && word.isVowel(i + 1)
                && word.stress(i + 1) == 0
                && (word.cmuStress(i + 1) == 0 || word.isLast(i + 1))
                && !(r && word.at(i + 1, "AH0", "N"));
    }
}
