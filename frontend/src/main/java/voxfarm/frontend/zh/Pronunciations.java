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
import voxfarm.frontend.zh.PinyinReader.Reading;

/**
 * Readings that people set themselves: words of a dictionary, and marks in the text such as {@code
 * 重庆[chong2 qing4]}. Immutable.
 */
public final class Pronunciations {
    /** No words. */
    public static final Pronunciations NONE = new Pronunciations(Map.of(), Map.of());

    private static final Pattern SYLLABLE = Pattern.compile("([a-zü:]{1,7})([1-5])");
    private static final Pattern MARK =
            Pattern.compile("\\\\\\[|\\[([a-zü:]{1,7}[1-5](?: [a-zü:]{1,7}[1-5]){0,15})\\]");
    private static final int MAX_WORD = 64;

    private final Map<String, List<Reading>> words;
    private final Map<String, String> written;
    private final int longest;

    private Pronunciations(Map<String, List<Reading>> words, Map<String, String> written) {
        this.words = Map.copyOf(words);
        this.written = Map.copyOf(written);
        this.longest = words.keySet().stream().mapToInt(String::length).max().orElse(0);
    }

    /**
     * @param readings pinyin with tones by word, a syllable a character; {@code v} or {@code ü}
     *     after l and n, tone 5 for none
     * @throws VoxfarmException {@code INVALID_REQUEST} if a reading has another number of
     *     syllables, or one that no voice knows
     */
    public static Pronunciations of(Map<String, String> readings) {
        Map<String, List<Reading>> words = new HashMap<>();
        readings.forEach((word, reading) -> words.put(word, parse(word, reading)));
        return new Pronunciations(words, readings);
    }

    /** As they were written: what {@link #of} makes the same from. */
    public Map<String, String> written() {
        return written;
    }

    /** These words, and those of {@code others} that are not among them. */
    public Pronunciations before(Pronunciations others) {
        Map<String, List<Reading>> all = new HashMap<>(others.words);
        all.putAll(words);
        Map<String, String> allWritten = new HashMap<>(others.written);
        allWritten.putAll(written);
        return new Pronunciations(all, allWritten);
    }

    private static List<Reading> parse(String word, String reading) {
        String[] syllables = reading.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
        boolean ideographs = word.chars().allMatch(c -> WordLattice.ideograph((char) c));
        if (!ideographs || word.length() > MAX_WORD || syllables.length != word.length()) {
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
     * @param readings by place in the text
     */
    record Marked(String text, Map<Integer, Reading> readings) {}

    /** A text as it is shown: without the readings that stand in it. */
    public static String plain(String text) {
        return marks(text).text();
    }

    /**
     * Takes marks out of a text. A mark stands behind at least as many Chinese characters as it has
     * syllables; what only looks like one stays text, and so does an escaped bracket.
     */
    static Marked marks(String text) {
        if (text.indexOf('[') < 0) {
            return new Marked(text, Map.of());
        }
        StringBuilder plain = new StringBuilder();
        Map<Integer, Reading> readings = new HashMap<>();
        Matcher matcher = MARK.matcher(text);
        int at = 0;
        while (matcher.find()) {
            plain.append(text, at, matcher.start());
            at = matcher.end();
            if (matcher.group(1) == null) {
                plain.append('[');
            } else if (!mark(plain, matcher.group(1).split(" ", -1), readings)) {
                plain.append(matcher.group());
            }
        }
        return new Marked(plain.append(text, at, text.length()).toString(), readings);
    }

    private static boolean mark(
            StringBuilder plain, String[] syllables, Map<Integer, Reading> readings) {
        int start = plain.length() - syllables.length;
        Map<Integer, Reading> found = new HashMap<>();
        for (int i = 0; i < syllables.length; i++) {
            Optional<Reading> reading = parse(syllables[i]);
            if (start < 0 || reading.isEmpty() || !WordLattice.ideograph(plain.charAt(start + i))) {
                return false;
            }
            found.put(start + i, reading.get());
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
