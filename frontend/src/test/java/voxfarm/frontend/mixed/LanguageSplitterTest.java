package voxfarm.frontend.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.language.Language;
import voxfarm.common.plan.LanguageRun;
import voxfarm.common.plan.LanguageRuns;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.Growth;
import voxfarm.frontend.local.LocalFrontEnds;

/** Whatever a text holds, its stretches are all of it, and none is empty. */
class LanguageSplitterTest {
    private static final FrontEnds ALL = LocalFrontEnds.all();
    private static final List<Language> SPOKEN = List.of(Language.ZH, Language.JP, Language.EN);

    private static final LanguageSplitter SPLITTER = new LanguageSplitter(ALL, SPOKEN);

    private static List<String> stretches(String text, Language own, boolean asked) {
        MixedText.Languages languages =
                SPLITTER.look(
                                text,
                                own,
                                asked ? LanguageSplitter.Asked.OF_TEXT : LanguageSplitter.Asked.NOT)
                        .languages(Optional.empty());
        List<LanguageRun> runs =
                languages.runs().isEmpty()
                        ? List.of(new LanguageRun(languages.language(), text.length()))
                        : LanguageRuns.of(languages.runs()).all();
        List<String> stretches = new ArrayList<>();
        int begin = 0;
        for (LanguageRun run : runs) {
            stretches.add(run.language() + " " + text.substring(begin, run.end()));
            begin = run.end();
        }
        assertThat(begin).isEqualTo(text.length());
        return stretches;
    }

    /** Also those for which the Chinese dictionary has no reading. */
    @Test
    void everyCharacterThatJapaneseLacksIsAStretchOfItsOwn() {
        List<String> wrong = new ArrayList<>();
        for (char c = '\u4e00'; c <= '\u9fff'; c++) {
            if (!HanSigns.isChineseAlone(c)) {
                continue;
            }
            String text = "の" + c + "の";
            List<LanguageRun> runs =
                    SPLITTER.look(text, Language.JP, LanguageSplitter.Asked.OF_TEXT)
                            .languages(Optional.empty())
                            .runs();
            if (!runs.equals(
                    List.of(
                            new LanguageRun(Language.JP, 1),
                            new LanguageRun(Language.ZH, 2),
                            new LanguageRun(Language.JP, 3)))) {
                wrong.add(text + runs);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void cutsNoCharacterInTwoAndLosesNone() {
        String[] signs = {
            "你",
            "们",
            "東",
            "京",
            "呒",
            "𠀀",
            "の",
            "カ",
            "ー",
            "a",
            "Bc",
            "é",
            "1",
            "9",
            "%",
            "$",
            "。",
            "，",
            " ",
            "「",
            "」",
            "\"",
            "😀",
            "\ud840",
            "\udc00",
            "葛\udb40\udd00",
            "e\u0301",
            "[",
            "]",
            "々",
            "〇",
            "[chong2]",
            "[[x|say:y]]",
            "'",
            "+",
            "#",
            "https://a.b/c",
            "한",
            "Я",
            "𝐇",
            "\n",
            "|",
            "‍"
        };
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 4000; round++) {
            StringBuilder made = new StringBuilder();
            for (int n = 1 + random.nextInt(14); n > 0; n--) {
                made.append(signs[random.nextInt(signs.length)]);
            }
            String text = made.toString();
            Language own = SPOKEN.get(random.nextInt(3));
            List<String> stretches = stretches(text, own, random.nextBoolean());

            for (int i = 1; i < stretches.size(); i++) {
                String before = stretches.get(i - 1);
                assertThat(
                                Character.isSurrogatePair(
                                        before.charAt(before.length() - 1),
                                        stretches.get(i).charAt(3)))
                        .as("seed %d: %s of %s", seed, stretches, text)
                        .isFalse();
            }
        }
    }

    /** Each stretch of characters looked at all others once, and each quote at all before it. */
    @ParameterizedTest
    @ValueSource(strings = {"国，", "国A，", "国，ア，", "国\"A\"", "中国$1、", "\"国\"1 "})
    void whatAStretchCostsIsNoMatterOfTheRest(String unit) {
        Growth.isLinear(
                unit,
                unit,
                20_000,
                text -> {
                    var _ = stretches("我们的" + text + "です", Language.ZH, false);
                });
    }

    /** The same as looking from stretch to stretch, which is slow. */
    @Test
    void openStretchesAreOfTheNearestThatIsSure() {
        String[] signs = {"中国", "我们的", "です", "カナ", "ab", "，", "。", "12", "東京"};
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            StringBuilder made = new StringBuilder("中国");
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                made.append(random.nextBoolean() ? "，" : "")
                        .append(signs[random.nextInt(signs.length)]);
            }
            String text = made.toString();
            MixedText seen = SPLITTER.look(text, Language.ZH, LanguageSplitter.Asked.NOT);
            for (int i = 0; i < seen.size(); i++) {
                assertThat(seen.nearest(i))
                        .as("seed %d: stretch %d of %s", seed, i, text)
                        .isEqualTo(slowNearest(seen, i));
            }
        }
    }

