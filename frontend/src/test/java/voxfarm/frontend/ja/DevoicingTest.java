package voxfarm.frontend.ja;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevoicingTest {
    @TempDir private Path folder;

    /** What is behind a mora that the pass does not know stays; what is before it still counts. */
    @Test
    void aStrangeMoraHidesNothingBeforeIt() {
        SmallDictionary words = SmallDictionary.ofTests();
        words.word("足", 1, 1, 100, "名詞,一般,*,*,*,*,足,アシ,アシ,0/2,C4");
        words.word("管", 1, 1, 100, "名詞,一般,*,*,*,*,管,クヮン,クヮン,0/2,C4");
        words.word("串", 1, 1, 100, "名詞,一般,*,*,*,*,串,クシキ,クシキ,0/3,C4");
        JapaneseAnalysis analysis =
                new JapaneseAnalysis(MorphemeDictionary.open(words.writeTo(folder)));

        assertThat(spoken(analysis, "足管串")).isEqualTo("アシ’ クヮン クシキ");
        assertThat(spoken(analysis, "足串")).isEqualTo("アシ’ クシ’キ");
        assertThat(spoken(analysis, "串管")).isEqualTo("ク’シキ’ クヮン");
    }

    private static String spoken(JapaneseAnalysis analysis, String text) {
        return String.join(
                " ",
                analysis.words(text, SetWords.NONE).list().stream()
                        .map(word -> word.pronunciation)
                        .toList());
    }
}
