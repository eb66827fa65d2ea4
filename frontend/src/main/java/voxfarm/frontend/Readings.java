package voxfarm.frontend;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How people want words read: entries of dictionaries as they were written, whatever the language.
 * Each front end takes from them the words that it owns and reads them in its own notation.
 * Immutable.
 */
public final class Readings {
    public static final Readings NONE = new Readings(Map.of());

    private final Map<String, String> byWord;

    /** Kept: dictionaries are long, and front ends remember what they made of one by it. */
    private final int hash;

    private Readings(Map<String, String> byWord) {
        this.byWord = Map.copyOf(byWord);
        this.hash = this.byWord.hashCode();
    }

    /**
     * @param byWord each word's reading, in the notation of its language
     */
    public static Readings of(Map<String, String> byWord) {
        return byWord.isEmpty() ? NONE : new Readings(byWord);
    }

    public Map<String, String> byWord() {
        return byWord;
    }

    /** Of a word of a script with capitals: as it is written, or else in small letters. */
    public Optional<String> find(String word) {
        String exact = byWord.get(word);
        return Optional.ofNullable(
                exact == null ? byWord.get(word.toLowerCase(Locale.ROOT)) : exact);
    }

    /** These, and those of {@code others} for words that are not among them. */
    public Readings before(Readings others) {
        if (others.byWord.isEmpty()) {
            return this;
        }
        if (byWord.isEmpty()) {
            return others;
        }
        Map<String, String> all = new HashMap<>(others.byWord);
        all.putAll(byWord);
        return new Readings(all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Readings readings
                && hash == readings.hash
                && byWord.equals(readings.byWord);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return byWord.size() + " words";
    }
}
