package voxfarm.frontend.bert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CharacterTokenizerTest {
    private static final List<String> TOKENS =
            List.of(
                    "[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]", "本", "が", "ガ", ".", "A", "é", "キ",
                    "ロ");

    @TempDir private Path folder;

    private List<String> tokens(String text) throws IOException {
        Path file = Files.write(folder.resolve("vocab.txt"), TOKENS);
        long[] ids = CharacterTokenizer.read(file).encode(text);
        return Arrays.stream(ids).mapToObj(id -> TOKENS.get((int) id)).toList();
    }

    @Test
    void eachCharacterIsAToken() throws IOException {
        assertThat(tokens("本が.")).containsExactly("[CLS]", "本", "が", ".", "[SEP]");
        assertThat(tokens("")).containsExactly("[CLS]", "[SEP]");
    }

    @Test
    void composesAndKeepsCapitalsAndAccents() throws IOException {
        assertThat(tokens("か\u3099ｶﾞ")).containsExactly("[CLS]", "が", "ガ", "[SEP]");
        assertThat(tokens("ＡAe\u0301")).containsExactly("[CLS]", "A", "A", "é", "[SEP]");
        assertThat(tokens("㌔…")).containsExactly("[CLS]", "キ", "ロ", ".", ".", ".", "[SEP]");
    }

    @Test
    void leavesOutBlanksAndControlCharacters() throws IOException {
        assertThat(tokens(" 本\t\u0000\u200b本\u3000")).containsExactly("[CLS]", "本", "本", "[SEP]");
    }

    @Test
    void takesSpecialTokensForWhatTheyAreAndOthersForUnknown() throws IOException {
        assertThat(tokens("本[MASK]龘a"))
                .containsExactly("[CLS]", "本", "[MASK]", "[UNK]", "[UNK]", "[SEP]");
    }
}
