package voxfarm.frontend;

import java.util.BitSet;
import java.util.Optional;
import java.util.Set;
import voxfarm.common.language.Language;

/**
 * Text to phones, for one language or for texts in several. Thread-safe; the same arguments always
 * give the same answer.
 */
public interface FrontEnd {
    /** What it may be asked for. */
    Set<Language> languages();

    /**
     * How a text is spoken. What cannot be spoken is left out and named.
     *
     * @param text any well-formed Unicode; need not be cleaned. May hold {@link Marks}
     * @param language one of {@link #languages}
     * @param rules of the release that the voice was trained with
     * @param readings that come before those of the front end's own dictionaries; those in
     *     notations that it cannot say are none of its business
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_REQUEST} if one of them is none
     */
    SpokenText speak(String text, Language language, TextRules rules, Readings readings);

    /** In which it can say what people set, besides words to be read. */
    Set<Notation> notations();

    /**
     * Whether a word can be read so.
     *
     * @param reading in one of its notations
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_REQUEST} if not, with what is
     *     expected
     */
    void check(String word, Reading reading);

    /** A text as people see it: without the marks in it that are for the voice. */
    default String shown(String text) {
        return Marks.shown(text);
    }

    /**
     * A word that it spoke in the phonetic alphabet; in its own notation where it knows no other.
     */
    default String ipa(SpokenText.Word word) {
        return String.join(" ", word.spoken());
    }

    /**
     * The places behind words, in UTF-16 units, of a text without blanks between them; empty where
     * it does not know them.
     */
    default Optional<BitSet> wordEnds(String text) {
        return Optional.empty();
    }

    /**
     * Whether it reads here as the workers of a voice do; not where that takes a file of theirs,
     * which is not here.
     */
    default boolean readsAsWorkers(TextRules rules) {
        return true;
    }

    /** Reads its data now, if that was not done yet, so that no text waits for it. */
    default void load() {}
}
