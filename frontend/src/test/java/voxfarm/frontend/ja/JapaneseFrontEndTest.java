package voxfarm.frontend.ja;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.language.Language;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;

class JapaneseFrontEndTest {
    @TempDir private Path folder;

    private JapaneseFrontEnd japanese =
            new JapaneseFrontEnd(
                    () -> {
                        throw new IllegalStateException("not opened yet");
                    },
                    () -> {
                        throw new IllegalStateException("not opened");
                    },
                    JapaneseFrontEnd.EarlyTokens.NONE);

    @BeforeEach
    void open() {
        JapaneseDictionary dictionary =
                JapaneseDictionary.open(SmallDictionary.ofTests().writeTo(folder));
        UniDic uniDic = UniDic.open(UniDicTest.ofTests().writeTo(folder.resolve("unidic")));
        japanese =
                new JapaneseFrontEnd(
                        () -> dictionary, () -> uniDic, JapaneseFrontEnd.EarlyTokens.NONE);
    }

    private SpokenText speak(String text) {
        return japanese.speak(text, Language.JP, TextRules.V2_1, Readings.NONE);
    }

    @Test
    void speaksWithTonesAndCountsByCharacter() {
        SpokenText.Run run = speak("私は本を読みます。").runs().getFirst();

        assertThat(String.join(" ", run.phones()))
                .isEqualTo("_ w a t a sh i w a h o n o y o m i m a s u . _");
        assertThat(run.tones())
                .containsExactly(
                        0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0);
        assertThat(run.bertText()).isEqualTo("私は本を読みます.");
        assertThat(run.word2ph()).containsExactly(1, 6, 2, 3, 1, 2, 2, 2, 2, 1, 1);
        assertThat(speak("私は本を読みます。").notSpoken()).isEmpty();
    }

    @Test
    void readsNumbersWithTheirCounters() {
        SpokenText.Run run = speak("本を３０冊").runs().getFirst();

        assertThat(run.bertText()).isEqualTo("本を三十冊");
        assertThat(String.join(" ", run.phones())).endsWith("s a n j u q s a ts u _");
    }

    @Test
    void namesWhatHasNoReading() {
        SpokenText spoken = speak("私は龘龘、NHKを読みます");

        assertThat(spoken.notSpoken())
                .extracting(SpokenText.NotSpoken::text)
                .containsExactly("龘", "龘", "NHK");
        assertThat(spoken.notSpoken().getLast().span().begin()).isEqualTo(5);
        assertThat(spoken.spoken()).isTrue();
        assertThat(String.join(" ", spoken.runs().getFirst().phones())).contains("y o m i");
        assertThat(speak("ー").spoken()).isFalse();
        assertThat(speak("ー").notSpoken()).hasSize(1);
        assertThat(speak("").runs().getFirst().phones()).containsExactly("_", "_");
    }

    @Test
    void wordsKnowWhatTheyStandFor() {
        String text = "私は「本」を３０冊";
        SpokenText spoken = speak(text);

        assertThat(spoken.runs().getFirst().words())
                .extracting(word -> text.substring(word.span().begin(), word.span().end()))
                .containsExactly("私", "は", "「", "本", "」", "を", "３０", "３０", "冊");
    }

    @Test
    void earlyReleasesHaveNoTones() {
        SpokenText.Run run =
                japanese.speak("本を読みます。", Language.JP, TextRules.V1_1_FIX, Readings.NONE)
                        .runs()
                        .getFirst();

        assertThat(run.tones()).containsOnly(0);
    }

    private SpokenText speak(String text, Map<String, String> words) {
        return japanese.speak(text, Language.JP, TextRules.V2_1, Readings.of(words));
    }

    private static String phones(SpokenText spoken) {
        return String.join(" ", spoken.runs().getFirst().phones());
    }

