package voxfarm.frontend.ja;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tables of Open JTalk's rules: how kana are read, which phones a mora is, what numbers and
 * counters do to each other. Immutable.
 */
final class ReadingRules {
    private static final String RESOURCE = "reading-rules.tsv";
    private static final List<String> COUNTERS =
            List.of("1b", "1c1", "1c2", "1d", "1e", "1g", "1h", "1i", "1j", "1k");
    private static final List<String> VOICING = List.of("2b", "2c", "2e", "2f");

    /** A mora is at most two characters. */
    private static final int LONGEST_MORA = 2;

    /** How kana, or a letter of the alphabet, are read. */
    record Kana(String reading, int moras) {}

    /** A sound of a number. */
    record Sound(String pronunciation, int accent, int moras) {}

    /** The digit that a numeral is, and how it is written. */
    record Numeral(int digit, String text) {}

    /**
     * What a mora is spoken as.
     *
     * @param vowel empty if one phone is all
     */
    record Mora(String consonant, String vowel) {}

    /** Vowels that fall silent in some moras before some others. */
    record Devoicing(Set<String> moras, Set<String> before) {}

    final Map<String, Kana> kana = new HashMap<>();
    final Map<String, Mora> moras = new HashMap<>();
    final List<Devoicing> devoicing = new ArrayList<>();
    final Map<String, Numeral> numerals = new HashMap<>();

    /** Ten, hundred and thousand. */
    final List<String> powers;

    /** Ten thousand, its square and so on. */
    final List<String> myriads;

    final Set<String> units;
    final Set<String> ranks;

    /** By counter, then by number. */
    final Map<String, Map<String, Sound>> numbersBeforeCounters = new HashMap<>();

    /** By counter, then by number: what the counter begins with. */
    final Map<String, Map<String, Map<String, String>>> voicedCounters = new HashMap<>();

    /** By rank of ten, then by number. */
    final Map<String, Map<String, Sound>> numbersBeforeRanks = new HashMap<>();

    final Map<String, Map<String, Map<String, String>>> voicedRanks = new HashMap<>();

    /** Counters with their readings, before which numbers are said in Japanese's own way. */
    final Set<List<String>> nativeCounters;

    final Map<String, Sound> nativeNumbers;
    final Map<String, String> people;
    final Map<String, String> days;
    final Map<String, String> spansOfDays;

    private ReadingRules(Map<String, List<List<String>>> sections) {
        for (List<String> row : section(sections, "kana")) {
            kana.put(row.get(0), new Kana(row.get(1), Integer.parseInt(row.get(2))));
        }
        for (List<String> row : section(sections, "moras")) {
            moras.put(row.get(0), new Mora(row.get(1), row.get(2)));
        }
        for (int i = 1; i <= 3; i++) {
            devoicing.add(
                    new Devoicing(
                            firsts(sections, "devoiced" + i), firsts(sections, "devoicing" + i)));
        }
        for (List<String> row : section(sections, "numerals")) {
            numerals.putIfAbsent(row.get(0), new Numeral(Integer.parseInt(row.get(1)), row.get(2)));
        }
        this.powers = section(sections, "powers").stream().map(List::getFirst).toList();
        this.myriads = section(sections, "myriads").stream().map(List::getFirst).toList();
        this.units = firsts(sections, "units");
        this.ranks = firsts(sections, "ranks");
        for (String kind : COUNTERS) {
            Map<String, Sound> sounds = sounds(section(sections, "numbers-" + kind));
            for (String counter : firsts(sections, "counters-" + kind)) {
                numbersBeforeCounters.putIfAbsent(counter, sounds);
            }
        }
        Map<String, Map<String, String>> voices =
                Map.of(
                        "1", pairs(section(sections, "voiced")),
                        "2", pairs(section(sections, "semivoiced")));
        for (String kind : VOICING) {
            var voicing = voicing(section(sections, "voicing-" + kind), voices);
            for (String counter : firsts(sections, "counters-" + kind)) {
                voicedCounters.putIfAbsent(counter, voicing);
            }
        }
        for (String kind : List.of("hundred", "thousand")) {
            for (String rank : firsts(sections, "counters-" + kind)) {
                numbersBeforeRanks.put(rank, sounds(section(sections, "numbers-" + kind)));
            }
        }
        for (String rank : firsts(sections, "counters-rank-voicing")) {
            voicedRanks.put(rank, voicing(section(sections, "rank-voicing"), voices));
        }
        this.nativeCounters = Set.copyOf(section(sections, "native-counters"));
        this.nativeNumbers = sounds(section(sections, "native-numbers"));
        this.people = pairs(section(sections, "people"));
        this.days = pairs(section(sections, "days"));
        this.spansOfDays = pairs(section(sections, "spans-of-days"));
    }

    private static final class Bundled {
        static final ReadingRules ALL = read();
    }

    static ReadingRules get() {
        return Bundled.ALL;
    }

    private static ReadingRules read() {
        Map<String, List<List<String>>> sections = new HashMap<>();
        try (InputStream in =
                Objects.requireNonNull(ReadingRules.class.getResourceAsStream(RESOURCE))) {
            List<List<String>> rows = new ArrayList<>();
            for (String line :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (line.startsWith("[")) {
                    rows = new ArrayList<>();
                    sections.put(line.substring(1, line.length() - 1), rows);
                } else {
                    rows.add(List.of(line.split("\t", -1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ReadingRules(sections);
    }

    private static List<List<String>> section(
            Map<String, List<List<String>>> sections, String name) {
        return Objects.requireNonNull(sections.get(name), name);
    }

    private static Set<String> firsts(Map<String, List<List<String>>> sections, String name) {
        return section(sections, name).stream()
                .map(List::getFirst)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Map<String, String> pairs(List<List<String>> rows) {
        return rows.stream().collect(Collectors.toUnmodifiableMap(List::getFirst, List::getLast));
    }

    private static Map<String, Sound> sounds(List<List<String>> rows) {
        return rows.stream()
                .collect(
                        Collectors.toUnmodifiableMap(
                                List::getFirst,
                                row ->
                                        new Sound(
                                                row.get(1),
                                                Integer.parseInt(row.get(2)),
                                                Integer.parseInt(row.get(3)))));
    }

    private static Map<String, Map<String, String>> voicing(
            List<List<String>> rows, Map<String, Map<String, String>> voices) {
        return rows.stream()
                .collect(
                        Collectors.toUnmodifiableMap(
                                List::getFirst,
                                row -> Objects.requireNonNull(voices.get(row.get(1)))));
    }

    /** The longest key of a table that a text goes on with. */
    static <V> Optional<String> longest(Map<String, V> table, String text, int at) {
        for (int length = LONGEST_MORA; length > 0; length--) {
            if (at + length <= text.length()) {
                String key = text.substring(at, at + length);
                if (table.containsKey(key)) {
                    return Optional.of(key);
                }
            }
        }
        return Optional.empty();
    }
}
