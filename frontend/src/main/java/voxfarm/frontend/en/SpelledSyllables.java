package voxfarm.frontend.en;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Words as newspapers spell how they are said: {@code tuh-MAH-toh}. Syllables with hyphens between
 * them, those in capitals are stressed, the first of them most; each letter or group of letters
 * stands for one sound.
 */
final class SpelledSyllables {
    private static final int LONGEST = 3;

    private static final Map<String, String> CONSONANTS =
            Map.ofEntries(
                    Map.entry("b", "B"),
                    Map.entry("ch", "CH"),
                    Map.entry("ck", "K"),
                    Map.entry("d", "D"),
                    Map.entry("dh", "DH"),
                    Map.entry("f", "F"),
                    Map.entry("g", "G"),
                    Map.entry("h", "HH"),
                    Map.entry("j", "JH"),
                    Map.entry("k", "K"),
                    Map.entry("kh", "K"),
                    Map.entry("l", "L"),
                    Map.entry("m", "M"),
                    Map.entry("n", "N"),
                    Map.entry("ng", "NG"),
                    Map.entry("nk", "NG K"),
                    Map.entry("p", "P"),
                    Map.entry("r", "R"),
                    Map.entry("s", "S"),
                    Map.entry("sh", "SH"),
                    Map.entry("ss", "S"),
                    Map.entry("t", "T"),
                    Map.entry("tch", "CH"),
                    Map.entry("th", "TH"),
                    Map.entry("v", "V"),
                    Map.entry("w", "W"),
                    Map.entry("wh", "W"),
                    Map.entry("y", "Y"),
                    Map.entry("z", "Z"),
                    Map.entry("zh", "ZH"));

    /** The first of each is the vowel. */
    private static final Map<String, String> VOWELS =
            Map.ofEntries(
                    Map.entry("ah", "AA"),
                    Map.entry("ai", "EY"),
                    Map.entry("air", "EH R"),
                    Map.entry("ar", "AA R"),
                    Map.entry("arr", "AE R"),
                    Map.entry("aw", "AO"),
                    Map.entry("ay", "EY"),
                    Map.entry("ee", "IY"),
                    Map.entry("eer", "IH R"),
                    Map.entry("eh", "EH"),
                    Map.entry("er", "ER"),
                    Map.entry("err", "EH R"),
                    Map.entry("ew", "UW"),
                    Map.entry("ey", "EY"),
                    Map.entry("eye", "AY"),
                    Map.entry("igh", "AY"),
                    Map.entry("ih", "IH"),
                    Map.entry("ir", "ER"),
                    Map.entry("irr", "IH R"),
                    Map.entry("oe", "OW"),
                    Map.entry("oh", "OW"),
                    Map.entry("oo", "UW"),
                    Map.entry("oor", "UH R"),
                    Map.entry("or", "AO R"),
                    Map.entry("orr", "AO R"),
                    Map.entry("ou", "AW"),
                    Map.entry("ow", "AW"),
                    Map.entry("oy", "OY"),
                    Map.entry("uh", "AH"),
                    Map.entry("ur", "ER"),
                    Map.entry("urr", "ER"),
                    Map.entry("uu", "UH"),
                    Map.entry("y", "AY"),
                    Map.entry("ye", "AY"));

    /** Only with a consonant behind them. */
    private static final Map<String, String> CHECKED =
            Map.of("a", "AE", "e", "EH", "i", "IH", "o", "AA", "u", "AH");

    private SpelledSyllables() {}

    /** Phones of ARPABET; empty if it is not spelled so. */
    static Optional<List<String>> phones(String written) {
        String[] syllables = written.strip().split("-", -1);
        boolean capitals = false;
        boolean small = false;
        for (String syllable : syllables) {
            boolean upper = isUpper(syllable);
            if (!upper && !syllable.equals(syllable.toLowerCase(Locale.ROOT))) {
                return Optional.empty();
            }
            capitals |= upper;
            small |= !upper;
        }
        if (syllables.length < 2 || !capitals || !small) {
            return Optional.empty();
        }
        List<String> phones = new ArrayList<>();
        int stressed = 0;
        for (String syllable : syllables) {
            int stress = isUpper(syllable) ? Math.min(2, ++stressed) : 0;
            if (!add(syllable.toLowerCase(Locale.ROOT), stress, phones)) {
                return Optional.empty();
            }
        }
        return Optional.of(List.copyOf(phones));
    }

    private static boolean isUpper(String syllable) {
        return syllable.chars().anyMatch(Character::isLetter)
                && syllable.equals(syllable.toUpperCase(Locale.ROOT));
    }

    /** Consonants, one vowel, consonants. */
    private static boolean add(String syllable, int stress, List<String> phones) {
        int at = 0;
        boolean vowel = false;
        boolean open = false;
        while (at < syllable.length()) {
            int length = Math.min(LONGEST, syllable.length() - at);
            int taken = 0;
            for (; length > 0 && taken == 0; length--) {
                String letters = syllable.substring(at, at + length);
                String found = vowel ? null : vowel(letters, syllable, at);
                if (found != null) {
                    vowel = true;
                    open = CHECKED.containsKey(letters);
                    stress(found, stress, phones);
                    taken = length;
                } else if (CONSONANTS.containsKey(letters)) {
                    phones.addAll(List.of(CONSONANTS.get(letters).split(" ", -1)));
                    open = false;
                    taken = length;
                }
            }
            if (taken == 0) {
                return false;
            }
            at += taken;
        }
        return vowel && !open;
    }

    private static @org.jspecify.annotations.Nullable String vowel(
            String letters, String syllable, int at) {
        if (letters.equals("y")) { // as in "my", and not as in "yes"
            return at + 1 == syllable.length() ? VOWELS.get("y") : null;
        }
        String checked = CHECKED.get(letters);
        return checked == null ? VOWELS.get(letters) : checked;
    }

    private static void stress(String sounds, int stress, List<String> phones) {
        String[] parts = sounds.split(" ", -1);
        phones.add(parts[0] + stress);
        for (int i = 1; i < parts.length; i++) {
            phones.add(parts[i]);
        }
    }
}