    @Test
    void readsWordsAsADictionarySetsThem() {
        SpokenText spoken = speak("私は本を読みます", Map.of("本", "モ'ト", "私は", "ワタク’シワ"));
        SpokenText.Run run = spoken.runs().getFirst();

        assertThat(phones(spoken)).isEqualTo("_ w a t a k u sh i w a m o t o o y o m i m a s u _");
        assertThat(run.tones().subList(11, 15)).as("m o t o").containsExactly(1, 1, 0, 0);
        assertThat(run.words().getFirst().text()).isEqualTo("私は");
        assertThat(run.words().getFirst().source().isSet()).isTrue();
        assertThat(run.words().getLast().source().isSet()).isFalse();
    }

    /** Of early releases, too, which analyse what their dictionary says once more. */
    @Test
    void saysWhatIsSetAsItIsSet() {
        SmallDictionary words = SmallDictionary.ofTests();
        words.word("センセ", 1, 1, 10, "名詞,一般,*,*,*,*,センセ,センセ,センセイデハナイ,1/3,C3");
        JapaneseDictionary dictionary = JapaneseDictionary.open(words.writeTo(folder.resolve("b")));
        japanese =
                new JapaneseFrontEnd(
                        () -> dictionary,
                        () -> {
                            throw new IllegalStateException("not opened");
                        },
                        JapaneseFrontEnd.EarlyTokens.NONE);

        assertThat(phones(speak("本", Map.of("本", "センセ'ー")))).isEqualTo("_ s e n s e e _");
    }

    @Test
    void readsWordsAsMarksInTheTextSetThem() {
        SpokenText spoken = speak("[[私|kana:ワシ]]は[[kana:ホ'ン]]を", Map.of());

        assertThat(phones(spoken)).isEqualTo("_ w a sh i w a h o n o _");
        assertThat(spoken.notSpoken()).isEmpty();
        assertThat(japanese.shown("[[私|kana:ワシ]]は")).isEqualTo("私は");
    }

    /** Even what it could not read, and what its texts cannot hold. */
    @Test
    void readsWhatItDoesNotKnowAsADictionarySetsIt() {
        SpokenText spoken = speak("龘龘とNHKを読みます", Map.of("龘龘", "とう", "NHK", "kana:エヌエッチケ'ー"));

        assertThat(spoken.notSpoken()).isEmpty();
        assertThat(phones(spoken)).startsWith("_ t o u t o e n u e q ch i k e e o y o m i");
        assertThat(spoken.runs().getFirst().bertText()).startsWith("龘龘とエヌエッチケーを");
    }

