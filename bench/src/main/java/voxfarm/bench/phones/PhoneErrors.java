package voxfarm.bench.phones;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import voxfarm.frontend.ipa.Explanation;

/** Where two readers of the same sentences differ, counted by kind and by word. */
final class PhoneErrors {
    private static final String REDUCED = "ə ɐ ᵻ ɪ ʌ ʊ i";
    private static final String COLOURED = "ɹ ɚ ɜː";
    private static final String TAPS = "ɾ ʔ t d";

    private final EspeakMistakes mistakes;
    private final Map<String, Integer> kinds = new TreeMap<>();
    private final Map<String, Word> words = new HashMap<>();
    private final Map<String, Word> apart = new HashMap<>();
    private int phones;
    private int wrong;
    private int stresses;

    PhoneErrors(EspeakMistakes mistakes) {
        this.mistakes = mistakes;
    }

    /** A word that is read otherwise. */
    private record Word(int errors, int times, String example) {
        Word plus(int more, String other) {
            return new Word(errors + more, times + 1, example.isEmpty() ? other : example);
        }
    }

    /** What one word of a sentence became. */
    private static final class Tally {
        final StringBuilder theirs = new StringBuilder();
        final List<String> kinds = new ArrayList<>();
        int phones;
        int wrong;
        int stresses;
    }

    /**
     * @param ours words in order
     * @param theirs the same sentence by espeak-ng
     */
    void add(List<Explanation.Word> ours, String theirs) {
        List<IpaPhones.Phone> phonesOfOurs = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            for (IpaPhones.Phone phone : IpaPhones.of(ours.get(i).ipa())) {
                phonesOfOurs.add(phone);
                owners.add(i);
            }
        }
        if (owners.isEmpty()) {
            return;
        }
        Map<Integer, Tally> tallies = new TreeMap<>();
        for (PhoneAlignment.Pair pair : PhoneAlignment.of(phonesOfOurs, IpaPhones.of(theirs))) {
            int owner = owners.get(Math.min(pair.at(), owners.size() - 1));
            count(tallies.computeIfAbsent(owner, _ -> new Tally()), pair);
        }
        tallies.forEach((owner, tally) -> add(ours.get(owner), tally));
    }

    private static void count(Tally tally, PhoneAlignment.Pair pair) {
        pair.theirs()
                .ifPresent(phone -> tally.theirs.append(phone.stress()).append(phone.symbol()));
        tally.phones += pair.theirs().isPresent() ? 1 : 0;
        if (pair.differs()) {
            tally.wrong++;
            tally.kinds.add(kind(pair));
        } else if (pair.isStressedOtherwise()) {
            tally.stresses++;
            tally.kinds.add("stress");
        }
    }

    private static String kind(PhoneAlignment.Pair pair) {
        String ours = pair.ours().map(IpaPhones.Phone::symbol).orElse("");
        String theirs = pair.theirs().map(IpaPhones.Phone::symbol).orElse("");
        if (isOneOf(COLOURED, ours) && isOneOf(COLOURED, theirs)) {
            return "r-colour";
        }
        if (theirs.isEmpty()) {
            return "too many";
        }
        if (ours.isEmpty()) {
            return "lacks";
        }
        if (isOneOf(TAPS, ours) && isOneOf(TAPS, theirs)) {
            return "flap or glottal stop";
        }
        if (isOneOf(REDUCED, ours) && isOneOf(REDUCED, theirs)) {
            return "reduced vowel";
        }
        return pair.ours().filter(IpaPhones.Phone::isVowel).isPresent() ? "vowel" : "consonant";
    }

    /** An r behind a vowel may be there or not. */
    private static boolean isOneOf(String symbols, String symbol) {
        return symbol.isEmpty()
                ? symbols.equals(COLOURED)
                : List.of(symbols.split(" ", -1)).contains(symbol);
    }

    private void add(Explanation.Word word, Tally tally) {
        String example = word.ipa() + " / " + tally.theirs;
        Optional<String> reason = mistakes.reason(word, tally.kinds);
        if (reason.isPresent()) {
            apart.merge(
                    word.text() + " (" + reason.get() + ")",
                    new Word(tally.wrong, 1, example),
                    (a, b) -> a.plus(b.errors(), b.example()));
            return;
        }
        phones += tally.phones;
        wrong += tally.wrong;
        stresses += tally.stresses;
        tally.kinds.forEach(kind -> kinds.merge(kind, 1, Integer::sum));
        if (tally.wrong + tally.stresses > 0) {
            words.merge(
                    word.text(),
                    new Word(tally.wrong + tally.stresses, 1, example),
                    (a, b) -> a.plus(b.errors(), b.example()));
        }
    }

    /** Phones of espeak-ng that were compared. */
    int phones() {
        return phones;
    }

    /** Phones that lack, are too many or others, by those of espeak-ng. */
    double rate() {
        return (double) wrong / Math.max(1, phones);
    }

    /** The same, and right phones with another stress. */
    double rateWithStress() {
        return (double) (wrong + stresses) / Math.max(1, phones);
    }

    Map<String, Integer> kinds() {
        return Map.copyOf(kinds);
    }

    /** The words that differ most: errors, times, one example of ours and theirs. */
    List<String> words(int most) {
        return lines(words, most);
    }

    /** Words that espeak-ng plainly has wrong, which no rate counts. */
    List<String> setApart(int most) {
        return lines(apart, most);
    }

    int setApart() {
        return apart.values().stream().mapToInt(Word::times).sum();
    }

    private static List<String> lines(Map<String, Word> words, int most) {
        return words.entrySet().stream()
                .sorted(
                        Comparator.comparingInt(
                                        (Map.Entry<String, Word> word) -> -word.getValue().errors())
                                .thenComparing(Map.Entry::getKey))
                .limit(most)
                .map(word ->
                        word.getKey()
                                + " "
                                + word.getValue().errors()
                                + " in "
                                + word.getValue().times()
                                + ": "
                                + word.getValue().example())
                .toList();
    }
}
