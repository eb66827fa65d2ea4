package voxfarm.frontend.ja;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.language.Language;
import voxfarm.frontend.Readings;
import voxfarm.frontend.TextRules;

/** Whatever a dictionary says of a word, texts with the word are read somehow. */
class OddEntriesTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",,,,,,,,,,,",
                "名詞,一般,*,*,*,*,:木,ア:イ,ア:イ,1/1:0/1,C3",
                "名詞,一般,*,*,*,*,:,:,:,1/1:0/1,C3",
                "動詞,自立,*,*,*,*,し:,シ:シ,シ:シ,0/1:0/1,動詞%F2@1",
                "名詞,数,*,*,*,*,::,シ::,シ::,0/1::0/1,",
                "名詞,数,*,*,*,*,本,,,1/2,C3",
                "名詞,数,*,*,*,*,本,ホン,’,1/2,C3",
                "名詞,一般,*,*,*,*,本,ホン,ー,1/2,%F@@",
                "助動詞,*,*,*,*,*,本,ホン,ホン,99999/99999,助動詞%F6@9999999999,-9",
                "感動詞,*,*,*,*,*,本,ン,ッ,1/2,名詞%P13",
            })
    void areReadSomehow(String feature) {
        SmallDictionary words = SmallDictionary.ofTests();
        words.word("木木", 1, 1, -3000, feature);
        JapaneseDictionary dictionary = JapaneseDictionary.open(words.writeTo(folder));
        JapaneseFrontEnd japanese =
                new JapaneseFrontEnd(
                        () -> dictionary,
                        () -> UniDic.open(folder),
                        JapaneseFrontEnd.EarlyTokens.NONE);
        for (TextRules rules : List.of(TextRules.V2_0, TextRules.V2_1, TextRules.JP_EXTRA)) {
            for (String text : List.of("木木", "三木木", "木木木木", "私し木木ます", "木木三冊")) {
                assertThatCode(() -> japanese.speak(text, Language.JP, rules, Readings.NONE))
                        .as("%s %s", rules, text)
                        .doesNotThrowAnyException();
            }
        }
    }
}
