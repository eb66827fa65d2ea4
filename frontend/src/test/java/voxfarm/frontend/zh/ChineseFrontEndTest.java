package voxfarm.frontend.zh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.frontend.PhoneIds;
import voxfarm.frontend.Readings;
import voxfarm.frontend.Span;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.bert.WordPieceTokenizer;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.phones.SymbolTable;

class ChineseFrontEndTest {
    private static final ChineseFrontEnd CHINESE = new ChineseFrontEnd();

    private static SpokenText speak(String text, Readings readings) {
        return CHINESE.speak(text, Language.ZH, TextRules.V2_1, readings);
    }

    private static SpokenText.Run run(String text) {
        return speak(text, Readings.NONE).runs().getFirst();
    }

    private static List<Integer> tones(String text) {
        return run(text).tones();
    }

    @Test
    void speaksTheSeedsOwnSentence() {
        SpokenText.Run phones = run("妖孽,吃俺老孙一棒!");

        assertThat(phones.bertText()).isEqualTo("妖孽,吃俺老孙一棒!");
        assertThat(String.join(" ", phones.phones()))
                .isEqualTo("_ y ao n ie , ch ir AA an l ao s un y i b ang ! _");
        assertThat(phones.tones())
                .containsExactly(0, 1, 1, 4, 4, 0, 1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 4, 4, 0, 0);
    }

    @Test
    void changesThirdTonesInARow() {
        assertThat(tones("你好")).containsExactly(0, 2, 2, 3, 3, 0);
        assertThat(tones("纸老虎")).containsExactly(0, 3, 3, 2, 2, 3, 3, 0);
    }

    @Test
    void changesBuAndYi() {
        assertThat(tones("不怕")).containsExactly(0, 2, 2, 4, 4, 0);
        assertThat(tones("一天")).containsExactly(0, 4, 4, 1, 1, 0);
        assertThat(tones("看一看")).containsExactly(0, 4, 4, 5, 5, 4, 4, 0);
        assertThat(tones("第一")).containsExactly(0, 4, 4, 1, 1, 0);
    }

    @Test
    void choosesReadingsByPhrase() {
        assertThat(run("银行").phones()).containsSequence("h", "ang");
        assertThat(run("行走").phones()).containsSequence("x", "ing");
    }

    @Test
    void namesWhatIsNotSpoken() {
        SpokenText spoken = speak("我爱Java和😀！", Readings.NONE);

        assertThat(spoken.runs().getFirst().bertText()).isEqualTo("我爱和!");
        assertThat(spoken.notSpoken())
                .containsExactly(
                        new SpokenText.NotSpoken("Java", new Span(2, 6)),
                        new SpokenText.NotSpoken("😀", new Span(7, 9)));
    }

    /** What is normalised, read out or set in brackets is found again in what the caller wrote. */
    @Test
    void wordsKnowTheirPlaceInTheCallersText() {
        String text = "重庆[chong2 qing4]有 32 个区…… “好”...";
        SpokenText spoken = speak(text, Readings.NONE);

        assertThat(
                        spoken.runs().getFirst().words().stream()
                                .map(w ->
                                        w.text()
                                                + "="
                                                + text.substring(w.span().begin(), w.span().end())))
                .containsExactly(
                        "重庆=重庆",
                        "有=有",
                        "三十二个=32 个",
                        "区=区",
                        "…=…",
                        "…=…",
                        "'=“",
                        "好=好",
                        "'=”",
                        "…=...");
    }

    @Test
    void marksInTheTextSetAReading() {
        SpokenText.Run plain = run("重庆很重");
        SpokenText.Run marked = run("重庆很重[chong2]");

        assertThat(plain.phones()).endsWith("zh", "ong", "_");
        assertThat(marked.phones()).endsWith("ch", "ong", "_");
        assertThat(marked.bertText()).isEqualTo("重庆很重");
        assertThat(marked.words().getLast().source()).isEqualTo(SpokenText.Source.INLINE);
        assertThat(CHINESE.shown("重庆很重[chong2]，\\[甲]")).isEqualTo("重庆很重，[甲]");
    }

    @Test
    void whatOnlyLooksLikeAMarkStaysText() {
        assertThat(run("重\\[zhong4]").bertText()).isEqualTo("重'四'");
        assertThat(run("[zhong4]重").bertText()).isEqualTo("'四'重");
        assertThat(run("重[xyz4]").bertText()).isEqualTo("重'四'");
    }

