package voxfarm.frontend.zh;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.Readings;
import voxfarm.frontend.TracedText;
import voxfarm.frontend.zh.PinyinReader.Reading;

/**
 * Chinese readings that people set themselves: words of a dictionary, and marks in the text such as
 * {@code 重庆[chong2 qing4]}. Immutable.
 */
final class Pronunciations {
    private static final Pattern SYLLABLE = Pattern.compile("([a-zü:]{1,7})([1-5])");
    private static final Pattern MARK =
            Pattern.compile("\\\\\\[|\\[([a-zü:]{1,7}[1-5](?: [a-zü:]{1,7}[1-5]){0,15})\\]");
    private static final int MAX_WORD = 64;

    /** Of a word's list of readings and its place in a map. */
    private static final int WORD_BYTES = 96;

    /** Of one reading and its text. */
    private static final int READING_BYTES = 72;

    private final Map<String, List<Reading>> words;
    private final int longest;

    private Pronunciations(Map<String, List<Reading>> words) {
        this.words = Map.copyOf(words);
        this.longest = words.keySet().stream().mapToInt(String::length).max().orElse(0);
    }

    /**
     * The words that are Chinese.
     *
     * @param readings pinyin with tones, a syllable a character; {@code v} or {@code ü} after l and
     *     n, tone 5 for none
     * @throws VoxfarmException {@code INVALID_REQUEST} if a reading has another number of
     *     syllables, or one that no voice knows
     */
    static Pronunciations of(Readings readings) {
        Map<String, List<Reading>> words = new HashMap<>();
        readings.byWord()
                .forEach((word, reading) -> {
                    if (owns(word)) {
                        words.put(word, parse(word, reading));
                    }
                });
        return new Pronunciations(words);
    }

    /** About what they take in memory, in bytes. */
    long bytes() {
        return words.keySet().stream()
                .mapToLong(word -> WORD_BYTES + (long) READING_BYTES * word.length())
                .sum();
    }

    /** Whether a word is written in Chinese characters. */
    static boolean owns(String word) {
        return word.chars().allMatch(c -> WordLattice.ideograph((char) c));
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} as {@link #of}
     */
    static List<Reading> parse(String word, String reading) {
        String[] syllables = reading.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
        if (!owns(word) || word.length() > MAX_WORD || syllables.length != word.length()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "dictionary: expected a word of Chinese characters and a syllable for each, was"
                            + " %s: %s",
                    Problems.quote(word),
                    Problems.quote(reading));
        }
        List<Reading> readings = new ArrayList<>();
        for (String syllable : syllables) {
            readings.add(
                    parse(syllable)
                            .orElseThrow(() ->
                                    VoxfarmException.of(
                                            ErrorCode.INVALID_REQUEST,
                                            "dictionary: %s: expected pinyin with a tone from 1 to"
                                                    + " 5 such as chong2, was %s",
                                            Problems.quote(word),
                                            Problems.quote(syllable))));
        }
        return readings;
    }

    private static Optional<Reading> parse(String syllable) {
        Matcher matcher = SYLLABLE.matcher(syllable);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        ChineseData data = ChineseData.get();
        String plain = matcher.group(1).replace("u:", "v").replace('ü', 'v');
        ChineseData.Syllable found = data.plain.get(plain);
        if (found == null) {
            return Optional.empty();
        }
        String rime = found.rime() + matcher.group(2);
        return PinyinPhones.of(data, found.initial(), rime).isPresent()
                ? Optional.of(new Reading(found.initial(), rime))
                : Optional.empty();
    }

    /**
     * A text without its marks.
     *
     * @param readings by place in the caller's text
     */
    record Marked(TracedText text, Map<Integer, Reading> readings) {}

    /**
     * Takes marks out of a text. A mark stands behind at least as many Chinese characters as it has
     * syllables; what only looks like one stays text, and so does an escaped bracket.
     */
    static Marked marks(TracedText text) {
        if (text.text().indexOf('[') < 0) {
            return new Marked(text, Map.of());
        }
        TracedText.Builder plain = new TracedText.Builder(text.length());
        Map<Integer, Reading> readings = new HashMap<>();
        Matcher matcher = MARK.matcher(text.text());
        int at = 0;
        while (matcher.find()) {
            plain.append(text, at, matcher.start());
            at = matcher.end();
            if (matcher.group(1) == null) {
                plain.append('[', text, matcher.start(), at);
            } else if (!mark(plain, matcher.group(1).split(" ", -1), readings)) {
                plain.append(text, matcher.start(), at);
            }
        }
        plain.append(text, at, text.length());
        return new Marked(plain.build(), readings);
    }

    private static boolean mark(
            TracedText.Builder plain, String[] syllables, Map<Integer, Reading> readings) {
        int start = plain.length() - syllables.length;
        Map<Integer, Reading> found = new HashMap<>();
        for (int i = 0; i < syllables.length; i++) {
            Optional<Reading> reading = parse(syllables[i]);
            if (start < 0 || reading.isEmpty() || !WordLattice.ideograph(plain.charAt(start + i))) {
                return false;
            }
            found.put(plain.begin(start + i), reading.get());
        }
        readings.putAll(found);
        return true;
    }

    /** Readings of the words of a text by place, of overlapping ones the first and longest. */
    Map<Integer, Reading> find(String text) {
        Map<Integer, Reading> readings = new HashMap<>();
        for (int at = 0; at < text.length() && longest > 0; at++) {
            for (int end = Math.min(text.length(), at + longest); end > at; end--) {
                List<Reading> word = words.get(text.substring(at, end));
                if (word != null) {
                    for (int i = 0; i < word.size(); i++) {
                        readings.put(at + i, word.get(i));
                    }
                    at = end - 1;
                    break;
                }
            }
        }
        return readings;
    }
}
