package voxfarm.frontend.ja;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JapaneseNumbersTest {
    /** As num2words 0.5.14 reads them. */
    @ParameterizedTest
    @CsvSource({
        "0, 零",
        "7, 七",
        "007, 七",
        "10, 十",
        "100, 百",
        "1001, 千一",
        "10000, 一万",
        "123456789012, 千二百三十四億五千六百七十八万九千十二",
        "1000000000000000000000000, 一秭",
        "1.5, 一点五",
        "1.50, 一点五",
        "1.0, 一",
        "1.005, 一点零零五",
        "0.00001, 零点零零零零一",
        "0.30000000000000004, 零点三零零零零零零零零零零零零零零零四",
        "99.999999999999999, 百点零",
        "12345678901234567.5, 一京二千三百四十五兆六千七百八十九億百二十三万四千五百六十八",
        "100000000000000000000.5, 一垓点零零零零零零零零零零零零零零零零零零零零",
        "100000000000000000000000.5, 千垓八百三十八万八千六百八点零零零零零零零",
        "88888888888888888888888888888888888888888888,"
                + " 八千八百八十八正八千八百八十八澗八千八百八十八溝八千八百八十八穣"
                + "八千八百八十八秭八千八百八十八垓八千八百八十八京八千八百八十九兆",
    })
    void readsAsTheOriginal(String number, String reading) {
        assertThat(JapaneseNumbers.read(number)).isEqualTo(reading);
    }

    @Test
    void saysDigitsWhereNumbersHaveNoName() {
        assertThat(JapaneseNumbers.read("1" + "0".repeat(52))).isEqualTo("一" + "零".repeat(52));
        assertThat(JapaneseNumbers.read("1".repeat(5000))).hasSize(5000);
    }
}
