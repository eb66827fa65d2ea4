package voxfarm.common.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.error.VoxfarmException;

class BookTagsTest {
    private static BookTags tags(String title, String series, String language, String date) {
        return new BookTags(
                title,
                List.of("A", " ", "B"),
                Optional.of(" "),
                Optional.of(series),
                Optional.of(language),
                Optional.of(date),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "Barchester 2, Barchester, 2",
        "'Barchester, Book 2', Barchester, 2",
        "Foundation #2.5, Foundation, 2.5",
        "The 39 Steps, The 39 Steps, ",
        "1984, 1984, ",
        "西游记 3, 西游记, 3"
    })
    void tellsSeriesAndNumberApart(String series, String name, String part) {
        BookTags tags = tags("t", series, "en", "2001");

        assertThat(tags.seriesName()).contains(name);
        assertThat(tags.seriesPart()).isEqualTo(Optional.ofNullable(part));
    }

    @ParameterizedTest
    @CsvSource({
        "en-GB,eng",
        "zh,zho",
        "ja_JP,jpn",
        "zh-Hans-CN,zho",
        "de,deu",
        "xx,und",
        "???,und"
    })
    void knowsTheThreeLettersOfALanguage(String language, String letters) {
        assertThat(tags("t", "s", language, "2001").language3()).isEqualTo(letters);
    }

    @ParameterizedTest
    @CsvSource({"1813-01-28,1813", "2001,2001", "20010101,", "about 1900,"})
    void knowsTheYearOfADate(String date, String year) {
        assertThat(tags("t", "s", "en", date).year()).isEqualTo(Optional.ofNullable(year));
    }

    @Test
    void whatNoTagCanHoldIsASpaceAndBlankIsNothing() {
        BookTags tags = tags("a\u0000b\ud800c\uffffd ", "s", "en", "2001");

        assertThat(tags.title()).isEqualTo("a b c d");
        assertThat(tags.authors()).containsExactly("A", "B");
        assertThat(tags.narrator()).isEmpty();
    }

    @Test
    void refusesBlankTitlesAndTextsThatAreTooLong() {
        assertThatThrownBy(() -> BookTags.titled(" \u0007 "))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("title");
        assertThatThrownBy(() -> tags("t", "s".repeat(1001), "en", "2001"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("series: expected at most 1000 characters, was 1001");
    }
}
