package voxfarm.frontend.en;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.language.Language;
import voxfarm.frontend.Growth;
import voxfarm.frontend.HostileTexts;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.TracedText;

class EnglishFrontEndTest {
    private static final EnglishFrontEnd ENGLISH = new EnglishFrontEnd(Optional::empty);

    /** Sums and numbers of any length. */
    @Test
    void normalizesInLinearTime() {
        VitsEnglishNormalizer normalizer = new VitsEnglishNormalizer(true);
        HostileTexts.units()
                .forEach((name, unit) ->
                        Growth.isLinear(
                                name,
                                unit,
                                20_000,
                                text -> normalizer.normalize(TracedText.of("$" + text + "x"))));
    }

    /** A pattern that recurses for each letter, or looks again at all that follows, ends badly. */
    @Test
    void longTokensNeedNoStack() {
        Growth.isLinear("letters with points", "a.", 20_000, EnglishFrontEnd::alone);
        Growth.isLinear("points with blanks", ". ", 20_000, EnglishFrontEnd::alone);
        Growth.isLinear("marks", "\u0301\u0316", 20_000, EnglishFrontEnd::alone);
    }

    @Test
    void leavesOutZerosBeforeSums() {
        assertThat(words("$007.50")).isEqualTo("seven dollars, fifty cents");
        assertThat(words("$0.01")).isEqualTo("one cent");
        assertThat(words("$00")).isEqualTo("zero dollars");
    }

    private static String words(String text) {
        return new VitsEnglishNormalizer(true).normalize(TracedText.of(text)).text();
    }

    /** What this voice cannot say does not hide what others said of the word. */
    @Test
    void readsWordsInThePlaceOfOthersAsTheFirstDictionaryThatItCanRead() {
        Readings readings =
                Readings.of(Readings.Layer.REQUEST, Map.of("pounds", "pinyin:bang4"))
                        .before(Readings.of(Readings.Layer.FARM, Map.of("pounds", "D AA1")));
        SpokenText spoken = ENGLISH.speak("£5", Language.EN, TextRules.V2_1, readings);

        assertThat(spoken.runs().getFirst().phones()).endsWith("d", "aa", "_");
    }
}
