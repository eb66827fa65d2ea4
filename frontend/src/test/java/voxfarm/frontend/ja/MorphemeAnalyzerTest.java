package voxfarm.frontend.ja;

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
import voxfarm.common.error.VoxfarmException;

class MorphemeAnalyzerTest {
    @TempDir private Path folder;

    private List<String> cut(SmallDictionary dictionary, String text) {
        return analyzer(dictionary).analyze(text, SetWords.NONE).stream()
                .map(Morpheme::surface)
                .toList();
    }

    private MorphemeAnalyzer analyzer(SmallDictionary dictionary) {
        return new MorphemeAnalyzer(MorphemeDictionary.open(dictionary.writeTo(folder)));
    }

    @Test
    void takesTheCheapestWay() {
        SmallDictionary words = SmallDictionary.ofTests();

        assertThat(cut(words, "私は本を読みます")).containsExactly("私", "は", "本", "を", "読み", "ます");
        words.word("本を", 1, 1, 4500, "名詞,一般,*,*,*,*,本を,ホンヲ,ホンヲ,0/3,C3");
        assertThat(cut(words, "私は本を読みます")).contains("本を");
        words.connect(2, 1, 600); // of は before 本を, and before 本 too: no other word of its cost
        words.word("本", 3, 1, 3000, "名詞,一般,*,*,*,*,本,モト,モト,0/2,C3");
        assertThat(cut(words, "私は本を読みます")).contains("本", "を");
    }

    @Test
    void ofTwoReadingsThatCostTheSameTheDictionarysFirstWins() {
        SmallDictionary words = SmallDictionary.ofTests();
        words.word("山", 1, 1, 500, "名詞,一般,*,*,*,*,山,ヤマ,ヤマ,2/2,C3");
        words.word("山", 1, 1, 500, "名詞,一般,*,*,*,*,山,サン,サン,1/2,C3");

        assertThat(analyzer(words).analyze("山", SetWords.NONE))
                .singleElement()
                .satisfies(word -> assertThat(word.feature()).contains("ヤマ"));
    }

    @Test
    void makesWordsOfWhatIsNotKnown() {
        SmallDictionary words = SmallDictionary.ofTests();

        assertThat(cut(words, "私はロボット")).containsExactly("私", "は", "ロボット");
        assertThat(cut(words, "私は龘")).containsExactly("私", "は", "龘");
        assertThat(cut(words, "私は\ud840\udc00本")).containsExactly("私", "は", "\ud840\udc00", "本");
    }

    @Test
    void dropsBlanksBetweenWordsAndAtTheEnd() {
        assertThat(cut(SmallDictionary.ofTests(), " 私 は  ")).containsExactly("私", "は");
        assertThat(cut(SmallDictionary.ofTests(), "   ")).isEmpty();
        assertThat(cut(SmallDictionary.ofTests(), "")).isEmpty();
    }

    @Test
    void wordsThatSomebodySetWin() {
        KanaReading reading = KanaReading.parse("ワタシワ").orElseThrow();
        SetWords set = SetWords.of(List.of(new SetWord(0, 2, reading)));

        assertThat(analyzer(SmallDictionary.ofTests()).analyze("私は本", set))
                .extracting(Morpheme::surface, Morpheme::set)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("私は", true),
                        org.assertj.core.groups.Tuple.tuple("本", false));
    }

    /** A rule may count back beyond the phrase's beginning. */
    @Test
    void noPhraseHasANegativeAccent() {
        SmallDictionary words = SmallDictionary.ofTests();
        words.word("ら", 2, 2, 100, "助動詞,*,*,*,不変化型,基本形,ら,ラ,ラ,1/1,名詞%F4@-9");
        words.word("し", 2, 2, 100, "助動詞,*,*,*,不変化型,基本形,し,シ,シ,0/1,助動詞%F2@1");
        JapaneseAnalysis analysis =
                new JapaneseAnalysis(MorphemeDictionary.open(words.writeTo(folder)));

        assertThat(analysis.words("私ら", SetWords.NONE).list().getFirst().accent).isZero();
        assertThat(analysis.words("私らし", SetWords.NONE).list().getFirst().accent).isEqualTo(5);
    }

    /** What lies beside the tests is for those of other modules. */
    @Test
    void theCommittedDictionaryIsWhatTheCompilerMakes() throws IOException {
        Path made = SmallDictionary.ofTests().writeTo(folder);
        Path committed = Path.of("src/test/resources/voxfarm/frontend/ja/dictionary");

        for (String file : List.of("sys.dic", "unk.dic", "matrix.bin", "char.bin")) {
            assertThat(committed.resolve(file)).hasSameBinaryContentAs(made.resolve(file));
        }
    }

    /** Whatever its bytes say, a dictionary is refused, or cuts the text somehow. */
    @Test
    void brokenFilesNeverEndTheProcess() throws IOException {
        long seed = 20_261_127;
        Random random = new Random(seed);
        Path whole = SmallDictionary.ofTests().writeTo(folder.resolve("whole"));
        int refused = 0;
        for (int round = 0; round < 400; round++) {
            Path broken = Files.createDirectories(folder.resolve("broken"));
            for (String file : List.of("sys.dic", "unk.dic", "matrix.bin", "char.bin")) {
                byte[] bytes = Files.readAllBytes(whole.resolve(file));
                if (random.nextInt(4) == 0) {
                    bytes = broken(bytes, random);
                }
                Files.deleteIfExists(broken.resolve(file)); // the one before may still be mapped
                Files.write(broken.resolve(file), bytes);
            }
            try {
                var _ =
                        new JapaneseAnalysis(MorphemeDictionary.open(broken))
                                .words("私は本を三十冊読みますロボット龘。", SetWords.NONE);
            } catch (VoxfarmException e) {
                refused++;
            }
        }
        assertThat(refused).as("seed %d", seed).isBetween(20, 380);
    }

    private static byte[] broken(byte[] bytes, Random random) {
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        byte[] changed = bytes.clone();
        int region = random.nextBoolean() ? changed.length : Math.min(changed.length, 2000);
        for (int i = 0; i < 1 + random.nextInt(40); i++) {
            changed[random.nextInt(region)] = (byte) random.nextInt();
        }
        return changed;
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> MorphemeDictionary.open(folder.resolve("none")))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("sys.dic");
        assertThat(MorphemeDictionary.isIn(folder.resolve("none"))).isFalse();
    }
}
