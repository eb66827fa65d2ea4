package voxfarm.frontend.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    private static SpokenText chinese(String text) {
        return MixedSpeech.speak(
                LocalFrontEnds.all(),
                text,
                List.of(new LanguageRun(Language.ZH, text.length())),
                new MixedSpeech.Voice(TextRules.V2_1, List.of(Language.ZH), false),
                Readings.NONE);
    }

    /** Letters that are none with a mark on it are not taken apart by any form of Unicode. */
    @ParameterizedTest
    @CsvSource({
        "Łukasz, Lukasz",
        "Øresund, Oresund",
        "Straße, Strasse",
        "Æon, Aeon",
        "Đà, Da",
        "José, Jose",
        "Ｌｕｋａｓｚ, Lukasz"
    })
    void lettersOfOtherLanguagesAreHeardByVoicesWithoutEnglish(String word, String plain) {
        SpokenText spoken = chinese("我叫" + word + "。");

        assertThat(spoken.notSpoken()).isEmpty();
        assertThat(spoken.runs().getFirst().phones())
                .isEqualTo(chinese("我叫" + plain + "。").runs().getFirst().phones());
    }

    /** What is written out as well is said once, and behind what belongs to the number. */
    @ParameterizedTest
    @CsvSource({
        "￥99元, 九十九元",
        "$5美元, 五美元",
        "'￥1,299.00元', 一千二百九十九点零零元",
        "¥ 5, 五",
        "￥3万, 三万元",
        "$2.5亿美元, 二点五亿美元",
        "€20, 二十欧元",
        "￥9块9, 九块九"
    })
    void currenciesAreSaidOnce(String written, String words) {
        assertThat(
                        chinese("价格" + written + "。").runs().getFirst().words().stream()
                                .map(SpokenText.Word::text)
                                .filter(word -> "价格.".indexOf(word) < 0)
                                .collect(Collectors.joining()))
                .isEqualTo(words);
    }

    /** In full width as in half, and each of their words knows where it comes from. */
    @ParameterizedTest
    @CsvSource({
        "90%, 百分之 九十",
        "９０％, 百分之 九十",
        "９.５％, 百分之 九点 五",
        "'１，０００％', 百分之 一千",
        "$5, 五 美元",
        "＄５, 五 美元",
        "'￥１,２００', 一千 二百 元"
    })
    void numbersWithSignsAreWordsOfTheirPlace(String written, String words) {
        String text = "涨了" + written + "。";
        SpokenText spoken = chinese(text);
        List<SpokenText.Word> said =
                spoken.runs().getFirst().words().stream()
                        .filter(word -> "涨了.".indexOf(word.text()) < 0)
                        .toList();

        assertThat(spoken.notSpoken()).isEmpty();
        assertThat(said.stream().map(SpokenText.Word::text).collect(Collectors.joining()))
                .isEqualTo(words.replace(" ", ""));
        assertThat(said)
                .extracting(word -> text.substring(word.span().begin(), word.span().end()))
                .containsOnly(written);
    }
}
