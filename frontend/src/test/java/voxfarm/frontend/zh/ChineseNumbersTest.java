package voxfarm.frontend.zh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChineseNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "0, 零",
        "00, 零",
        "7, 七",
        "007, 七",
        "10, 十",
        "11, 十一",
        "20, 二十",
        "101, 一百零一",
        "110, 一百一十",
        "1001, 一千零一",
        "10010, 一万零一十",
        "100000, 十万",
        "101000, 十万一千",
        "20001000, 二千万一千",
        "100000000, 一亿",
        "3.14, 三点一四",
        "0.5, 零点五",
        "１２, 十二",
        "1234567890123456, 一千二百三十四万五千六百七十八亿九千零一十二万三千四百五十六",
    })
    void readsQuantities(String number, String reading) {
        assertThat(ChineseNumbers.read(number)).contains(reading);
    }

    @Test
    void refusesWhatTheOriginalFailsOn() {
        assertThat(ChineseNumbers.read("12345678901234567")).isEmpty();
        assertThat(ChineseNumbers.read("٣")).isEmpty();
    }
}
