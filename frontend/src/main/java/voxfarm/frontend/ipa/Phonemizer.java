package voxfarm.frontend.ipa;

import voxfarm.frontend.Readings;

/** Turns text into the symbols that a voice trained on espeak-ng's IPA knows. */
public interface Phonemizer extends AutoCloseable {
    /**
     * The symbols of a text, punctuation included. May block; called from any thread.
     *
     * @param text any well-formed Unicode; need not be cleaned. May hold {@link
     *     voxfarm.frontend.Marks}
     * @param readings in place of the phonemizer's own; those in notations that it cannot say are
     *     none of its business
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_REQUEST} if one of them is none
     */
    Phonemes phonemize(String text, Readings readings);

    /** As the other, with no readings but its own. */
    default Phonemes phonemize(String text) {
        return phonemize(text, Readings.NONE);
    }

    /** The words of a text as {@link #phonemize} says them, and where each reading is from. */
    Explanation explain(String text, Readings readings);

    @Override
    default void close() {}
}
