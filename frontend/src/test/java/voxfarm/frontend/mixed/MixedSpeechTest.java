package voxfarm.frontend.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.language.Language;
import voxfarm.common.plan.LanguageRun;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.local.LocalFrontEnds;

class MixedSpeechTest {
    /** As keys and codes are: more letters than the reading of one mark may have. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "XkWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
                "aGVsbGWgdWybGQWQWWXWWWHWWKWWQWXWWJWWVWWZWWYWWMWWNWWRWWT",
                "thisIsTheVeryLongNameOfAMethodThatNobodyButAGeneratorOfSourceCodeWouldEverHaveWrittenDownInThisWorldOfOursTodayOrTomorrow"
            })
    void wordsOfAnyLengthAreSpoken(String word) {
        String text = "密钥是" + word;

        SpokenText spoken =
                MixedSpeech.speak(
                        LocalFrontEnds.all(),
                        text,
                        List.of(
                                new LanguageRun(Language.ZH, 3),
                                new LanguageRun(Language.EN, text.length())),
                        new MixedSpeech.Voice(
                                TextRules.V2_1, List.of(Language.ZH, Language.EN), false),
                        Readings.NONE);

        assertThat(spoken.runs()).hasSize(2);
        assertThat(spoken.runs().getLast().phones()).hasSizeGreaterThan(10);
        assertThat(spoken.notSpoken()).isEmpty();
    }
}
