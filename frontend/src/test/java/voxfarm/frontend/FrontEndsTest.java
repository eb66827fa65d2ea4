package voxfarm.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.frontend.local.LocalFrontEnds;

class FrontEndsTest {
    private static final FrontEnd KLINGON =
            new FrontEnd() {
                private static final Language LANGUAGE = new Language("TLH");

                @Override
                public Set<Language> languages() {
                    return Set.of(LANGUAGE);
                }

                @Override
                public SpokenText speak(
                        String text, Language language, TextRules rules, Readings readings) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Set<Notation> notations() {
                    return Set.of(Notation.KANA);
                }

                @Override
                public void check(String word, Reading reading) {
                    if (!reading.value().startsWith("カ")) {
                        throw new VoxfarmException(ErrorCode.INVALID_REQUEST, "not qapla'");
                    }
                }
            };

    @Test
    void findsOneByItsLanguage() {
        FrontEnds all = new FrontEnds(List.of(KLINGON));

        assertThat(all.get(new Language("TLH"))).isSameAs(KLINGON);
        assertThat(all.find(Language.ZH)).isEmpty();
        assertThatThrownBy(() -> all.get(Language.ZH))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("TLH")
                .hasMessageContaining("ZH");
    }

    @Test
    void everyEntryOfADictionaryIsSomebodys() {
        FrontEnds all = new FrontEnds(List.of(LocalFrontEnds.all().get(Language.ZH), KLINGON));

        all.check(Readings.of(Map.of("重庆", "chong2 qing4", "qapla", "カプラ")));
        for (Map<String, String> wrong :
                List.of(
                        Map.of("重庆", "chong2"),
                        Map.of("qapla", ""),
                        Map.of("qapla", "kana:プ"),
                        Map.of("London", "L AH1 N D AH0 N"))) {
            assertThatThrownBy(() -> all.check(Readings.of(wrong)))
                    .as("%s", wrong)
                    .isInstanceOf(VoxfarmException.class);
        }
    }
}
