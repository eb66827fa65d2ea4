package voxfarm.frontend;

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
     * @param text any well-formed Unicode; need not be cleaned. May hold marks that set a reading,
     *     as the language has them
     * @param language one of {@link #languages}
     * @param rules of the release that the voice was trained with
     * @param readings that come before those of the front end's own dictionaries; words that it
     *     does not own are none of its business
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_REQUEST} if a reading of a word
     *     that it owns cannot be spoken
     */
    SpokenText speak(String text, Language language, TextRules rules, Readings readings);

    /** Whether a word of a dictionary is written as this front end's words are. */
    boolean owns(String word);

    /**
     * Whether a word that it owns can be read so.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_REQUEST} if not, with what is
     *     expected
     */
    void check(String word, String reading);

    /** A text as people see it: without the marks in it that are for the voice. */
    default String shown(String text) {
        return text;
    }

    /** Reads its data now, if that was not done yet, so that no text waits for it. */
    default void load() {}
}