    @Test
    void dictionariesComeBeforeTheBuiltInOne() {
        Readings words = Readings.of(Map.of("老孙", "lao2 sun5"));
        Readings farm = Readings.of(Map.of("老孙", "lao1 sun1", "一棒", "yi1 bang3"));

        SpokenText spoken = speak("老孙一棒", words.before(farm));

        assertThat(spoken.runs().getFirst().tones()).containsExactly(0, 2, 2, 5, 5, 1, 1, 3, 3, 0);
    }

    @Test
    void leavesWordsOfOtherLanguagesToThem() {
        Readings words = Readings.of(Map.of("London", "L AH1 N D AH0 N", "老孙", "lao2 sun5"));

        assertThat(speak("老孙", words).runs().getFirst().tones()).containsExactly(0, 2, 2, 5, 5, 0);
    }

    @Test
    void straightQuotesAreSpokenFromRelease21On() {
        String text = "说\"好\"";

        assertThat(run(text).bertText()).isEqualTo("说'好'");
        assertThat(
                        CHINESE.speak(text, Language.ZH, TextRules.V2_0, Readings.NONE)
                                .runs()
                                .getFirst()
                                .bertText())
                .isEqualTo("说好");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chong", "chong6", "xx1", "chong2 qing4", ""})
    void refusesReadingsThatNoVoiceKnows(String reading) {
        assertThatThrownBy(() -> LocalFrontEnds.all().check("重", reading))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("重");
        assertThatThrownBy(() -> speak("重", Readings.of(Map.of("重", reading))))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("重");
    }

    @Test
    void placesBlanksBetweenPhones() {
        PhoneIds ids = PhoneIds.of(speak("你好", Readings.NONE), SymbolTable.V2, true);

        assertThat(ids.phones()).hasSize(13);
        assertThat(ids.phones()[0]).isZero();
        assertThat(ids.word2ph().getFirst()).containsExactly(3, 4, 4, 2);
    }

    /** Any text: no crash, counts that add up, nothing spoken that no table has. */
    @Test
    void survivesAnyText() {
        long seed = 20261125;
        SplittableRandom random = new SplittableRandom(seed);
        String pool = "不一儿个的子们三两第看说吧了呢重行长Ab1２.,!?…，。！？'\"“”—~·《》噷兙嗯\n \t٣😀ー";
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(1, 40);
            for (int k = 0; k < length; k++) {
                if (random.nextInt(3) == 0) {
                    text.append((char) random.nextInt(0x4e00, 0x9fa6));
                } else {
                    text.append(pool.charAt(random.nextInt(pool.length())));
                }
            }
            SpokenText spoken = speak(text.toString(), Readings.NONE);
            SpokenText.Run phones = spoken.runs().getFirst();
            assertThat(phones.word2ph())
                    .as("seed %d, text %s", seed, text)
                    .hasSize(phones.bertText().length() + 2);
            int behind = 0;
            for (SpokenText.Word word : phones.words()) {
                assertThat(word.span().begin())
                        .as("seed %d, text %s, word %s", seed, text, word)
                        .isGreaterThanOrEqualTo(behind);
                behind = word.span().begin();
                assertThat(word.span().end()).isLessThanOrEqualTo(text.length());
            }
            var _ = PhoneIds.of(spoken, SymbolTable.V2, true);
        }
    }

    /** The features of BERT are laid upon the phones by it; one more or less would be a failure. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "开嗯好呃",
                "蓊蓊郁郁",
                "𠮷野家你好",
                "龘靐齉你好",
                "你\u200b好\ufeff世界",
                "你\u0301好",
                "﷽你好",
                "[UNK]你好[SEP]",
                "你好————世界",
                "你好……世界!!??",
                "e\u0301你好\u0301\u0301",
                "你好ＡＢＣ１２３世界",
                "我有3.14元，2024年5月1日。",
                "你 好\u3000世\t界"
            })
    void hasATokenOfBertForEveryCharacter(String text, @TempDir Path folder) throws IOException {
        SpokenText.Run run = speak(text, Readings.NONE).runs().getFirst();
        // what the model does not know counts one as well
        for (String known : List.of("", run.bertText())) {
            List<String> vocabulary =
                    new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
            known.codePoints().distinct().mapToObj(Character::toString).forEach(vocabulary::add);
            Path file = Files.write(folder.resolve("vocab.txt"), vocabulary);

            assertThat(WordPieceTokenizer.read(file).encode(run.bertText()))
                    .as(run.bertText())
                    .hasSize(run.word2ph().size());
        }
    }
}
