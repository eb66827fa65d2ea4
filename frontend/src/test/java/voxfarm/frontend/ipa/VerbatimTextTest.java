package voxfarm.frontend.ipa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import voxfarm.frontend.ipa.VerbatimText.Part.Symbols;
import voxfarm.frontend.ipa.VerbatimText.Part.Words;

class VerbatimTextTest {
    @Test
    void tellsWordsFromPhonemes() {
        assertThat(VerbatimText.parts("say [[ab]] now"))
                .containsExactly(new Words("say "), new Symbols("ab"), new Words(" now"));
        assertThat(VerbatimText.parts("[[a]][[]]")).containsExactly(new Symbols("a"));
        assertThat(VerbatimText.parts("[[[a]]]"))
                .containsExactly(new Symbols("[a"), new Words("]"));
    }

    @Test
    void leavesWhatNothingClosesAsWords() {
        assertThat(VerbatimText.parts("a [[ b ]")).containsExactly(new Words("a [[ b ]"));
        assertThat(VerbatimText.parts("]] [[a]] [["))
                .containsExactly(new Words("]] "), new Symbols("a"), new Words(" [["));
        assertThat(VerbatimText.parts("")).isEmpty();
    }
}
