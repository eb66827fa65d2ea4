package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.VoxfarmException;

class DictionaryCommandTest {
    private static final Path FILE = Path.of("words.tsv");

    private static byte[] lines(String... lines) {
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void takesWordsAndPhrasesInEveryNotation() {
        assertThat(
                        DictionaryCommand.words(
                                FILE,
                                lines(
                                        "# ours",
                                        "tomato\tT AH0 M AA1 T OW0",
                                        "New York\tipa:nuː jˈɔːk",
                                        "SQL\tsay:sequel",
                                        "naïveté\tnye-EEV-tay",
                                        "重庆\tchong2 qing4",
                                        "東京\tト'ーキョー")))
                .hasSize(6);
    }

    /** Every wrong line at once, each with its word and what was expected. */
    @Test
    void namesLineWordAndWhatWasExpected() {
        assertThatThrownBy(() ->
                        DictionaryCommand.words(
                                FILE,
                                lines(
                                        "good\tG UH1 D",
                                        "tomato\tT AX0",
                                        "重庆\tchong2",
                                        "no tab",
                                        "p".repeat(10_000) + "\tP",
                                        "東京\tkana:x")))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("words.tsv:2: \"tomato\": expected phones of ARPABET")
                .hasMessageContaining("words.tsv:3: \"重庆\": expected a word of up to 64")
                .hasMessageContaining("words.tsv:4: expected a word, a tab")
                .hasMessageContaining("words.tsv:5: expected a word or a phrase of 1 to 200")
                .hasMessageContaining("words.tsv:6: \"東京\": expected kana")
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(3000));
    }

    /** As spreadsheets save what they call Unicode. */
    @Test
    void namesAFileOfAnotherEncoding() {
        byte[] document = "\ufefftomato\tT AH0 M AA1 T OW0\n".getBytes(StandardCharsets.UTF_16LE);

        assertThatThrownBy(() -> DictionaryCommand.words(FILE, document))
                .hasMessageContaining("words.tsv: dictionary: expected UTF-8, byte 0 is none");
    }
}
