package voxfarm.frontend.ipa;

import java.util.List;
import voxfarm.frontend.SpokenText.NotSpoken;

/**
 * What is to be spoken.
 *
 * @param symbols IPA with stress marks, spaces between words and the marks {@code . , ; : ! ?};
 *     empty if the text holds nothing to speak
 * @param notSpoken pieces of the text that have no reading here
 */
public record Phonemes(String symbols, List<NotSpoken> notSpoken) {
    public Phonemes {
        notSpoken = List.copyOf(notSpoken);
    }
}
