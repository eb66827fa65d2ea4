package voxfarm.frontend.zh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.Marks;
import voxfarm.frontend.Notation;
import voxfarm.frontend.Sayer;
import voxfarm.frontend.Span;
import voxfarm.frontend.zh.PinyinReader.Reading;

/**
 * Chinese readings that people set themselves, in pinyin or by other characters; and {@link
 * PinyinMarks}. Immutable.
 */
final class Pronunciations implements Sayer<List<Reading>> {
    private static final Pattern SYLLABLE = Pattern.compile("([a-zü:]{1,7})([1-5])");
    private static final int MAX_WORD = 64;

    @Override
    public Set<Notation> notations() {
        return Set.of(Notation.PINYIN);
    }

    @Override
    public Optional<List<Reading>> say(
            String word, voxfarm.frontend.Reading reading, String ending) {
        return reading.notation() == Notation.PINYIN && owns(word)
                ? syllables(word, reading.value())
                : Optional.empty();
    }

    /** Whether a word is written in Chinese characters. */
    private static boolean owns(String word) {
        return !word.isEmpty() && word.chars().allMatch(c -> WordLattice.ideograph((char) c));
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if a reading has another number of
     *     syllables, or one that no voice knows
     */
    static void check(String word, String pinyin) {
        if (syllables(word, pinyin).isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "dictionary: %s: expected a word of up to %d Chinese characters and for each of"
                            + " them pinyin with a tone from 1 to 5, such as chong2 qing4, was %s",
                    Problems.quote(word),
                    MAX_WORD,
                    Problems.quote(pinyin));
        }
    }

    /** A syllable a character; empty if it is none that voices know. */
    private static Optional<List<Reading>> syllables(String word, String pinyin) {
        String[] syllables = pinyin.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
        if (!owns(word) || word.length() > MAX_WORD || syllables.length != word.length()) {
            return Optional.empty();
        }
        List<Reading> readings = new ArrayList<>();
        for (String syllable : syllables) {
            Optional<Reading> reading = parse(syllable);
            if (reading.isEmpty()) {
                return Optional.empty();
            }
            readings.add(reading.get());
        }
        return Optional.of(List.copyOf(readings));
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
     * The parts of a text with the marks of its language among them. A mark stands behind at least
     * as many Chinese characters as it has syllables; what only looks like one stays text.
     */
    static List<Marks.Part> parts(String text) {
        if (text.indexOf('[') < 0) {
            return Marks.parts(text);
        }
        List<Marks.Part> all = new ArrayList<>();
        for (Marks.Part part : Marks.parts(text)) {
            switch (part) {
                case Marks.Part.Mark mark -> all.add(mark);
                case Marks.Part.Text(String words, int begin) -> parts(words, begin, all);
            }
        }
        return all;
    }

    private static void parts(String text, int begin, List<Marks.Part> all) {
        Matcher matcher = PinyinMarks.MARK.matcher(text);
        int at = 0;
        while (matcher.find()) {
            int syllables = matcher.group(1).split(" ", -1).length;
            int wordBegin = matcher.start() - syllables;
            if (wordBegin < at) {
                continue;
            }
            String word = text.substring(wordBegin, matcher.start());
            if (syllables(word, matcher.group(1)).isEmpty()) {
                continue;
            }
            add(text, at, wordBegin, begin, all);
            at = matcher.end();
            all.add(
                    new Marks.Part.Mark(
                            word,
                            begin + wordBegin,
                            new voxfarm.frontend.Reading(Notation.PINYIN, matcher.group(1)),
                            new Span(begin + wordBegin, begin + at)));
        }
        add(text, at, text.length(), begin, all);
    }

    private static void add(String text, int from, int to, int begin, List<Marks.Part> all) {
        if (to > from) {
            all.add(new Marks.Part.Text(text.substring(from, to), begin + from));
        }
    }

    /** A text as people see it. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (Marks.Part part : parts(text)) {
            switch (part) {
                case Marks.Part.Text(String words, _) -> shown.append(words);
                case Marks.Part.Mark mark -> shown.append(mark.word());
            }
        }
        return shown.toString();
    }
}
