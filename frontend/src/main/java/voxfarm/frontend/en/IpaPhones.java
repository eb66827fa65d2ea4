package voxfarm.frontend.en;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The phonetic alphabet in the phones of ARPABET: each sound as the nearest one of American
 * English.
 */
final class IpaPhones {
    private static final int LONGEST = 2;
    private static final char SYLLABIC = '\u0329';
    private static final String PRIMARY = "ˈ'";
    private static final String SECONDARY = "ˌ";
    private static final Set<String> SCHWAS = Set.of("ə", "ɐ");
    private static final Map<String, String> VOWELS =
            table(
                    "aɪ AY  aʊ AW  ɔɪ OY  oɪ OY  eɪ EY  oʊ OW  əʊ OW  ɑ AA  ɒ AA  a AA  æ AE  ɶ AE "
                        + " ʌ AH  ə AH  ɐ AH  ɘ AH  ɤ AH  ɵ AH  ᵊ AH  ɔ AO  ɛ EH  e EH  ε EH  ɜ ER "
                        + " ɝ ER  ɚ ER  ɞ ER  ø ER  œ ER  ɪ IH  ᵻ IH  ɨ IH  ʏ IH  i IY  y IY  o OW "
                        + " ʊ UH  u UW  ʉ UW  ɯ UW");
    private static final Map<String, String> CONSONANTS =
            table(
                    "tʃ CH  dʒ JH  tɕ CH  dʑ JH  b B  ʙ B  ɓ B  d D  ɖ D  ɗ D  ð DH  f F  ɸ F  g G "
                        + " ɡ G  ɢ G  ɣ G  ɠ G  ʛ G  ɟ G  h HH  ɦ HH  ħ HH  ç HH  ʜ HH  ʄ JH  k K "
                        + " c K  q K  x K  χ K  l L  ɫ L  ɬ L  ɮ L  ɭ L  ʟ L  ɺ L  ʎ L  m M  ɱ M  n"
                        + " N  ɳ N  ɲ N  ŋ NG  ɴ NG  p P  r R  ɹ R  ɻ R  ʀ R  ʁ R  ɽ R  s S  ʃ SH "
                        + " ʂ SH  ɕ SH  ɧ SH  t T  ʈ T  ɾ T  ʔ T  θ TH  v V  β V  ʋ V  ⱱ V  w W  ʍ"
                        + " W  ɰ W  j Y  ʝ Y  ɥ Y  z Z  ʒ ZH  ʐ ZH  ʑ ZH");

    private final String text;
    private final List<String> phones = new ArrayList<>();
    private int stress;
    private boolean marked;
    private int vowels;
    private int lastVowel = -1;

    private IpaPhones(String text) {
        this.text = text;
    }

    private static Map<String, String> table(String rows) {
        Map<String, String> table = new java.util.HashMap<>();
        String[] cells = rows.strip().split("\\s+", -1);
        for (int i = 0; i < cells.length; i += 2) {
            table.put(cells[i], cells[i + 1]);
        }
        return Map.copyOf(table);
    }

    /** Empty if it holds a sound that is in no word of English, or none at all. */
    static Optional<List<String>> of(String ipa) {
        return new IpaPhones(ipa.replace("\u0361", "").replace("\u035c", "")).read();
    }

    private Optional<List<String>> read() {
        int at = 0;
        while (at < text.length()) {
            int taken = step(at);
            if (taken == 0) {
                return Optional.empty();
            }
            at += taken;
        }
        if (!marked && vowels == 1) { // of one syllable nobody marks the stress
            phones.set(lastVowel, withStress(phones.get(lastVowel), 1));
        }
        return phones.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(phones));
    }

    /** How many units were read; 0 if none is known. */
    private int step(int at) {
        char c = text.charAt(at);
        if (PRIMARY.indexOf(c) >= 0 || SECONDARY.indexOf(c) >= 0) {
            stress = PRIMARY.indexOf(c) >= 0 ? 1 : 2;
            marked = true;
            return 1;
        }
        if (c == SYLLABIC && !phones.isEmpty()) {
            vowels++;
            lastVowel = phones.size() - 1;
            phones.add(lastVowel, "AH0");
            return 1;
        }
        for (int length = Math.min(LONGEST, text.length() - at); length > 0; length--) {
            String sound = text.substring(at, at + length);
            String vowel = VOWELS.get(sound);
            if (vowel != null) {
                return vowel(sound, vowel, at + length) - at;
            }
            String consonant = CONSONANTS.get(sound);
            if (consonant != null) {
                phones.add(consonant);
                return length;
            }
        }
        return Character.isLetter(c) && Character.getType(c) != Character.MODIFIER_LETTER ? 0 : 1;
    }

    /** Behind the vowel, with what makes one sound with it. */
    private int vowel(String sound, String phone, int end) {
        int behind = end < text.length() && "ːˑ".indexOf(text.charAt(end)) >= 0 ? end + 1 : end;
        boolean r = behind < text.length() && "ɹrɻ".indexOf(text.charAt(behind)) >= 0;
        boolean coloured =
                r && (phone.equals("ER") || (SCHWAS.contains(sound) && !vowelAt(behind)));
        String base = sound.equals("e") && behind > end ? "EY" : coloured ? "ER" : phone;
        vowels++;
        lastVowel = phones.size();
        phones.add(base + stress);
        stress = 0;
        return coloured ? behind + 1 : behind;
    }

    /** Whether a vowel follows what stands there. */
    private boolean vowelAt(int before) {
        int at = before + 1;
        while (at < text.length() && (PRIMARY + SECONDARY).indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() && VOWELS.containsKey(text.substring(at, at + 1));
    }

    private static String withStress(String vowel, int stress) {
        return vowel.substring(0, vowel.length() - 1) + stress;
    }
}
