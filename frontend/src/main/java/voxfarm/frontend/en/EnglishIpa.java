package voxfarm.frontend.en;

/**
 * Writes ARPABET phones in the IPA that espeak-ng uses for American English, which is what Piper
 * voices were trained on: the stress mark stands right before the vowel, flaps and reduced vowels
 * are written.
 */
final class EnglishIpa {
    private EnglishIpa() {}

    /** One word. */
    static String of(byte[] phones) {
        StringBuilder ipa = new StringBuilder();
        for (int i = 0; i < phones.length; i++) {
            if (Arpabet.isVowel(phones[i])) {
                int stress = Arpabet.stress(phones[i]);
                ipa.append(stress == 1 ? "ˈ" : stress == 2 ? "ˌ" : "").append(vowel(phones, i));
            } else {
                ipa.append(consonant(phones, i));
            }
        }
        return ipa.toString();
    }

    private static String vowel(byte[] phones, int i) {
        boolean stressed = Arpabet.stress(phones[i]) > 0;
        String next = i + 1 < phones.length ? Arpabet.base(phones[i + 1]) : "";
        return switch (Arpabet.base(phones[i])) {
            case "AA" -> "ɑː";
            case "AE" -> "æ";
            case "AH" -> stressed ? "ʌ" : i == 0 || i == phones.length - 1 ? "ɐ" : "ə";
            case "AO" -> next.equals("NG") ? "ɔ" : "ɔː";
            case "AW" -> "aʊ";
            case "AY" -> "aɪ";
            case "EH" -> "ɛ";
            case "ER" -> stressed ? "ɜː" : "ɚ";
            case "EY" -> "eɪ";
            case "IH" -> !stressed && reducedIh(phones, i) ? "ᵻ" : "ɪ";
            case "IY" -> stressed ? "iː" : "i";
            case "OW" -> "oʊ";
            case "OY" -> "ɔɪ";
            case "UH" -> "ʊ";
            case "UW" -> "uː";
            default -> throw new IllegalArgumentException("no vowel: " + Arpabet.name(phones[i]));
        };
    }

    /** In endings like -ed and -es, and in be-, de-, re- before the stress. */
    private static boolean reducedIh(byte[] phones, int i) {
        boolean lastSyllable = i == phones.length - 2;
        String next = i + 1 < phones.length ? Arpabet.base(phones[i + 1]) : "";
        if (lastSyllable && (next.equals("D") || next.equals("Z"))) {
            return true;
        }
        return i == 1 && "BDR".contains(Arpabet.base(phones[0]));
    }

    private static String consonant(byte[] phones, int i) {
        return switch (Arpabet.name(phones[i])) {
            case "CH" -> "tʃ";
            case "DH" -> "ð";
            case "G" -> "ɡ";
            case "HH" -> "h";
            case "JH" -> "dʒ";
            case "NG" -> "ŋ";
            case "R" -> "ɹ";
            case "SH" -> "ʃ";
            case "T" -> flapped(phones, i) ? "ɾ" : "t";
            case "TH" -> "θ";
            case "Y" -> "j";
            case "ZH" -> "ʒ";
            default -> Arpabet.name(phones[i]).toLowerCase(java.util.Locale.ROOT);
        };
    }

    /** American t between a vowel (or r) and a vowel without stress. */
    private static boolean flapped(byte[] phones, int i) {
        if (i == 0 || i + 1 >= phones.length) {
            return false;
        }
        boolean before = Arpabet.isVowel(phones[i - 1]) || Arpabet.base(phones[i - 1]).equals("R");
        return before && Arpabet.isVowel(phones[i + 1]) && Arpabet.stress(phones[i + 1]) == 0;
    }
}
