package voxfarm.frontend.bert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JapaneseWordPiecesTest {
    @TempDir private Path folder;

    private Path vocabulary = Path.of(".");

    @BeforeEach
    void write() throws IOException {
        vocabulary =
                Files.write(
                        folder.resolve("vocab.txt"),
                        List.of(
                                "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "歯", "##医", "##者",
                                "医者", "が", "か", "ABC", "ガ", "."));
    }

    private JapaneseWordPieces pieces(List<String> words) {
        return JapaneseWordPieces.read(vocabulary, _ -> words);
    }

    @Test
    void cutsWordByWordAsTheAnalyserCutsThem() {
        assertThat(pieces(List.of("歯医者", "が")).encode("歯医者が")).containsExactly(2, 5, 6, 7, 9, 3);
        assertThat(pieces(List.of("歯", "医者", "が")).encode("歯医者が")).containsExactly(2, 5, 8, 9, 3);
    }

    /** Unlike Chinese models, whose tokenizer drops accents and capitals. */
    @Test
    void keepsVoicingMarksAndCapitals() {
        JapaneseWordPieces pieces = JapaneseWordPieces.read(vocabulary, List::of);

        assertThat(pieces.encode("が")).containsExactly(2, 9, 3);
        assertThat(pieces.encode("ABC")).containsExactly(2, 11, 3);
        assertThat(pieces.encode("abc")).containsExactly(2, 1, 3);
        assertThat(pieces.encode("ｶﾞ")).containsExactly(2, 12, 3);
    }

    @Test
    void countsTheTokensOfOneWord() {
        JapaneseWordPieces pieces = pieces(List.of("never", "asked"));

        assertThat(pieces.piecesOfWord("歯医者")).isEqualTo(3);
        assertThat(pieces.piecesOfWord("龘")).isEqualTo(1);
    }
}
