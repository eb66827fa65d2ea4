package voxfarm.frontend.ja;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import voxfarm.frontend.Span;
import voxfarm.frontend.TracedText;

/**
 * UniDic in a folder, opened, as the Python package unidic-lite has it: what releases 1.1 of
 * Bert-VITS2 and the BERT model of theirs take for words, and how the first of them reads these,
 * mora by mora, all of one pitch. Thread-safe.
 */
public final class UniDic {
    /** Which value of a word says how it is spoken. */
    private static final int SPOKEN = 9;

    private static final String MORAS = "unidic-moras.tsv";

    private final MorphemeAnalyzer analyzer;

    private UniDic(MorphemeDictionary dictionary) {
        this.analyzer = new MorphemeAnalyzer(dictionary);
    }

    /**
     * @throws voxfarm.common.error.VoxfarmException {@code MISSING_MODEL} if a file is not there or
     *     is none of such a dictionary
     */
    public static UniDic open(Path folder) {
        return new UniDic(MorphemeDictionary.open(folder));
    }

    /** Whether a folder holds such files; they may still be broken. */
    public static boolean isIn(Path folder) {
        return MorphemeDictionary.isIn(folder);
    }

    /** The words of a text, as they are written. */
    public List<String> words(String text) {
        return analyzer.analyze(text, SetWords.NONE).stream().map(Morpheme::surface).toList();
    }

    /**
     * The words of a text with their phones, all of tone 0.
     *
     * @param text normalised; takes memory by its length
     */
    List<JapaneseWords.Word> read(String text, SetWords set) {
        TracedText composed = JapaneseNormalizer.composed(TracedText.of(text));
        List<JapaneseWords.Word> words = new ArrayList<>();
        for (Morpheme word : analyzer.analyze(composed.text(), moved(set, composed))) {
            Span span = composed.span(word.begin(), word.begin() + word.surface().length());
            String reading =
                    word.set() ? spoken(word).orElse(word.surface()) : readings(word.surface());
            List<String> phones = new ArrayList<>();
            boolean whole = addPhones(JapaneseWords.katakana(reading), phones);
            words.add(
                    new JapaneseWords.Word(
                            word.surface(),
                            reading,
                            tag(word),
                            phones,
                            phones.stream().map(_ -> 0).toList(),
                            !whole,
                            word.set(),
                            span.begin(),
                            span.end()));
        }
        return words;
    }

    /** Words that somebody set, where they stand in the text that is analysed. */
    private static SetWords moved(SetWords set, TracedText composed) {
        List<SetWord> moved = new ArrayList<>();
        for (int at = 0; at < composed.length(); ) {
            Optional<SetWord> word = set.at(composed.begin(at));
            int begin = at++;
            if (word.isPresent()) {
                while (at < composed.length() && composed.begin(at) < word.get().end()) {
                    at++;
                }
                moved.add(new SetWord(begin, at, word.get().reading()));
            }
        }
        return SetWords.of(moved);
    }

    private static String tag(Morpheme word) {
        int comma = word.feature().indexOf(',');
        return comma < 0 ? word.feature() : word.feature().substring(0, comma);
    }

    /** A word is cut once more, alone, before it is read. */
    private String readings(String word) {
        StringBuilder all = new StringBuilder();
        for (Morpheme part : analyzer.analyze(word, SetWords.NONE)) {
            all.append(spoken(part).filter(s -> !s.isEmpty()).orElse(part.surface()));
        }
        return all.toString();
    }

    /** How the dictionary speaks a word; empty if it does not know it. */
    private static Optional<String> spoken(Morpheme word) {
        if (word.set()) {
            String[] values = word.feature().split(",", -1);
            return Optional.of(values[KanaReading.SPOKEN]);
        }
        return value(word.feature(), SPOKEN);
    }

    /** One of the values between commas; some stand in quotes. */
    private static Optional<String> value(String values, int wanted) {
        StringBuilder value = new StringBuilder();
        int number = 0;
        boolean quoted = false;
        for (int at = 0; at < values.length(); at++) {
            char c = values.charAt(at);
            if (c == '"') {
                quoted = !quoted;
            } else if (c != ',' || quoted) {
                value.append(c);
            } else if (number++ == wanted) {
                return Optional.of(value.toString());
            } else {
                value.setLength(0);
            }
        }
        return number == wanted ? Optional.of(value.toString()) : Optional.empty();
    }

    /**
     * @return whether all that was to be read has phones
     */
    private static boolean addPhones(String reading, List<String> phones) {
        boolean whole = true;
        for (int at = 0; at < reading.length(); ) {
            String mora = ReadingRules.longest(Bundled.MORAS_OF, reading, at).orElse("");
            List<String> own = Bundled.MORAS_OF.get(mora);
            if (own != null) {
                phones.addAll(own);
                at += mora.length();
                continue;
            }
            String mark = reading.substring(at, at + 1);
            if (JapaneseNormalizer.MARKS.contains(mark)) {
                phones.add(mark);
            } else {
                whole = false;
            }
            at++;
        }
        return whole;
    }

    private static final class Bundled {
        /** By one or two katakana. */
        static final Map<String, List<String>> MORAS_OF = read();

        private static Map<String, List<String>> read() {
            Map<String, List<String>> moras = new HashMap<>();
            try (InputStream in = Objects.requireNonNull(UniDic.class.getResourceAsStream(MORAS))) {
                String rows = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                for (String row : rows.lines().toList()) {
                    String[] both = row.split("\t", -1);
                    List<String> phones =
                            both[0].isEmpty() ? List.of() : Arrays.asList(both[0].split(" ", -1));
                    for (String mora : both[1].split(" ", -1)) {
                        moras.put(mora, List.copyOf(phones));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Map.copyOf(moras);
        }
    }
}
