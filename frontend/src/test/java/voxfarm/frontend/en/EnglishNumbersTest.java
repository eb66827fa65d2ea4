package voxfarm.frontend.en;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnglishNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "0, zero",
        "7, seven",
        "13, thirteen",
        "40, forty",
        "99, ninety nine",
        "100, one hundred",
        "101, one hundred one",
        "999, nine hundred ninety nine",
        "1000, one thousand",
        "1000000, one million",
        "1000001, one million one",
        "123456789, one hundred twenty three million four hundred fifty six thousand seven hundred"
                + " eighty nine",
        "007, zero zero seven",
        "1234567890123456789, one two three four five six seven eight nine zero one two three four"
                + " five six seven eight nine",
    })
    void saysCardinals(String digits, String words) {
        assertThat(EnglishNumbers.cardinal(digits)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "1, first",
        "2, second",
        "3, third",
        "5, fifth",
        "8, eighth",
        "9, ninth",
        "12, twelfth",
        "20, twentieth",
        "21, twenty first",
        "100, one hundredth",
        "4, fourth"
    })
    void saysOrdinals(String digits, String words) {
        assertThat(EnglishNumbers.ordinal(digits)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "1984, nineteen eighty four",
        "1900, nineteen hundred",
        "1905, nineteen oh five",
        "2000, two thousand",
        "2009, two thousand nine",
        "2024, twenty twenty four",
        "1066, ten sixty six"
    })
    void saysYears(int year, String words) {
        assertThat(EnglishNumbers.year(year)).isEqualTo(words);
    }
}
