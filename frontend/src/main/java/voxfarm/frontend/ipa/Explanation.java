package voxfarm.frontend.ipa;

import java.util.List;
import voxfarm.frontend.SpokenText.NotSpoken;
import voxfarm.frontend.SpokenText.Source;

/**
 * How the words of a text are said, and why.
 *
 * @param words in order
 * @param notSpoken pieces of the text that have no reading
 */
public record Explanation(List<Word> words, List<NotSpoken> notSpoken) {
    public Explanation {
        words = List.copyOf(words);
        notSpoken = List.copyOf(notSpoken);
    }

    /**
     * @param text as it is read, numbers and signs in words; of a mark without a word its symbols
     * @param ipa its symbols
     */
    public record Word(String text, String ipa, Source source) {
        /** The same, decided by another. */
        public Word by(Source other) {
            return new Word(text, ipa, other);
        }
    }
}
