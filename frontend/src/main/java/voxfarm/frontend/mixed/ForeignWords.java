package voxfarm.frontend.mixed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import voxfarm.common.language.Language;
import voxfarm.frontend.FrontEnd;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.TracedText;
import voxfarm.frontend.en.PlainLetters;

/**
 * English words for voices that never learned English: abbreviations by the names of their letters,
 * other words as they would be written in the voice's language by their sound. Thread-safe.
 */
final class ForeignWords {
    private static final int LONGEST_ABBREVIATION = 5;

    /** Columns of the Chinese table behind those of the consonant and of it alone. */
    private static final List<String> CHINESE_RIMES =
            List.of(
                    "a", "e", "ə", "i", "o", "u", "ju", "ai", "au", "an", "ang", "en", "in", "ing",
                    "un", "ung");

    private static final List<String> JAPANESE_VOWELS = List.of("a", "i", "u", "e", "o");

    /** What a vowel of ARPABET is in Chinese, open and before n. */
    private static final Map<String, List<String>> CHINESE =
            Map.ofEntries(
                    Map.entry("AA", List.of("a", "an", "ang")),
                    Map.entry("AE", List.of("a", "an", "ang")),
                    Map.entry("AH", List.of("ə", "en", "en")),
                    Map.entry("AO", List.of("o", "un", "ung")),
                    Map.entry("AW", List.of("au", "ang", "ang")),
                    Map.entry("AY", List.of("ai", "", "")),
                    Map.entry("EH", List.of("e", "en", "en")),
                    Map.entry("ER", List.of("ə", "en", "en")),
                    Map.entry("EY", List.of("e", "", "")),
                    Map.entry("IH", List.of("i", "in", "ing")),
                    Map.entry("IY", List.of("i", "in", "ing")),
                    Map.entry("OW", List.of("o", "", "")),
                    Map.entry("OY", List.of("o", "", "")),
                    Map.entry("UH", List.of("u", "un", "ung")),
                    Map.entry("UW", List.of("u", "un", "ung")));

    /** What a vowel of ARPABET is in kana, and what is heard behind its first sound. */
    private static final Map<String, List<String>> JAPANESE =
            Map.ofEntries(
                    Map.entry("AA", List.of("a", "")),
                    Map.entry("AE", List.of("a", "")),
                    Map.entry("AH", List.of("a", "")),
                    Map.entry("AO", List.of("o", "ー")),
                    Map.entry("AW", List.of("a", "ウ")),
                    Map.entry("AY", List.of("a", "イ")),
                    Map.entry("EH", List.of("e", "")),
                    Map.entry("ER", List.of("a", "ー")),
                    Map.entry("EY", List.of("e", "イ")),
                    Map.entry("IH", List.of("i", "")),
                    Map.entry("IY", List.of("i", "ー")),
                    Map.entry("OW", List.of("o", "ー")),
                    Map.entry("OY", List.of("o", "イ")),
                    Map.entry("UH", List.of("u", "")),
                    Map.entry("UW", List.of("u", "ー")));

    /** Sounds that neither language has, as the nearest. */
    private static final Map<String, String> NEAREST =
            Map.of("TH", "S", "DH", "Z", "ZH", "SH", "NG", "N");

    /** Between parts of names, and between letters and digits. */
    private static final Pattern PARTS =
            Pattern.compile(
                    "(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])"
                            + "|(?<=[a-z])(?<!Mc)(?<!Mac)(?=[A-Z])|[^A-Za-z0-9']+");

    private static final Map<String, String[]> LETTERS = table("letters.tsv");
    private static final Map<String, String[]> IN_CHINESE = table("english-in-chinese.tsv");
    private static final Map<String, String[]> IN_JAPANESE = table("english-in-japanese.tsv");

    private final FrontEnd english;

    /**
     * @param english which says how words sound
     */
    ForeignWords(FrontEnd english) {
        this.english = english;
    }

    private static Map<String, String[]> table(String resource) {
        Map<String, String[]> rows = new HashMap<>();
        try (InputStream file = ForeignWords.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks its resource " + resource);
            }
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .forEach(row -> rows.put(row[0], row));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(rows);
    }

    /**
     * A text with its Latin words in the signs of a language; those that somebody set stay.
     *
     * @param language Chinese or Japanese
     */
    TracedText written(TracedText all, Language language, Readings readings) {
        String text = all.text();
        TracedText.Builder made = new TracedText.Builder(text.length() * 2);
        for (Atom atom : Atoms.of(text)) {
            String word = atom.in(text);
            boolean adapted =
                    atom.kind() == Atom.Kind.LATIN
                            && !word.startsWith("[[")
                            && readings.all(word).isEmpty();
            String signs = adapted ? signs(word, language) : "";
            if (signs.isEmpty()) {
                made.append(all, atom.begin(), atom.end());
                continue;
            }
            for (int i = 0; i < signs.length(); i++) {
                made.append(signs.charAt(i), all, atom.begin(), atom.end());
            }
        }
        return made.build();
    }

