package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.language.Language;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.VoiceNeed;

class BertLibraryTest {
    private static final Path PIECES =
            Path.of("../frontend/src/test/resources/golden/text/spm_test/spm.model");

    @TempDir private Path folder;

    private BertLibrary library() {
        return new BertLibrary(List.of(folder), folder.resolve("cache"), true);
    }

    /** Of a model that people have the tokenizer of, whether or not its weights are here. */
    @Test
    void earlyJapaneseIsCutByTheTokenizerOfItsRelease() throws IOException {
        Path pieces = Files.createDirectories(folder.resolve(VoiceNeed.EARLY_JAPANESE_BERT));
        Files.copy(PIECES, pieces.resolve("spm.model"));
        Path words = Files.createDirectories(folder.resolve(VoiceNeed.FIRST_JAPANESE_BERT));
        Files.write(
                words.resolve("vocab.txt"),
                List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "jump", "##s", "##ing"));
        BertLibrary library = library();

        assertThat(tokens(library, TextRules.V2_0, "jumps")).isEqualTo(2);
        assertThat(tokens(library, TextRules.V1_1, "jumps")).isEqualTo(2);
        assertThat(tokens(library, TextRules.V1_1_FIX, "jumpings")).isEqualTo(3);
    }

    private static int tokens(BertLibrary library, TextRules release, String word) {
        return library.earlyJapaneseTokens(release).orElseThrow().applyAsInt(word);
    }

    @Test
    void nothingIsCutWhereNoTokenizerIs() {
        assertThat(library().earlyJapaneseTokens(TextRules.V2_0)).isEmpty();
        assertThat(library().earlyJapaneseTokens(TextRules.V1_1)).isEmpty();
    }

    @Test
    void eachLanguageOfEachReleaseHasAModel() {
        assertThat(BertLibrary.name(Language.JP, TextRules.V1_1_FIX))
                .contains("bert-base-japanese-v3");
        assertThat(BertLibrary.name(Language.ZH, TextRules.V2_3))
                .contains("chinese-roberta-wwm-ext-large");
        assertThat(BertLibrary.name(new Language("FR"), TextRules.V2_3)).isEmpty();
    }
}
