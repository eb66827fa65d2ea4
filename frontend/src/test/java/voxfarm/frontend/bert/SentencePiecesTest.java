package voxfarm.frontend.bert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

class SentencePiecesTest {
    private static final Path FILE = Path.of("src/test/resources/golden/text/spm_test/spm.model");
    private static final SentencePieces PIECES = SentencePieces.read(FILE);

    private static List<String> texts(String text) {
        return PIECES.pieces(text).stream().map(SentencePieces.Piece::text).toList();
    }

    @Test
    void cutsWhereScoresAddUpToTheMost() {
        assertThat(texts("The quick brown fox jumps over the lazy dog."))
                .containsExactly(
                        "▁The", "▁quick", "▁brown", "▁fo", "x", "▁jump", "s", "▁over", "▁the",
                        "▁lazy", "▁dog", ".");
    }

    @Test
    void spacesAreOneAndThoseAtTheEndsNone() {
        assertThat(texts("  the \t\n dog  ")).isEqualTo(texts("the dog"));
        assertThat(texts("")).isEmpty();
        assertThat(texts(" \u3000 ")).isEmpty();
    }

    @Test
    void eachPieceKnowsWhatItStandsFor() {
        String text = "  Ｔｈｅ  lazy 𝔊 dog… ";
        List<SentencePieces.Piece> pieces = PIECES.pieces(text);
        int at = 0;
        for (SentencePieces.Piece piece : pieces) {
            assertThat(piece.begin()).isBetween(at, piece.end());
            assertThat(piece.end()).isLessThanOrEqualTo(text.length());
            at = piece.begin();
        }
        SentencePieces.Piece the = pieces.getFirst();
        assertThat(the.word()).isEqualTo("The");
        assertThat(text.substring(the.begin(), the.end())).isEqualTo("Ｔｈｅ");
    }

    @Test
    void whatIsUnknownIsOnePieceAndSpecialTokensStandAlone() {
        assertThat(texts("漢字 dog")).containsSequence("漢字", "▁dog");
        assertThat(texts("a [SEP] b")).containsExactly("▁a", "[SEP]", "▁b");
        long[] ids = PIECES.encode("dog");
        assertThat(ids[0]).isEqualTo(1);
        assertThat(ids[ids.length - 1]).isEqualTo(2);
    }

    @Test
    void aDamagedFileIsRefusedWhateverTheDamage(@TempDir Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(FILE);
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            int length = i % 2 == 0 ? random.nextInt(whole.length) : whole.length;
            byte[] damaged = Arrays.copyOf(whole, length);
            for (int n = random.nextInt(8); n >= 0 && damaged.length > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                SentencePieces read = SentencePieces.read(damaged, "spm.model");
                assertThat(read.pieces("The lazy dog, ＡＢＣ!")).isNotNull();
            } catch (VoxfarmException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VOICE);
                assertThat(e.getMessage()).startsWith("spm.model: expected a");
            }
        }
        Path none = folder.resolve("none.model");
        assertThatThrownBy(() -> SentencePieces.read(none)).hasMessageContaining("no such file");
    }
}
