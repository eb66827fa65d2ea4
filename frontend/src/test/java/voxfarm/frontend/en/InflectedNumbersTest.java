package voxfarm.frontend.en;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.frontend.TracedText;

class InflectedNumbersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0;zero",
                "007;seven",
                "21;twenty-one",
                "100;one hundred",
                "101;one hundred one",
                "1000;one thousand",
                "3001;three thousand one",
                "3021;three thousand twenty-one",
                "3234;three thousand, two hundred thirty-four",
                "1000000;one million",
                "1000001;one million one",
                "12345678;twelve million, three hundred forty-five thousand, six hundred"
                        + " seventy-eight",
            })
    void areWrittenAsTheLibraryWritesThem(String digits, String words) {
        assertThat(InflectedNumbers.cardinal(digits, "")).contains(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1;first",
                "12;twelfth",
                "20;twentieth",
                "21;twenty-first",
                "100;one hundredth",
                "101;one hundred and first",
                "1005;one thousand and fifth"
            })
    void haveTheirPlace(String digits, String words) {
        assertThat(InflectedNumbers.ordinal(digits)).contains(words);
    }

    @Test
    void endWhereNamesEnd() {
        assertThat(InflectedNumbers.cardinal("9".repeat(36), "")).isPresent();
        assertThat(InflectedNumbers.cardinal("9".repeat(37), "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            value = {
                "In 1905, £3,000;In nineteen oh five, three thousand pounds",
                "$1.50 and $2;one dollar, fifty cents and two dollars",
                "2005 2000 1900;two thousand five two thousand nineteen hundred",
                "3.14;three point fourteen",
                "$,5;five dollars",
                "(a)…b;'a'... b"
            })
    void areReadInTextAsVoicesWereTrained(String text, String words) {
        assertThat(new VitsEnglishNormalizer(true).normalize(TracedText.of(text)).text())
                .isEqualTo(words);
    }
}