    private static Optional<Language> slowNearest(MixedText text, int at) {
        Optional<Language> nearest = Optional.empty();
        int least = Integer.MAX_VALUE;
        for (int step = -1; step <= 1; step += 2) {
            int distance = 0;
            for (int i = at + step; i >= 0 && i < text.size(); i += step) {
                LanguageSplitter.Sign one = text.sign(i);
                boolean loan =
                        i == at + step
                                && one.atom().kind() == Atom.Kind.KANA
                                && text.sign(at).sign() >= 0
                                && LanguageSplitter.isKatakana(one.atom().in(text.text()));
                if (one.atom().isEastern() && one.sure().isPresent() && !loan) {
                    if (distance < least) {
                        least = distance;
                        nearest = one.sure();
                    }
                    break;
                }
                distance += one.atom().end() - one.atom().begin();
                boolean ends =
                        one.atom().kind() == Atom.Kind.NEUTRAL
                                && one.atom().in(text.text()).contains("。");
                distance += ends ? 1000 : 0;
            }
        }
        return nearest;
    }

    /** Kana in the sentence, or in the one beside, read no character that Japanese has not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "很好。今日は晴れ。|ZH 很好。/JP 今日は晴れ。",
                "很好,ありがとう|ZH 很好,/JP ありがとう",
                "MyGO 很好,今日は晴れ|EN MyGO /ZH 很好,/JP 今日は晴れ",
                "今日は晴れ。很多人。|JP 今日は晴れ。/ZH 很多人。",
                "非常好,今日は晴れ|ZH 非常好,/JP 今日は晴れ",
                "怎么找,ここです|ZH 怎么找,/JP ここです",
                // what Japanese writes without kana, too
                "非常食,おいしい|JP 非常食,おいしい",
                "大好物,おいしい|JP 大好物,おいしい",
                "突然死,こわい|JP 突然死,こわい",
                "非常に好き。|JP 非常に好き。"
            })
    void aCharacterThatJapaneseDoesNotReadIsChinese(String text, String expected) {
        assertThat(stretches(text, Language.ZH, false)).containsExactly(expected.split("/", -1));
        assertThat(stretches(text, Language.JP, false)).containsExactly(expected.split("/", -1));
    }

    @Test
    void whatJapaneseDoesNotReadLeavesALanguageThatIsAskedFor() {
        assertThat(stretches("彼は「很好」と言った。", Language.JP, true))
                .containsExactly("JP 彼は", "ZH 「很好」", "JP と言った。");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "I paid $200, then saw 故宫.|EN I paid $200, then saw /ZH 故宫.",
                "The 故宫 ticket costs $10.|EN The /ZH 故宫 /EN ticket costs $10.",
                "iPhone $15很贵。|EN iPhone /ZH $15很贵。",
                "1. Python是一门语言。|ZH 1. /EN Python/ZH 是一门语言。",
                "Windows 95、98、Me都是系统。|EN Windows 95、98、Me/ZH 都是系统。",
            })
    void aNumberGoesWithItsWordsAndItsCurrency(String text, String expected) {
        assertThat(stretches(text, Language.ZH, false)).containsExactly(expected.split("/", -1));
    }
}
