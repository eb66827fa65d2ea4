package voxfarm.frontend.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import voxfarm.common.language.Language;
import voxfarm.frontend.mixed.SpeakerMarkup.Part;
import voxfarm.frontend.mixed.SpeakerMarkup.Turn;

class SpeakerMarkupTest {
    private static List<Turn> turns(String text) {
        return SpeakerMarkup.turns(text, name -> name.equals("a") || name.equals("b"));
    }

    @Test
    void namesWhoSaysWhatInWhichLanguage() {
        assertThat(turns("[a]<zh>你好，<jp>元気？ [b] <en>Fine.\n"))
                .containsExactly(
                        new Turn(
                                Optional.of("a"),
                                List.of(
                                        new Part(Optional.of(Language.ZH), "你好，", 7),
                                        new Part(Optional.of(Language.JP), "元気？", 14))),
                        new Turn(
                                Optional.of("b"),
                                List.of(new Part(Optional.of(Language.EN), "Fine.", 26))));
    }

    /** The original drops what is before the first name, and what has no tag. */
    @Test
    void losesNothing() {
        assertThat(turns("开头[a]没有<auto>标签<en>x"))
                .containsExactly(
                        new Turn(Optional.empty(), List.of(new Part(Optional.empty(), "开头", 0))),
                        new Turn(
                                Optional.of("a"),
                                List.of(
                                        new Part(Optional.empty(), "没有", 5),
                                        new Part(Optional.empty(), "标签", 13),
                                        new Part(Optional.of(Language.EN), "x", 19))));
    }

    @Test
    void bracketsAndSignsThatNameNobodyAreText() {
        assertThat(turns("[a]<zh>有[方括号]，1<2>1"))
                .containsExactly(
                        new Turn(
                                Optional.of("a"),
                                List.of(new Part(Optional.of(Language.ZH), "有[方括号]，1<2>1", 7))));
        assertThat(turns("[[重庆|pinyin:chong2 qing4]]<zh>x"))
                .extracting(Turn::speaker)
                .containsExactly(Optional.empty());
    }

    private static final Pattern TAG = Pattern.compile("(?U)(?d)<(\\S+?)>([^<]+)");
    private static final Pattern SPEECH =
            Pattern.compile("(?U)(?d)(?s)(\\[\\S+?\\])(.+?)(?=\\[\\S+?\\]|$)");
    private static final Pattern VALID =
            Pattern.compile("(?U)(?d)(?s)(\\[\\S+?\\])((?:\\s*<\\S+?>[^<\\[\\]]+?)+)");

    /** The expressions that the format is defined by, which take their time, are the judge. */
    @Test
    void readsAnyTextAsTheExpressionsOfTheFormatDo() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] pieces = {"[", "]", "<", ">", "a", "zh", " ", "\n", "|", "你", "<zh>", "[a]"};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(12); k >= 0; k--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            String one = text.toString();
            assertThat(OriginalMarkup.isValid(one))
                    .as("seed %d: %s", seed, one)
                    .isEqualTo(VALID.matcher(one).find());
            assertThat(
                            OriginalMarkup.speeches(one).stream()
                                    .map(speech ->
                                            speech.speaker()
                                                    + speech.parts().stream()
                                                            .map(p -> p.language() + p.text())
                                                            .toList())
                                    .toList())
                    .as("seed %d: %s", seed, one)
                    .isEqualTo(
                            SPEECH.matcher(one).results().map(SpeakerMarkupTest::judge).toList());
        }
    }

    private static String judge(MatchResult speech) {
        String name = speech.group(1);
        return name.substring(1, name.length() - 1)
                + TAG.matcher(speech.group(2))
                        .results()
                        .map(tag -> tag.group(1).toUpperCase(Locale.ROOT) + tag.group(2).strip())
                        .toList();
    }

    @Test
    void longHostileTextsTakeNoTime() {
        for (String unit : List.of("[", "[a", "<", "<a", "<a>", "[a]", "<a><", "[a]<", "[a][")) {
            String text = unit.repeat(64 * 1024 / unit.length());
            Assertions.assertTimeout(
                    Duration.ofSeconds(5),
                    () -> {
                        var _ = OriginalMarkup.isValid(text);
                        var _ = OriginalMarkup.speeches(text);
                        var _ = turns(text);
                    },
                    unit);
        }
    }
}
