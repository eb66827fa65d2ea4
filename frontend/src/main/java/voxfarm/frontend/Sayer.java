package voxfarm.frontend;

import java.util.Optional;
import java.util.Set;

/**
 * What a voice can make of readings that people set.
 *
 * @param <T> how it has a word that is said: phones, syllables
 */
public interface Sayer<T> {
    /** Besides {@link Notation#SAY}, which everybody reads as text. */
    Set<Notation> notations();

    /**
     * A reading in one of its notations, or words of {@link Notation#SAY} that are no text but
     * syllables; empty if it cannot be said.
     *
     * @param word as it is written; empty if nothing is
     * @param ending of the word that the reading does not have: {@code 's} or nothing
     */
    Optional<T> say(String word, Reading reading, String ending);

    /** Whether words of the language take {@code 's}. */
    default boolean takesEndings() {
        return false;
    }
}
