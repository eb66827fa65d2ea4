package voxfarm.frontend.en;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnglishAbbreviationsTest {
    @ParameterizedTest
    @CsvSource({
        "Mr,'',' Smith',mister",
        "Dr,'',' Smith',doctor",
        "Dr,Elm,' and on',drive",
        "Dr,'',' and Mrs.',doctor",
        "St,'',' Paul',saint",
        "no,'',' 5',number",
        "no,'',' more',''",
        "Jan,'',' 5',january",
        "etc,'','',et cetera",
        "Gen,'',' Lee',general",
        "v,Roe,' Wade',versus",
        "wed,'',' Lee',''",
        "Max,'',' Lee',''",
        "word,'',' Lee',''",
    })
    void readsByWhatFollows(String word, String before, String after, String reading) {
        assertThat(EnglishAbbreviations.expand(word, before, word + "." + after, word.length() + 1))
                .isEqualTo(reading);
    }
}
