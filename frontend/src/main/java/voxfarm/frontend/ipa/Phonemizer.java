package voxfarm.frontend.ipa;

/** Turns text into the symbols that a voice trained on espeak-ng's IPA knows. */
public interface Phonemizer extends AutoCloseable {
    /**
     * The symbols of a text, punctuation included. May block; called from any thread.
     *
     * @param text any well-formed Unicode; need not be cleaned
     */
    Phonemes phonemize(String text);

    @Override
    default void close() {}
}
