package voxfarm.frontend.en;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Decides how a word of several readings is read in its sentence: what its part of speech says,
 * what the small words beside it say, and words that tell in favour of one reading, together. Its
 * tagger is read for the first sentence that holds such a word. Thread-safe.
 */
final class HomographReader {
    private static final String READINGS = "homograph-readings.tsv";
    private static final String CUES = "homograph-cues.tsv";

    /** What tells, and how much. */
    private static final double BY_TAG = 2;

    private static final double BESIDE = 4;
    private static final double NEAR = 3;
    private static final double IN_SENTENCE = 2.5;
    private static final double SMALL_WORD = 2;
    private static final double HELPER = 4;
    private static final double SUBJECT = 3;
    private static final double WEAKER_SMALL_WORD = 0.75;
    private static final double FIRST = 0.5;
    private static final int NEAR_WORDS = 3;

    /** Before a verb, and nothing else. */
    private static final Set<String> HELPERS =
            Set.of(
                    "will",
                    "would",
                    "can",
                    "could",
                    "may",
                    "might",
                    "must",
                    "should",
                    "shall",
                    "cannot",
                    "can't",
                    "won't",
                    "don't",
                    "doesn't",
                    "didn't",
                    "couldn't",
                    "wouldn't",
                    "shouldn't",
                    "let's",
                    "please",
                    "i'll",
                    "we'll",
                    "you'll",
                    "they'll",
                    "he'll",
                    "she'll",
                    "it'll",
                    "do",
                    "did",
                    "does");

    private static final Set<String> SUBJECTS = Set.of("to", "i", "we", "they", "you", "who");

    /** What someone else does is a verb without "to": "I saw him row". */
    private static final Set<String> BEFORE_OTHERS_DOING =
            Set.of(
                    "saw", "see", "heard", "hear", "let", "made", "make", "makes", "watched",
                    "helped", "help");

    private static final Set<String> OTHERS = Set.of("him", "her", "them", "me", "us", "you", "it");

    private static final Set<String> PLURALS =
            Set.of("people", "police", "men", "women", "children", "troops", "cattle", "others");

    /** Before adjectives. */
    private static final Set<String> BEFORE_ADJECTIVES =
            Set.of(
                    "is",
                    "are",
                    "was",
                    "were",
                    "be",
                    "been",
                    "being",
                    "seems",
                    "seem",
                    "seemed",
                    "very",
                    "so",
                    "too",
                    "quite",
                    "rather",
                    "extremely",
                    "more",
                    "most",
                    "less");

    /** Forms that stand behind "is" and "was" as verbs, too. */
    private static final Set<String> PARTICIPLES =
            Set.of("read", "wound", "upset", "used", "blessed", "learned", "bowed", "putting");

    /** Before verbs with an s. */
    private static final Set<String> THIRD_PERSONS = Set.of("he", "she", "it", "which", "who");

    private static final Set<String> BEFORE_NOUNS =
            Set.of(
                    "a", "an", "the", "this", "my", "your", "his", "its", "our", "their", "no",
                    "some", "any", "each", "every", "another", "such", "whose", "these", "those",
                    "many", "several", "few", "other", "both", "two", "three", "four", "five",
                    "six", "ten", "most");

    private static final Set<String> PREPOSITIONS =
            Set.of(
                    "of", "in", "on", "with", "for", "by", "from", "at", "without", "under", "into",
                    "about", "against", "between", "through");

    private static final Set<String> BEHIND_VERBS =
            Set.of(
                    "the",
                    "a",
                    "an",
                    "him",
                    "them",
                    "us",
                    "me",
                    "it",
                    "my",
                    "your",
                    "his",
                    "our",
                    "their",
                    "this",
                    "these",
                    "those",
                    "himself",
                    "herself",
                    "themselves",
                    "her");

    private static final Set<String> FORMS_OF_BE =
            Set.of("is", "are", "was", "were", "be", "been", "being", "it's", "that's", "they're");

    /**
     * @param name what the reading is called
     * @param tags of N, V and A
     * @param phones in ARPABET
     */
    record Reading(String name, String tags, byte[] phones) {
        private boolean isVerb() {
            return tags.indexOf('V') >= 0;
        }

        private boolean isName() {
            return tags.indexOf('N') >= 0 || tags.indexOf('A') >= 0;
        }
    }

