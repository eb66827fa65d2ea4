package voxfarm.frontend.zh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.phones.PhoneSequence;
import voxfarm.frontend.phones.SymbolTable;

class ChineseFrontEndTest {
    private static final ChineseFrontEnd CHINESE = ChineseFrontEnd.load(true);

    private static List<Integer> tones(String text) {
        return CHINESE.phones(text).tones();
    }

    @Test
    void speaksTheSeedsOwnSentence() {
        PhoneSequence phones = CHINESE.phones("妖孽,吃俺老孙一棒!");

        assertThat(phones.text()).isEqualTo("妖孽,吃俺老孙一棒!");
        assertThat(String.join(" ", phones.phones()))
                .isEqualTo("_ y ao n ie , ch ir AA an l ao s un y i b ang ! _");
        assertThat(phones.tones())
                .containsExactly(0, 1, 1, 4, 4, 0, 1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 4, 4, 0, 0);
    }

    @Test
    void changesThirdTonesInARow() {
        assertThat(tones("你好")).containsExactly(0, 2, 2, 3, 3, 0);
        assertThat(tones("纸老虎")).containsExactly(0, 3, 3, 2, 2, 3, 3, 0);
    }

    @Test
    void changesBuAndYi() {
        assertThat(tones("不怕")).containsExactly(0, 2, 2, 4, 4, 0);
        assertThat(tones("一天")).containsExactly(0, 4, 4, 1, 1, 0);
        assertThat(tones("看一看")).containsExactly(0, 4, 4, 5, 5, 4, 4, 0);
        assertThat(tones("第一")).containsExactly(0, 4, 4, 1, 1, 0);
    }

    @Test
    void choosesReadingsByPhrase() {
        assertThat(CHINESE.phones("银行").phones()).containsSequence("h", "ang");
        assertThat(CHINESE.phones("行走").phones()).containsSequence("x", "ing");
    }

    @Test
    void namesWhatIsNotSpoken() {
        PhoneSequence phones = CHINESE.phones("我爱Java和😀！");

        assertThat(phones.text()).isEqualTo("我爱和!");
        assertThat(phones.notSpoken()).containsExactly("Java", "😀");
    }

    @Test
    void marksInTheTextSetAReading() {
        ChineseFrontEnd.Analysis plain = CHINESE.analyse("重庆很重", Pronunciations.NONE);
        ChineseFrontEnd.Analysis marked = CHINESE.analyse("重庆很重[chong2]", Pronunciations.NONE);

        assertThat(plain.phones().phones()).endsWith("zh", "ong", "_");
        assertThat(marked.phones().phones()).endsWith("ch", "ong", "_");
        assertThat(marked.phones().text()).isEqualTo("重庆很重");
        assertThat(marked.words().getLast().source()).isEqualTo("override");
    }

    @Test
    void whatOnlyLooksLikeAMarkStaysText() {
        assertThat(CHINESE.phones("重\\[zhong4]").text()).isEqualTo("重'四'");
        assertThat(CHINESE.phones("[zhong4]重").text()).isEqualTo("'四'重");
        assertThat(CHINESE.phones("重[xyz4]").text()).isEqualTo("重'四'");
    }

    @Test
    void dictionariesComeBeforeTheBuiltInOne() {
        Pronunciations words = Pronunciations.of(Map.of("老孙", "lao2 sun5"));
        Pronunciations farm = Pronunciations.of(Map.of("老孙", "lao1 sun1", "一棒", "yi1 bang3"));

        PhoneSequence phones = CHINESE.analyse("老孙一棒", words.before(farm)).phones();

        assertThat(phones.tones()).containsExactly(0, 2, 2, 5, 5, 1, 1, 3, 3, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chong", "chong6", "xx1", "chong2 qing4", ""})
    void refusesReadingsThatNoVoiceKnows(String reading) {
        assertThatThrownBy(() -> Pronunciations.of(Map.of("重", reading)))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("重");
    }

    @Test
    void placesBlanksBetweenPhones() {
        PhoneSequence.Ids ids = CHINESE.phones("你好").ids(SymbolTable.V2, true);

        assertThat(ids.phones()).hasSize(13);
        assertThat(ids.phones()[0]).isZero();
        assertThat(ids.word2ph()).containsExactly(3, 4, 4, 2);
    }

    /** Any text: no crash, counts that add up, nothing spoken that no table has. */
    @Test
    void survivesAnyText() {
        long seed = 20261125;
        SplittableRandom random = new SplittableRandom(seed);
        String pool = "不一儿个的子们三两第看说吧了呢重行长Ab1２.,!?…，。！？'\"“”—~·《》噷兙嗯\n \t٣😀ー";
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(1, 40);
            for (int k = 0; k < length; k++) {
                if (random.nextInt(3) == 0) {
                    text.append((char) random.nextInt(0x4e00, 0x9fa6));
                } else {
                    text.append(pool.charAt(random.nextInt(pool.length())));
                }
            }
            PhoneSequence phones = CHINESE.phones(text.toString());
            assertThat(phones.word2ph())
                    .as("seed %d, text %s", seed, text)
                    .hasSize(phones.text().length() + 2);
            phones.ids(SymbolTable.V2, true);
        }
    }
}
