package voxfarm.frontend.zh;

import java.util.Map;

/** A syllable of standard Chinese in the phonetic alphabet. */
final class PinyinIpa {
    private static final Map<String, String> INITIALS =
            Map.ofEntries(
                    Map.entry("b", "p"),
                    Map.entry("p", "pʰ"),
                    Map.entry("m", "m"),
                    Map.entry("f", "f"),
                    Map.entry("d", "t"),
                    Map.entry("t", "tʰ"),
                    Map.entry("n", "n"),
                    Map.entry("l", "l"),
                    Map.entry("g", "k"),
                    Map.entry("k", "kʰ"),
                    Map.entry("h", "x"),
                    Map.entry("j", "tɕ"),
                    Map.entry("q", "tɕʰ"),
                    Map.entry("x", "ɕ"),
                    Map.entry("zh", "ʈʂ"),
                    Map.entry("ch", "ʈʂʰ"),
                    Map.entry("sh", "ʂ"),
                    Map.entry("r", "ɻ"),
                    Map.entry("z", "ts"),
                    Map.entry("c", "tsʰ"),
                    Map.entry("s", "s"));
    private static final Map<String, String> FINALS =
            Map.ofEntries(
                    Map.entry("a", "a"),
                    Map.entry("o", "wɔ"),
                    Map.entry("e", "ɤ"),
                    Map.entry("ê", "ɛ"),
                    Map.entry("ai", "aɪ"),
                    Map.entry("ei", "eɪ"),
                    Map.entry("ao", "aʊ"),
                    Map.entry("ou", "oʊ"),
                    Map.entry("an", "an"),
                    Map.entry("en", "ən"),
                    Map.entry("ang", "aŋ"),
                    Map.entry("eng", "əŋ"),
                    Map.entry("ong", "ʊŋ"),
                    Map.entry("er", "aɚ"),
                    Map.entry("i", "i"),
                    Map.entry("ia", "ja"),
                    Map.entry("io", "jɔ"),
                    Map.entry("ie", "jɛ"),
                    Map.entry("iao", "jaʊ"),
                    Map.entry("iou", "joʊ"),
                    Map.entry("ian", "jɛn"),
                    Map.entry("in", "in"),
                    Map.entry("iang", "jaŋ"),
                    Map.entry("ing", "iŋ"),
                    Map.entry("iong", "jʊŋ"),
                    Map.entry("u", "u"),
                    Map.entry("ua", "wa"),
                    Map.entry("uo", "wɔ"),
                    Map.entry("uai", "waɪ"),
                    Map.entry("uei", "weɪ"),
                    Map.entry("uan", "wan"),
                    Map.entry("uen", "wən"),
                    Map.entry("uang", "waŋ"),
                    Map.entry("ueng", "wəŋ"),
                    Map.entry("v", "y"),
                    Map.entry("ve", "ɥɛ"),
                    Map.entry("van", "ɥɛn"),
                    Map.entry("vn", "yn"));
    private static final String[] TONES = {"", "˥", "˧˥", "˨˩˦", "˥˩", ""};

    private PinyinIpa() {}

    /**
     * @param syllable initial and final, the tone's digit at its end, as {@link PinyinReader} has
     *     them; of anything else itself
     */
    static String of(String syllable) {
        int length = syllable.length();
        int tone = length < 2 ? 0 : syllable.charAt(length - 1) - '0';
        if (tone < 1 || tone >= TONES.length) {
            return syllable;
        }
        String plain = syllable.substring(0, length - 1);
        int cut =
                INITIALS.containsKey(plain.substring(0, Math.min(2, plain.length())))
                        ? 2
                        : INITIALS.containsKey(plain.substring(0, 1)) ? 1 : 0;
        if (cut >= plain.length()) {
            cut = 0; // a syllable that is a consonant alone
        }
        String initial = plain.substring(0, cut);
        String rime = plain.substring(cut);
        String said =
                rime.equals("i") && "z c s".contains(initial) && cut == 1
                        ? "ɹ̩"
                        : rime.equals("i") && (cut == 2 || initial.equals("r"))
                                ? "ɻ̩"
                                : FINALS.getOrDefault(rime, rime);
        return INITIALS.getOrDefault(initial, "") + said + TONES[tone];
    }
}
