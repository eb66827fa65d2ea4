package voxfarm.frontend.ja;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import voxfarm.common.language.Language;
import voxfarm.frontend.Readings;
import voxfarm.frontend.Span;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.local.LocalJapanese;

/**
 * Texts on which the original ends, raises or hangs; with Open JTalk's dictionary if it is here.
 */
class HostileJapaneseTest {
    @TempDir private static Path folder;

    private static JapaneseFrontEnd japanese =
            new JapaneseFrontEnd(
                    () -> {
                        throw new IllegalStateException("not opened");
                    },
                    () -> {
                        throw new IllegalStateException("not opened");
                    },
                    JapaneseFrontEnd.EarlyTokens.NONE);

    @BeforeAll
    static void open() {
        JapaneseDictionary dictionary =
                JapaneseDictionary.open(
                        LocalJapanese.folder()
                                .orElseGet(() -> SmallDictionary.ofTests().writeTo(folder)));
        UniDic uniDic = UniDic.open(UniDicTest.ofTests().writeTo(folder.resolve("unidic")));
        japanese = new JapaneseFrontEnd(() -> dictionary, () -> uniDic, _ -> Optional.empty());
    }

    static Stream<String> texts() {
        return Stream.of(
                "龘龘龘を見た。",
                "这是简体中文的句子，认识吗？",
                "ー",
                "ーーー！",
                "、ー。ー",
                "ヷヸヹヺ",
                "ゝゞヽヾ",
                "こゝろ、学問のすゝめ、いすゞ、時々刻々、々々",
                "ﾊﾝｶｸｶﾅﾃﾞｽ､ｶﾞｷﾞｸﾞﾊﾟﾋﾟﾌﾟ｡",
                "か\u3099き\u3099は\u309a、\u3099\u309a",
                "😀笑う🎉🇯🇵👨\u200d👩\u200d👧",
                "NHKのNewsをiPhoneで見たよwww",
                "3.14、１，２３４円、٣٤٥、Ⅳ章、①②、㌔㌘、½カップ、1/2、2²、-5℃、090-1234-5678",
                "1234567890123456789012345678901234567890123456789012345678901234567890",
                "〇一二三四五六七八九十百千万億兆京垓",
                "\u0000\u0007\u200b\ufeff\u202eテスト\ud800",
                "C++とC#とA&Bと50%と#1と@home",
                "クヮルテットとグヮッシュ",
                "『「（【［〔〈《》〉〕］】）」』",
                "…‥・・・。。。！！！？？？",
                "名前は[[太郎|kana:無い]]です",
                "");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void whatCanBeSpokenIsAndTheRestIsNamed(String text) {
        for (TextRules rules : TextRules.values()) {
            if (rules != TextRules.V1_0) { // Chinese alone
                check(text, rules);
            }
        }
    }

    /** Characters of all planes, among those that are likely. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_0")
    void soItIsOfAnyText(TextRules rules) {
        long seed = 1127;
        Random random = new Random(seed);
        String likely = "今日は3月1日（土）、気温－5.5℃でした。ﾊﾟｰﾄ々ゝーヴヮグクッンー！？…ＡＢαβ龘㐀";
        for (int round = 0; round < 150; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i >= 0; i--) {
                text.appendCodePoint(
                        random.nextInt(4) > 0
                                ? likely.charAt(random.nextInt(likely.length()))
                                : random.nextInt(0x110000));
            }
            check(text.toString(), rules);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TextRules.class,
            names = {"V1_1", "V2_1", "JP_EXTRA"})
    void longTextsWithoutAnyMarkAreRead(TextRules rules) {
        for (String unit : List.of("私は本を読みます", "龘", "ー", "あ", "ア", "三", "Ａ", "本")) {
            check(unit.repeat(10_000 / unit.length()), rules);
        }
    }

    private static void check(String text, TextRules rules) {
        SpokenText spoken = japanese.speak(text, Language.JP, rules, Readings.NONE);
        SpokenText.Run run = spoken.runs().getFirst();
        assertThat(run.tones()).as(text).hasSameSizeAs(run.phones());
        assertThat(run.word2ph().stream().mapToInt(n -> n).sum())
                .as(text)
                .isEqualTo(run.phones().size());
        run.phones()
                .forEach(phone ->
                        assertThat(rules.symbols().id(phone))
                                .as("%s in %s", phone, text)
                                .isNotNegative());
        boolean[] accounted = new boolean[text.length()];
        run.words().forEach(word -> mark(word.span(), accounted));
        spoken.notSpoken().forEach(missing -> mark(missing.span(), accounted));
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int c = text.codePointAt(at);
            boolean voicing = c == 'ﾞ' || c == 'ﾟ'; // of nothing: seen and not heard
            if (!accounted[at] && !voicing && (Character.isLetterOrDigit(c) || isSign(c))) {
                throw new AssertionError(
                        "%s: %s (U+%04X, %d) in %s is neither spoken nor named"
                                .formatted(rules, Character.toString(c), c, at, text));
            }
        }
    }

    private static void mark(Span span, boolean[] accounted) {
        for (int i = span.begin(); i < span.end(); i++) {
            accounted[i] = true;
        }
    }

    private static boolean isSign(int c) {
        return switch (Character.getType(c)) {
            case Character.MATH_SYMBOL, Character.CURRENCY_SYMBOL, Character.OTHER_SYMBOL -> true;
            default -> false;
        };
    }
}