    /**
     * @param inflected whether it takes an s
     */
    private record Word(List<Reading> readings, boolean inflected, List<Cue> cues) {}

    /**
     * @param reach words before or behind that are looked at; 0 for all of the sentence
     */
    private record Cue(String reading, int reach, Set<String> words) {}

    private final Map<String, Word> words;
    private final Supplier<PartsOfSpeech> tagger;

    private HomographReader(Map<String, Word> words, Supplier<PartsOfSpeech> tagger) {
        this.words = words;
        this.tagger = tagger;
    }

    /** The tagger's data, read when it is first wanted. */
    private static final class Tagger {
        static final PartsOfSpeech BUNDLED = PartsOfSpeech.bundled();
    }

    static HomographReader bundled() {
        Map<String, Word> words = new HashMap<>();
        for (String[] cells : rows(READINGS)) {
            boolean inflected = !cells[0].endsWith("!");
            String word = inflected ? cells[0] : cells[0].substring(0, cells[0].length() - 1);
            List<Reading> readings =
                    Stream.of(cells).skip(1).map(HomographReader::reading).toList();
            words.put(word, new Word(readings, inflected, new ArrayList<>()));
        }
        for (String[] cells : rows(CUES)) {
            Word word = words.get(cells[0]);
            int reach = cells[2].equals("*") ? 0 : Integer.parseInt(cells[2]);
            if (word == null
                    || word.readings().stream().noneMatch(r -> r.name().equals(cells[1]))) {
                throw new IllegalStateException(
                        CUES + ": no such reading: " + String.join(" ", cells));
            }
            word.cues()
                    .add(
                            new Cue(
                                    cells[1],
                                    reach,
                                    Set.copyOf(new HashSet<>(List.of(cells[3].split(" ", -1))))));
        }
        return new HomographReader(Map.copyOf(words), () -> Tagger.BUNDLED);
    }

    private static Reading reading(String cell) {
        String[] parts = cell.split(":", -1);
        return new Reading(parts[0], parts[1], Arpabet.parse(parts[2]));
    }