    /** Empty if nothing of a word can be said. */
    private String signs(String word, Language language) {
        StringBuilder signs = new StringBuilder();
        String plain = PlainLetters.of(Normalizer.normalize(word, Normalizer.Form.NFKC));
        for (String part : PARTS.split(plain, -1)) {
            if (part.isEmpty()) {
                continue;
            }
            if (Character.isDigit(part.charAt(0))) {
                signs.append(part); // which the language reads
            } else if (isSpelled(part)) {
                signs.append(letters(part, language));
            } else {
                signs.append(
                        language.equals(Language.JP)
                                ? inJapanese(phones(part))
                                : inChinese(phones(part)));
            }
        }
        return signs.toString();
    }

    private static boolean isSpelled(String word) {
        boolean capitals = word.chars().allMatch(Character::isUpperCase);
        boolean vowel =
                word.toLowerCase(Locale.ROOT).chars().anyMatch(c -> "aeiouy".indexOf(c) >= 0);
        return word.length() == 1 || !vowel || (capitals && word.length() <= LONGEST_ABBREVIATION);
    }

    private static String letters(String word, Language language) {
        StringBuilder names = new StringBuilder();
        for (char c : word.toUpperCase(Locale.ROOT).toCharArray()) {
            String[] row = LETTERS.get(String.valueOf(c));
            if (row != null) {
                names.append(row[language.equals(Language.JP) ? 2 : 1]);
            }
        }
        return names.toString();
    }

    /** Of ARPABET, without stress. */
    private List<String> phones(String word) {
        List<String> phones = new ArrayList<>();
        for (SpokenText.Run run :
                english.speak(word, Language.EN, TextRules.DEFAULT, Readings.NONE).runs()) {
            for (SpokenText.Word one : run.words()) {
                one.spoken().forEach(phone -> phones.add(phone.replaceAll("[0-9]$", "")));
            }
        }
        return phones.stream().filter(phone -> phone.matches("[A-Z]{1,2}")).toList();
    }

    private static String inChinese(List<String> phones) {
        StringBuilder signs = new StringBuilder();
        String consonant = "-";
        for (int i = 0; i < phones.size(); i++) {
            String phone = phones.get(i);
            List<String> vowel = CHINESE.get(phone);
            if (vowel == null) {
                String next = NEAREST.getOrDefault(phone, phone);
                boolean glide =
                        next.equals("Y") && !consonant.equals("-") && startsU(phones, i + 1);
                if (glide) {
                    continue; // cu as in cute: the vowel has it
                }
                signs.append(alone(consonant, IN_CHINESE));
                consonant = next;
                continue;
            }
            boolean before = i > 0 && phones.get(i - 1).equals("Y") && phone.equals("UW");
            String rime = before && !consonant.equals("Y") ? "ju" : vowel.getFirst();
            int nasal = nasal(phones, i + 1);
            if (nasal > 0 && !vowel.get(nasal).isEmpty()) {
                rime = vowel.get(nasal);
                i++; // the nasal is in it
            }
            signs.append(cell(IN_CHINESE, consonant, CHINESE_RIMES.indexOf(rime)));
            if (phone.equals("OY")) {
                signs.append(cell(IN_CHINESE, "-", CHINESE_RIMES.indexOf("i")));
            }
            consonant = "-";
        }
        return signs.append(alone(consonant, IN_CHINESE)).toString();
    }

    private static boolean startsU(List<String> phones, int at) {
        return at < phones.size() && phones.get(at).equals("UW");
    }

    /** 1 if an n ends the syllable, 2 for ng, 0 for neither. */
    private static int nasal(List<String> phones, int at) {
        if (at >= phones.size()) {
            return 0;
        }
        boolean ends = at + 1 >= phones.size() || !CHINESE.containsKey(phones.get(at + 1));
        return phones.get(at).equals("NG") ? 2 : phones.get(at).equals("N") && ends ? 1 : 0;
    }

    private static String inJapanese(List<String> phones) {
        StringBuilder kana = new StringBuilder();
        String consonant = "-";
        for (int i = 0; i < phones.size(); i++) {
            String phone = phones.get(i);
            List<String> vowel = JAPANESE.get(phone);
            if (vowel != null) {
                kana.append(
                        cell(IN_JAPANESE, consonant, JAPANESE_VOWELS.indexOf(vowel.getFirst())));
                kana.append(vowel.getLast());
                consonant = "-";
                continue;
            }
            boolean behindVowel = consonant.equals("-") && i > 0;
            boolean last = i == phones.size() - 1;
            if (phone.equals("R")
                    && behindVowel
                    && (last || !JAPANESE.containsKey(phones.get(i + 1)))) {
                kana.append(kana.toString().endsWith("ー") ? "" : "ー"); // car, start
                continue;
            }
            kana.append(alone(consonant, IN_JAPANESE));
            boolean nasal = phone.equals("NG");
            consonant = nasal ? "G" : NEAREST.getOrDefault(phone, phone);
            if (nasal) {
                kana.append('ン');
            }
        }
        return kana.append(alone(consonant, IN_JAPANESE)).toString();
    }

    private static String alone(String consonant, Map<String, String[]> table) {
        return consonant.equals("-") ? "" : cell(table, consonant, -1);
    }

    /**
     * @param vowel its column among the vowels; -1 for none
     */
    private static String cell(Map<String, String[]> table, String consonant, int vowel) {
        String[] row = table.get(consonant);
        if (row == null) {
            throw new IllegalArgumentException("expected a consonant of ARPABET, was " + consonant);
        }
        return row[vowel + 2];
    }
}
