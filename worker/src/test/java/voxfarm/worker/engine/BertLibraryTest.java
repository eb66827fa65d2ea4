package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.VoiceNeed;

class BertLibraryTest {
    private static final Path PIECES =
            Path.of("../frontend/src/test/resources/golden/text/spm_test/spm.model");

    private static final Path MODELS = Path.of("../../shared/golden/bert");

    @TempDir private Path folder;

    private BertLibrary library() {
        return new BertLibrary(List.of(folder), folder.resolve("cache"), true);
    }

    /** Small models of the three kinds, under the names that voices ask for. */
    private void bringModels() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(MODELS));
        copy("zh", VoiceNeed.CHINESE_BERT);
        copy("jp", VoiceNeed.JAPANESE_BERT);
        copy("en", VoiceNeed.ENGLISH_BERT);
        copy("en", VoiceNeed.EARLY_JAPANESE_BERT);
    }

    private void copy(String model, String name) throws IOException {
        Path to = Files.createDirectories(folder.resolve(name));
        try (var files = Files.newDirectoryStream(MODELS.resolve(model).resolve("model"))) {
            for (Path file : files) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /** All languages share one budget; what is in use stays until it is not. */
    @Test
    void modelsOfAllLanguagesShareOneBudget() throws IOException {
        bringModels();
        OrtRuntime runtime = OrtRuntime.start(new Device.Cpu(), 1);
        try (BertLibrary library =
                new BertLibrary(List.of(folder), folder.resolve("cache"), false, 1)) {
            float[] first = chinese(library, runtime);
            assertThat(library.loaded()).containsExactly(VoiceNeed.CHINESE_BERT);

            float[] again =
                    library.with(
                            Language.ZH,
                            TextRules.V2_1,
                            runtime,
                            encoder -> {
                                library.with(
                                        Language.JP,
                                        TextRules.V2_1,
                                        runtime,
                                        japanese -> japanese.encode("本を読む"));
                                assertThat(library.loaded())
                                        .containsExactlyInAnyOrder(
                                                VoiceNeed.CHINESE_BERT, VoiceNeed.JAPANESE_BERT);
                                return encoder.encode("你好。");
                            });
            library.with(Language.EN, TextRules.V2_1, runtime, english -> english.encode("Hello."));

            assertThat(again).isEqualTo(first);
            assertThat(library.loaded()).containsExactly(VoiceNeed.ENGLISH_BERT);
            assertThat(chinese(library, runtime)).isEqualTo(first);
        }
    }

    private static float[] chinese(BertLibrary library, OrtRuntime runtime) {
        return library.with(Language.ZH, TextRules.V2_1, runtime, encoder -> encoder.encode("你好。"));
    }

    /** Of a stop during a load, too: what is loaded then is nobody's. */
    @Test
    void nothingIsLoadedBehindTheEnd() throws IOException {
        bringModels();
        OrtRuntime runtime = OrtRuntime.start(new Device.Cpu(), 1);
        BertLibrary library = new BertLibrary(List.of(folder), folder.resolve("cache"), false);
        var _ = chinese(library, runtime);
        library.close();

        assertThatThrownBy(() -> chinese(library, runtime))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
        assertThat(library.loaded()).isEmpty();
    }

    /** Who needs one that is there waits for nobody who loads another. */
    @Test
    void aLoadHoldsUpNoOtherModel() throws Exception {
        bringModels();
        OrtRuntime runtime = OrtRuntime.start(new Device.Cpu(), 1);
        try (BertLibrary library =
                new BertLibrary(List.of(folder), folder.resolve("cache"), false)) {
            var _ = chinese(library, runtime);
            Object load = library.loadOf(VoiceNeed.JAPANESE_BERT);
            AtomicBoolean japanese = new AtomicBoolean();
            Thread loading =
                    Thread.ofVirtual()
                            .unstarted(() -> {
                                library.with(
                                        Language.JP,
                                        TextRules.V2_1,
                                        runtime,
                                        encoder -> encoder.encode("本"));
                                japanese.set(true);
                            });
            synchronized (load) { // as if it took long
                loading.start();
                assertThat(chinese(library, runtime)).isNotEmpty();
                assertThat(japanese).isFalse();
            }
            loading.join();
            assertThat(japanese).isTrue();
        }
    }

    /** Its tokens at both ends are numbers that its release had from another model. */
    @Test
    void earlyJapaneseIsFedWordByWord() throws IOException {
        bringModels();
        OrtRuntime runtime = OrtRuntime.start(new Device.Cpu(), 1);
        try (BertLibrary library =
                new BertLibrary(List.of(folder), folder.resolve("cache"), false)) {
            float[] byWord =
                    library.with(
                            Language.JP,
                            TextRules.V2_0,
                            runtime,
                            encoder -> encoder.encode(List.of("the", "dog")));
            float[] asTrained =
                    library.with(
                            Language.JP,
                            TextRules.V2_0,
                            runtime,
                            encoder -> {
                                long[] ids = encoder.ids("the dog");
                                ids[0] = 2;
                                ids[ids.length - 1] = 3;
                                return encoder.encode(ids);
                            });

            assertThat(byWord).isEqualTo(asTrained);
            assertThat(library.loaded()).containsExactly(VoiceNeed.EARLY_JAPANESE_BERT);
        }
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
