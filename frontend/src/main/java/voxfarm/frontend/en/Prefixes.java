package voxfarm.frontend.en;

import java.util.Map;

/** Syllables that stand before a hyphen and are not said as the word of the same letters. */
final class Prefixes {
    private static final Map<String, String> ARPABET =
            Map.ofEntries(
                    Map.entry("re", "R IY2"),
                    Map.entry("de", "D IY2"),
                    Map.entry("pre", "P R IY2"),
                    Map.entry("co", "K OW2"),
                    Map.entry("bi", "B AY2"),
                    Map.entry("tri", "T R AY2"),
                    Map.entry("semi", "S EH2 M IY0"),
                    Map.entry("anti", "AE2 N T IY0"),
                    Map.entry("multi", "M AH2 L T IY0"),
                    Map.entry("mini", "M IH2 N IY0"),
                    Map.entry("poly", "P AA2 L IY0"),
                    Map.entry("quasi", "K W AA2 Z IY0"),
                    Map.entry("neo", "N IY2 OW0"),
                    Map.entry("geo", "JH IY2 OW0"),
                    Map.entry("bio", "B AY2 OW0"),
                    Map.entry("eco", "IY2 K OW0"),
                    Map.entry("micro", "M AY2 K R OW0"),
                    Map.entry("nano", "N AE2 N OW0"),
                    Map.entry("un", "AH2 N"),
                    Map.entry("non", "N AA2 N"),
                    Map.entry("ex", "EH2 K S"),
                    Map.entry("sub", "S AH2 B"),
                    Map.entry("intra", "IH2 N T R AH0"),
                    Map.entry("inter", "IH2 N T ER0"),
                    Map.entry("hyper", "HH AY2 P ER0"),
                    Map.entry("e", "IY2"));

    private Prefixes() {}

    static boolean isPrefix(String word) {
        return ARPABET.containsKey(word);
    }

    /** In IPA. */
    static String ipa(String prefix) {
        return EnglishIpa.of(Arpabet.parse(ARPABET.getOrDefault(prefix, "AH0")));
    }
}