    private static List<String[]> rows(String resource) {
        try (InputStream file = HomographReader.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks its resource " + resource);
            }
            return new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many words it knows, without those with an ending. */
    int size() {
        return words.size();
    }

    /** Whether a word, in small letters, may have to be decided. */
    boolean knows(String word) {
        return find(word).isPresent();
    }

    /** The entry of a word, or of what it is with an s. */
    private Optional<Word> find(String word) {
        Word whole = words.get(word);
        if (whole != null) {
            return Optional.of(whole);
        }
        return stem(word).map(words::get);
    }

    private Optional<String> stem(String word) {
        if (!word.endsWith("s") || word.length() < 4) {
            return Optional.empty();
        }
        String one = word.substring(0, word.length() - 1);
        String two = word.endsWith("es") ? word.substring(0, word.length() - 2) : one;
        String three = word.endsWith("ies") ? word.substring(0, word.length() - 3) + "y" : one;
        return Stream.of(one, two, three)
                .filter(stem -> words.containsKey(stem) && words.get(stem).inflected())
                .findFirst();
    }

    /**
     * The readings of a sentence's words; empty where a word has one reading alone.
     *
     * @param sentence words as they are written, and marks
     */
    List<Optional<Reading>> read(List<String> sentence) {
        List<String> small = sentence.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        List<Optional<Reading>> found = new ArrayList<>();
        List<String> tags = List.of();
        for (int i = 0; i < small.size(); i++) {
            Optional<Word> word = find(small.get(i));
            if (word.isEmpty()) {
                found.add(Optional.empty());
                continue;
            }
            if (tags.isEmpty()) {
                tags = tagger.get().tag(sentence);
            }
            found.add(Optional.of(best(word.get(), small, tags, i)));
        }
        return found;
    }

    private static Reading best(Word word, List<String> small, List<String> tags, int at) {
        Reading best = word.readings().getFirst();
        double most = Double.NEGATIVE_INFINITY;
        boolean ending = isInflected(word, small.get(at));
        for (Reading reading : word.readings()) {
            if (ending && reading.tags().equals("A")) {
                continue;
            }
            double score =
                    (reading.name().equals(word.readings().getFirst().name()) ? FIRST : 0)
                            + byTag(reading, tags.get(at))
                            + bySmallWords(reading, small, tags, at)
                            + byCues(reading, word, small, at)
                            + ofItsOwn(reading, small, tags, at);
            if (score > most) {
                most = score;
                best = reading;
            }
        }
        return ending
                ? new Reading(best.name(), best.tags(), EnglishLexicon.plural(best.phones()))
                : best;
    }

    private static boolean isInflected(Word word, String text) {
        // entries that end in s themselves take none
        return word.inflected() && text.endsWith("s") && !text.endsWith("ss");
    }

    private static double byTag(Reading reading, String tag) {
        char kind =
                switch (tag) {
                    case "NOUN", "PROPN" -> 'N';
                    case "VERB", "AUX" -> 'V';
                    case "ADJ", "ADV" -> 'A';
                    default -> '-';
                };
        return reading.tags().indexOf(kind) >= 0 ? BY_TAG : 0;
    }

    private static double bySmallWords(
            Reading reading, List<String> small, List<String> tags, int at) {
        String before = at > 0 ? small.get(at - 1) : "";
        String behind = at + 1 < small.size() ? small.get(at + 1) : "";
        double score = 0;
        if (reading.isVerb()) {
            score += SUBJECTS.contains(before) ? SUBJECT : 0;
            score += asksForVerb(small, tags, at) ? HELPER : 0;
            boolean third = small.get(at).endsWith("s") && THIRD_PERSONS.contains(before);
            score += third ? SMALL_WORD : 0;
            score += BEHIND_VERBS.contains(behind) ? (at == 0 ? SUBJECT : WEAKER_SMALL_WORD) : 0;
            boolean otherDoes =
                    at > 1
                            && OTHERS.contains(before)
                            && BEFORE_OTHERS_DOING.contains(small.get(at - 2));
            score += otherDoes ? SUBJECT : 0;
            score += isOnlyVerb(small, tags, at) ? SUBJECT : 0;
            score += followsPlural(small, tags, at) ? SMALL_WORD : 0;
        }
        if (reading.isName()) {
            score += BEFORE_NOUNS.contains(before) ? SMALL_WORD : 0;
            score += PREPOSITIONS.contains(before) ? WEAKER_SMALL_WORD : 0;
            boolean adjective = reading.tags().indexOf('A') >= 0;
            boolean predicate = adjective && BEFORE_ADJECTIVES.contains(before);
            score += predicate && !PARTICIPLES.contains(small.get(at)) ? SMALL_WORD + FIRST : 0;
        }
        return score;
    }

    /** A helper before it, over a subject and adverbs: "may never", "does the museum". */
    private static boolean asksForVerb(List<String> small, List<String> tags, int at) {
        for (int i = at - 1; i >= 0 && at - i <= 5; i--) {
            if (HELPERS.contains(small.get(i))) {
                boolean beside = at - i == 1 || tags.get(i + 1).equals("ADV");
                boolean asked =
                        i == 0
                                || Set.of("ADV", "PRON", "CCONJ", "PUNCT", "SCONJ")
                                        .contains(tags.get(i - 1));
                return beside || asked;
            }
            if (!Set.of("PRON", "NOUN", "PROPN", "DET", "ADJ", "ADV", "NUM").contains(tags.get(i))
                    || (i == at - 1 && BEFORE_NOUNS.contains(small.get(i)))) {
                return false;
            }
        }
        return false;
    }

    /** No other word can be what the sentence says. */
    private static boolean isOnlyVerb(List<String> small, List<String> tags, int at) {
        if (small.size() < 4 || at == 0) {
            return false; // a heading, or a word by itself
        }
        for (int i = 0; i < tags.size(); i++) {
            if (i != at && (tags.get(i).contains("VERB") || tags.get(i).contains("AUX"))) {
                return false;
            }
        }
        return true;
    }

    /** "The troops object": several that do it, where a sentence begins. */
    private static boolean followsPlural(List<String> small, List<String> tags, int at) {
        if (at == 0 || at > 4 || small.get(at).endsWith("s")) {
            return false;
        }
        String before = small.get(at - 1);
        boolean noun = Set.of("NOUN", "PROPN").contains(tags.get(at - 1));
        boolean several =
                PLURALS.contains(before)
                        || (before.endsWith("s")
                                && !before.endsWith("ss")
                                && !before.endsWith("'s"));
        boolean first = true;
        for (int i = 0; i < at - 1; i++) {
            first &= Set.of("DET", "ADJ", "PRON", "NUM").contains(tags.get(i));
        }
        return noun && several && first;
    }

    private static double byCues(Reading reading, Word word, List<String> small, int at) {
        double score = 0;
        for (Cue cue : word.cues()) {
            if (cue.reading().equals(reading.name())) {
                score += tells(cue, small, at);
            }
        }
        return score;
    }

    private static double tells(Cue cue, List<String> small, int at) {
        int from = cue.reach() == 0 ? 0 : Math.max(0, cue.reach() < 0 ? at + cue.reach() : at + 1);
        int to =
                cue.reach() == 0
                        ? small.size()
                        : Math.min(small.size(), cue.reach() < 0 ? at : at + cue.reach() + 1);
        for (int i = from; i < to; i++) {
            if (i != at && cue.words().contains(small.get(i))) {
                return cue.reach() == 0
                        ? IN_SENTENCE
                        : Math.abs(cue.reach()) < NEAR_WORDS ? BESIDE : NEAR;
            }
        }
        return 0;
    }

    /** Rules of single words that lists cannot say. */
    private static double ofItsOwn(Reading reading, List<String> small, List<String> tags, int at) {
        return switch (small.get(at)) {
            case "read" -> tense(reading, small, tags, at);
            case "used" -> used(reading, small, tags, at);
            default -> 0;
        };
    }

    /** "She read it": without an s it is past. */
    private static double tense(Reading reading, List<String> small, List<String> tags, int at) {
        if (!reading.name().equals("past")) {
            return (at == 0 ? IN_SENTENCE : 0) + (asksForVerb(small, tags, at) ? HELPER : 0);
        }
        double score = 0;
        int subject = at - 1;
        while (subject >= 0 && tags.get(subject).equals("ADV")) {
            subject--;
        }
        if (subject >= 0) {
            boolean helper =
                    Set.of("have", "has", "had", "i've", "you've", "we've", "they've")
                            .contains(small.get(subject));
            boolean third =
                    Set.of("he", "she", "it").contains(small.get(subject))
                            || (Set.of("NOUN", "PROPN").contains(tags.get(subject))
                                    && !small.get(subject).endsWith("s"));
            boolean asked =
                    small.subList(Math.max(0, subject - 3), subject).stream()
                            .anyMatch(
                                    Set.of(
                                                    "did", "does", "will", "can", "could", "would",
                                                    "should", "let", "to", "makes", "made",
                                                    "didn't", "doesn't", "hear", "heard")
                                            ::contains);
            score += helper ? BESIDE : third && !asked ? NEAR : 0;
            score -= asked && third ? SMALL_WORD : 0;
        }
        for (int i = Math.max(0, at - 3); i < at - 1; i++) {
            boolean asks = Set.of("have", "has", "had").contains(small.get(i));
            score += asks && tags.get(i + 1).equals("PRON") ? BESIDE : 0;
        }
        boolean others = false;
        for (int i = 0; i < small.size(); i++) {
            others |= i != at && isPast(small.get(i), tags.get(i));
        }
        return score + (others ? SMALL_WORD : 0);
    }

    private static boolean isPast(String word, String tag) {
        return switch (word) {
            case "was",
                    "were",
                    "had",
                    "went",
                    "said",
                    "told",
                    "came",
                    "fell",
                    "found",
                    "thought",
                    "knew",
                    "saw",
                    "sat",
                    "gave",
                    "took",
                    "made",
                    "felt",
                    "wrote",
                    "did" ->
                    true;
            default -> tag.equals("VERB") && word.endsWith("ed");
        };
    }

    /** "It is used to cut": that is no habit. */
    private static double used(Reading reading, List<String> small, List<String> tags, int at) {
        boolean beforeTo = at + 1 < small.size() && small.get(at + 1).equals("to");
        if (!reading.name().equals("employ") || !beforeTo) {
            return 0;
        }
        boolean passive = false;
        for (int i = Math.max(0, at - 3); i < at; i++) {
            passive |= FORMS_OF_BE.contains(small.get(i));
        }
        boolean verb =
                at + 2 < tags.size()
                        && tags.get(at + 2).equals("VERB")
                        && !small.get(at + 2).endsWith("ing");
        return passive && verb ? BESIDE + NEAR : 0;
    }
}
