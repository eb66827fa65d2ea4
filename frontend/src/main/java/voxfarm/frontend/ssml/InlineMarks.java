package voxfarm.frontend.ssml;

import java.util.Locale;
import java.util.Optional;

/** The marks within a text by which front ends know how a word is read. Stateless. */
final class InlineMarks {
    private InlineMarks() {}

    /**
     * A word with its reading.
     *
     * @param alphabet of {@code <phoneme>}; empty is IPA
     * @return empty where no mark can say it
     */
    static Optional<String> phoneme(String word, String alphabet, String reading) {
        boolean brackets = (word + reading).chars().anyMatch(c -> c == '[' || c == ']');
        if (brackets || reading.isBlank()) {
            return Optional.empty();
        }
        return switch (alphabet.strip().toLowerCase(Locale.ROOT)) {
            case "", "ipa" -> Optional.of("[[" + reading.strip() + "]]");
            case "pinyin", "x-pinyin", "x-amazon-pinyin" ->
                    Optional.of(word + "[" + reading.strip() + "]");
            default -> Optional.empty();
        };
    }

    /** Words that are read in place of others. */
    static String alias(String word, String alias) {
        return alias;
    }

    /** A plain text, so that nothing in it is a mark. */
    static String plainText(String text) {
        return text;
    }

    /** A character of a plain text, so that no mark begins with it. */
    static String plain(int c) {
        return Character.toString(c);
    }
}