    /** Whatever stands in it, a text is spoken by phones that voices know, or it is named. */
    @Test
    void anyTextIsSpokenOrNamed() {
        long seed = 35;
        Random random = new Random(seed);
        List<TextRules> releases =
                EnumSet.complementOf(EnumSet.of(TextRules.V1_0)).stream().toList();
        String likely = "私本をは読みますー々、。…！～・0123,.$三十冊ヴァゃッｶﾞﾟ゙クヮグヮABα龘㐀😀ゝゞヽヾ[]|'";
        for (int round = 0; round < 600; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                text.appendCodePoint(
                        random.nextInt(5) > 0
                                ? likely.charAt(random.nextInt(likely.length()))
                                : 1 + random.nextInt(0x1fff0));
            }
            TextRules rules = releases.get(random.nextInt(releases.size()));
            String given = text.toString();
            SpokenText spoken = japanese.speak(given, Language.JP, rules, Readings.NONE);
            SpokenText.Run run = spoken.runs().getFirst();
            for (String phone : run.phones()) {
                assertThat(rules.symbols().id(phone)).as("%s in %s", phone, given).isNotNegative();
            }
            assertThat(run.tones()).as("seed %d, %s", seed, given).allMatch(t -> t == 0 || t == 1);
            for (SpokenText.Word word : run.words()) {
                assertThat(word.span().end()).as(given).isLessThanOrEqualTo(given.length());
            }
        }
    }

    /** The original fails on moras whose phones no voice has. */
    @Test
    void speaksMorasOfOldSpellings() {
        SmallDictionary words = SmallDictionary.ofTests();
        words.word("クヮ", 1, 1, 10, "名詞,一般,*,*,*,*,クヮ,クヮ,クヮ,1/1,C3");
        words.word("グヮ", 1, 1, 10, "名詞,一般,*,*,*,*,グヮ,グヮ,グヮ,1/1,C3");
        JapaneseDictionary dictionary = JapaneseDictionary.open(words.writeTo(folder.resolve("c")));
        japanese =
                new JapaneseFrontEnd(
                        () -> dictionary,
                        () -> {
                            throw new IllegalStateException("not opened");
                        },
                        JapaneseFrontEnd.EarlyTokens.NONE);
        for (TextRules rules : List.of(TextRules.V2_0, TextRules.V2_1, TextRules.JP_EXTRA)) {
            SpokenText spoken = japanese.speak("クヮ、グヮ", Language.JP, rules, Readings.NONE);

            assertThat(phones(spoken)).as("%s", rules).isEqualTo("_ k w a , g w a _");
            assertThat(spoken.notSpoken()).isEmpty();
        }
    }

    /** As of JP-Extra: by accent phrase, with a phone for ん, and letters by their names. */
    @Test
    void laterReleasesSpeakByAccentPhrase() {
        SpokenText spoken =
                japanese.speak("私は本をＡＢ～。", Language.JP, TextRules.JP_EXTRA, Readings.NONE);
        SpokenText.Run run = spoken.runs().getFirst();

        assertThat(String.join(" ", run.phones()))
                .isEqualTo("_ w a t a sh i w a h o N o e e b i i i . _");
        assertThat(run.tones())
                .startsWith(0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0)
                .hasSameSizeAs(run.phones());
        assertThat(spoken.notSpoken()).isEmpty();
        assertThat(run.bertText()).isEqualTo("私は本をＡＢー.");
        SpokenText.Run style =
                japanese.speak("本", Language.JP, TextRules.STYLE, Readings.NONE).runs().getFirst();
        assertThat(style.phones()).containsExactly("_", "h", "o", "n", "_");
    }

    @Test
    void laterReleasesNameWhatHasNoReadingToo() {
        SpokenText spoken = japanese.speak("ー龘龘、本", Language.JP, TextRules.JP_EXTRA, Readings.NONE);

        assertThat(String.join(" ", spoken.runs().getFirst().phones()))
                .isEqualTo("_ - ' ' , h o N _");
        assertThat(spoken.notSpoken()).extracting(SpokenText.NotSpoken::text).containsExactly("龘龘");
    }

    /** Of releases 2.0, whose tokenizer nobody gave it. */
    @Test
    void wordsAreTokensWhereNothingSaysOtherwise() {
        SpokenText.Run run =
                japanese.speak("私は本を読みます。", Language.JP, TextRules.V2_0, Readings.NONE)
                        .runs()
                        .getFirst();

        assertThat(run.word2ph()).containsExactly(1, 6, 2, 3, 1, 4, 4, 1, 1);
        assertThat(run.bertByWord()).isTrue();
    }

    /** The original ends beyond some thousand characters. */
    @Test
    void readsLongTextsPieceByPiece() {
        SpokenText spoken = speak("私は本を読みます。".repeat(2000));

        assertThat(spoken.notSpoken()).isEmpty();
        assertThat(spoken.runs().getFirst().phones()).hasSize(2 + 2000 * 21);
    }

    @Test
    void voicesOfAllReleasesKnowItsPhones() {
        for (TextRules rules : TextRules.values()) {
            if (rules == TextRules.V1_0) {
                continue; // Chinese alone
            }
            for (String text : List.of("私は本を三十冊読みます。", "ロボット、ヴァイオリン！？")) {
                for (String phone :
                        japanese.speak(text, Language.JP, rules, Readings.NONE)
                                .runs()
                                .getFirst()
                                .phones()) {
                    assertThat(rules.symbols().id(phone)).isNotNegative();
                }
            }
        }
    }
}
