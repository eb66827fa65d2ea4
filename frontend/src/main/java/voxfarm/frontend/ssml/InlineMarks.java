package voxfarm.frontend.ssml;

import java.util.Locale;
import java.util.Optional;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.frontend.Marks;
import voxfarm.frontend.Notation;
import voxfarm.frontend.Reading;

/** The marks within a text by which front ends know how a word is read. Stateless. */
final class InlineMarks {
    private InlineMarks() {}

    /**
     * A word with its reading.
     *
     * @param alphabet of {@code <phoneme>}; empty is IPA
     * @return empty where the alphabet is not known, or the reading is none of it
     */
    static Optional<String> phoneme(String word, String alphabet, String reading) {
        return notation(alphabet).flatMap(notation -> mark(word, notation, reading));
    }

    private static Optional<Notation> notation(String alphabet) {
        return switch (alphabet.strip().toLowerCase(Locale.ROOT)) {
            case "", "ipa" -> Optional.of(Notation.IPA);
            case "arpabet", "x-arpabet" -> Optional.of(Notation.ARPABET);
            case "pinyin", "x-pinyin", "x-amazon-pinyin" -> Optional.of(Notation.PINYIN);
            case "kana", "x-kana", "yomigana", "x-amazon-yomigana" -> Optional.of(Notation.KANA);
            default -> Optional.empty();
        };
    }

    private static Optional<String> mark(String word, Notation notation, String reading) {
        try {
            var _ = Reading.of(word, notation.wireName() + ":" + reading);
            return Optional.of(Marks.of(word, notation, reading));
        } catch (VoxfarmException e) {
            return Optional.empty(); // it is read as if it had none, with a warning
        }
    }

    /**
     * A word in whose place others are read, where its language has a mark for that.
     *
     * @return empty where the others have to stand there themselves
     */
    static Optional<String> alias(String word, String alias, Language language) {
        return language.equals(Language.EN) && !word.isEmpty()
                ? mark(word, Notation.SAY, alias)
                : Optional.empty();
    }
}
