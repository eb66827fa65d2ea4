package voxfarm.frontend.zh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinyinTest {
    @ParameterizedTest
    @CsvSource({
        "孙悟空,        sun-wu-kong",
        "重庆,          chong-qing",
        "吕布2,         lv-bu-2",
        "安琪 (v2),     an-qi- (v2)",
        "hello,         hello",
        "Ночь,          Ночь",
        "永远,          yong-yuan",
        "英语,          ying-yu",
        "月,            yue"
    })
    void spellsChineseWithHyphens(String text, String spelled) {
        assertThat(Pinyin.spelled(text)).isEqualTo(spelled);
    }
}
