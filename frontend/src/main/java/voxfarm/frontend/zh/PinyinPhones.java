package voxfarm.frontend.zh;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A syllable's initial and final to the two phones of a voice. */
final class PinyinPhones {
    private static final Map<String, String> AFTER_INITIAL =
            Map.of("uei", "ui", "iou", "iu", "uen", "un");
    private static final Map<String, String> WHOLE =
            Map.of("ing", "ying", "i", "yi", "in", "yin", "u", "wu");
    private static final Map<Character, String> FIRST =
            Map.of('v', "yu", 'e', "e", 'i', "y", 'u', "w");

    private PinyinPhones() {}

    /** Phones of a single character's usual reading; empty if it has none. */
    static Optional<List<String>> of(ChineseData data, char c) {
        char syllable = data.singles[c - ChineseData.FIRST];
        if (syllable == ChineseData.NO_READING) {
            return Optional.empty();
        }
        ChineseData.Syllable found = data.syllables.get(syllable);
        return of(data, found.initial(), found.rime());
    }

    /**
     * @param rime with the tone's digit at its end
     * @return empty if no voice knows the syllable
     */
    static Optional<List<String>> of(ChineseData data, String initial, String rime) {
        if (rime.isEmpty() || "12345".indexOf(rime.charAt(rime.length() - 1)) < 0) {
            return Optional.empty();
        }
        String plain = rime.substring(0, rime.length() - 1);
        return Optional.ofNullable(data.phones.get(written(initial, plain)));
    }

    /** The syllable as people write it. */
    static String written(String initial, String plain) {
        if (!initial.isEmpty()) {
            return initial + AFTER_INITIAL.getOrDefault(plain, plain);
        }
        String whole = WHOLE.get(plain);
        if (whole != null || plain.isEmpty()) {
            return whole == null ? plain : whole;
        }
        String first = FIRST.get(plain.charAt(0));
        return first == null ? plain : first + plain.substring(1);
    }
}
