package voxfarm.bench.phones;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts the IPA that espeak-ng writes into phones: diphthongs and affricates are one each. */
final class IpaPhones {
    private static final String VOWELS = "aeiouæɐɑɔəɚɛɜɪʊʌᵻ";
    private static final Set<String> PAIRS = Set.of("aɪ", "aʊ", "eɪ", "oʊ", "ɔɪ", "tʃ", "dʒ");

    private IpaPhones() {}

    /**
     * @param symbol without its stress
     * @param stress ˈ, ˌ or empty; of a consonant empty
     */
    record Phone(String symbol, String stress) {
        boolean isVowel() {
            return VOWELS.indexOf(symbol.charAt(0)) >= 0;
        }
    }

    /**
     * Spaces, marks and what releases write differently are passed over: the glide between vowels
     * (ʲ), the sign of a syllabic consonant, and oː where others have ɔː.
     */
    static List<Phone> of(String ipa) {
        List<Phone> phones = new ArrayList<>();
        String stress = "";
        for (int i = 0; i < ipa.length(); ) {
            char c = ipa.charAt(i);
            int length = c == 'ˈ' || c == 'ˌ' || !isLetter(c) ? 1 : length(ipa, i);
            if (c == 'ˈ' || c == 'ˌ') {
                stress = String.valueOf(c);
            } else if (isLetter(c)) {
                String symbol = ipa.substring(i, i + length).replace("oː", "ɔː");
                boolean vowel = VOWELS.indexOf(c) >= 0;
                phones.add(new Phone(symbol, vowel ? stress : ""));
                stress = vowel ? "" : stress;
            }
            i += length;
        }
        return List.copyOf(phones);
    }

    private static boolean isLetter(char c) {
        return Character.isLetter(c) && c != 'ʲ' && c != 'ː';
    }

    private static int length(String ipa, int at) {
        if (at + 1 == ipa.length()) {
            return 1;
        }
        String two = ipa.substring(at, at + 2);
        return PAIRS.contains(two) || two.charAt(1) == 'ː' ? 2 : 1;
    }
}
