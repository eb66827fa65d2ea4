package voxfarm.frontend;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.unicode.Blanks;
import voxfarm.frontend.unicode.StreamSafe;

/**
 * How people want words and phrases read: entries of dictionaries as they were written, whatever
 * the language, in layers of which the first counts. Within a layer, an entry that is written as
 * the text is comes before one in small letters, which counts however the text is written; one with
 * capitals counts where all is in capitals, too, and nowhere else. Each front end takes from them
 * what is in a notation that it can say. Immutable.
 */
public final class Readings {
    public static final Readings NONE = new Readings(List.of());

    /** UTF-16 units of a word or a phrase. */
    public static final int LONGEST_WORD = 200;

    /** No character before these combines, or is composed otherwise. */
    private static final int FIRST_COMPOSED = 0x300;

    private static final long HASH_BEGIN = 0xcbf29ce484222325L;
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]++");

    /** Who set a reading, the first to count. */
    public enum Layer {
        REQUEST("request"),
        VOICE("voice"),
        FARM("farm");

        private final String wireName;

        Layer(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /** One dictionary. */
    public static final class Words {
        private final Layer layer;
        private final Map<String, String> byWord;

        /** Kept: dictionaries are long, and what is shared is found by it. */
        private final int hash;

        /** Of entries with capitals and small letters: the entry by itself in capitals. */
        private final Map<String, String> inCapitals;

        /** The longest entry that is longer than its first word, by that in small letters. */
        private final Map<String, Integer> longer;

        /** Hashes of those entries, sorted: few texts have to be looked up that are none. */
        private final long[] longerHashes;

        private Words(Layer layer, Map<String, String> written) {
            Map<String, String> words = new HashMap<>(written.size() * 2);
            written.forEach((word, reading) -> words.merge(normal(word), reading, Words::first));
            this.layer = layer;
            this.byWord = Map.copyOf(words);
            this.hash = 31 * this.byWord.hashCode() + layer.hashCode();
            this.inCapitals = inCapitals(byWord);
            this.longer = longer(byWord);
            this.longerHashes =
                    byWord.keySet().stream()
                            .filter(Words::isLonger)
                            .mapToLong(Words::hash)
                            .toArray();
            Arrays.sort(longerHashes);
        }

        /** Of two readings of one word: the same one whatever order the words come in. */
        private static String first(String one, String other) {
            return one.compareTo(other) <= 0 ? one : other;
        }

        private static Map<String, String> inCapitals(Map<String, String> byWord) {
            Map<String, String> found = new HashMap<>();
            byWord.forEach((word, reading) -> {
                if (word.chars().anyMatch(Character::isUpperCase)
                        && word.chars().anyMatch(Character::isLowerCase)) {
                    found.merge(word.toUpperCase(Locale.ROOT), reading, Words::first);
                }
            });
            return Map.copyOf(found);
        }

        private static boolean isLonger(String word) {
            return firstWord(word, 0) < word.length() && word.length() <= LONGEST_WORD;
        }

        private static Map<String, Integer> longer(Map<String, String> byWord) {
            Map<String, Integer> found = new HashMap<>();
            for (String word : byWord.keySet()) {
                if (isLonger(word)) {
                    String first = folded(word.substring(0, firstWord(word, 0)));
                    found.merge(first, word.length(), Math::max);
                }
            }
            return Map.copyOf(found);
        }

        private static long hash(String word) {
            long hash = HASH_BEGIN;
            for (int i = 0; i < word.length(); i++) {
                hash = next(hash, word.charAt(i));
            }
            return hash;
        }

        public Layer layer() {
            return layer;
        }

        /** Readings as they were written. */
        public Map<String, String> byWord() {
            return byWord;
        }

        private Optional<String> find(String word) {
            String found = byWord.get(word);
            if (found == null) {
                String small = folded(word);
                found = small.equals(word) ? null : byWord.get(small);
            }
            return Optional.ofNullable(found == null ? inCapitals.get(word) : found);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Words words
                    && hash == words.hash
                    && layer == words.layer
                    && byWord.equals(words.byWord);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public String toString() {
            return layer.wireName() + ": " + byWord.size() + " words";
        }
    }

    private final List<Words> layers;

    private Readings(List<Words> layers) {
        this.layers = List.copyOf(layers);
    }

    /** A request's own. */
    public static Readings of(Map<String, String> byWord) {
        return of(Layer.REQUEST, byWord);
    }

    /**
     * @param byWord each word's reading as it is written; blanks in phrases are one each
     */
    public static Readings of(Layer layer, Map<String, String> byWord) {
        return byWord.isEmpty() ? NONE : new Readings(List.of(new Words(layer, byWord)));
    }

    public static Readings of(List<Words> layers) {
        return layers.isEmpty() ? NONE : new Readings(layers);
    }

    /** The dictionaries, the first to count. */
    public List<Words> layers() {
        return layers;
    }

    public boolean isEmpty() {
        return layers.isEmpty();
    }

    /** How many words all have together. */
    public int size() {
        return layers.stream().mapToInt(words -> words.byWord().size()).sum();
    }

    /** Each entry of each layer. */
    public void forEach(BiConsumer<String, String> entry) {
        layers.forEach(words -> words.byWord().forEach(entry));
    }

    /** These, and those of {@code others} for words that are not among them. */
    public Readings before(Readings others) {
        List<Words> all = new ArrayList<>(layers);
        all.addAll(others.layers);
        return of(all);
    }

    /**
     * What is known of a word or a phrase.
     *
     * @param word as the dictionary has it
     */
    public record Entry(String word, String written, Layer layer) {
        /**
         * @throws VoxfarmException {@code INVALID_REQUEST} if it is none
         */
        public Reading reading() {
            return Reading.of(word, written);
        }
    }

    /**
     * What is said of a word or a phrase that is written so, the first to count; a voice passes
     * over what is not in its notations.
     */
    public List<Entry> all(String word) {
        String normal = normal(word);
        List<Entry> all = new ArrayList<>(layers.size());
        for (Words words : layers) {
            words.find(normal)
                    .ifPresent(written -> all.add(new Entry(normal, written, words.layer())));
        }
        return all;
    }

    /** How long an entry is at most that begins with such a word and goes on; 0 if none does. */
    int longest(String firstWord) {
        String first = folded(composed(firstWord));
        int longest = 0;
        for (Words words : layers) {
            longest = Math.max(longest, words.longer.getOrDefault(first, 0));
        }
        return longest;
    }

    /**
     * Lengths, ascending, of what stands at the head of a text and may be an entry that is longer
     * than its first word.
     *
     * @param most the greatest
     */
    int[] lengths(String text, int most) {
        int[] lengths = new int[most];
        int count = 0;
        long hash = HASH_BEGIN;
        for (int i = 0; i < Math.min(most, text.length()); i++) {
            hash = next(hash, text.charAt(i));
            for (Words words : layers) {
                if (Arrays.binarySearch(words.longerHashes, hash) >= 0) {
                    lengths[count++] = i + 1;
                    break;
                }
            }
        }
        return Arrays.copyOf(lengths, count);
    }

    /** FNV-1a of small letters, unit by unit. */
    private static long next(long before, char c) {
        return (before ^ Character.toLowerCase(c)) * 0x100000001b3L;
    }

    /**
     * Behind the word of letters and digits that begins there, or behind one character and the
     * marks on it.
     */
    static int firstWord(String text, int at) {
        int end = at;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            if (!Scripts.isOfWord(c)) {
                break;
            }
            end += Character.charCount(c);
        }
        if (end > at) {
            return end;
        }
        end = at + Character.charCount(text.codePointAt(at));
        while (end < text.length() && StreamSafe.isMark(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        return end;
    }

    /** Blanks as one each, apostrophes of one kind, letters and their marks composed. */
    static String normal(String word) {
        String stripped = word.strip();
        boolean plain = stripped.chars().noneMatch(c -> c >= FIRST_COMPOSED || Blanks.isBlank(c));
        return plain
                ? stripped
                : BLANKS.matcher(composed(stripped)).replaceAll(" ").strip().replace('’', '\'');
    }

    /** In the form NFC, so that it does not matter how a letter and its mark were typed. */
    static String composed(String text) {
        return text.codePoints().allMatch(Readings::isComposed)
                ? text
                : StreamSafe.normalize(text, Normalizer.Form.NFC);
    }

    /** Most characters: they stay as they are, whatever is beside them, if that does. */
    private static boolean isComposed(int c) {
        return c < FIRST_COMPOSED
                || (c >= '\u3041' && c <= '\u3096')
                || (c >= '\u30a1' && c <= '\u30fa')
                || (c >= '\u4e00' && c <= '\u9fff');
    }

    private static String folded(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /**
     * Whether it can be an entry's word.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if it cannot
     */
    public static void checkWord(String word) {
        String normal = normal(word);
        if (normal.length() > LONGEST_WORD
                || normal.codePoints().noneMatch(Character::isLetterOrDigit)
                || normal.codePoints().anyMatch(Marks::isReserved)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "dictionary: expected a word or a phrase of 1 to %d characters, with a letter"
                        + " or a digit and without brackets, bars and control characters, was %s",
                    LONGEST_WORD,
                    Problems.quote(word));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Readings readings && layers.equals(readings.layers);
    }

    @Override
    public int hashCode() {
        return layers.hashCode();
    }

    @Override
    public String toString() {
        return layers.toString();
    }
}
