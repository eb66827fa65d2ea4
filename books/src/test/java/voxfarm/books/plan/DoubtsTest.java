package voxfarm.books.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import voxfarm.books.plan.Doubts.Doubt;
import voxfarm.books.plan.Doubts.Why;
import voxfarm.common.language.Language;
import voxfarm.common.plan.SplitSettings;
import voxfarm.frontend.Readings;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.frontend.local.VoiceWords;

class DoubtsTest {
    private static final VoiceWords.Voice ENGLISH =
            new VoiceWords.Voice.Piper("builtin", "en-us", Language.EN, 400);
    private static final VoiceWords.Voice CHINESE =
            new VoiceWords.Voice.BertVits2(TextRules.DEFAULT, Language.ZH);

    private static List<Doubt> doubts(
            VoiceWords.Voice voice, Readings readings, String... chapters) {
        return read(voice, readings, chapters).list();
    }

    private static Doubts read(VoiceWords.Voice voice, Readings readings, String... chapters) {
        try (LocalPhonemizers phonemizers = new LocalPhonemizers("espeak-ng")) {
            VoiceWords words = new VoiceWords(LocalFrontEnds.all(), phonemizers);
            Doubts doubts =
                    new Doubts(text ->
                            words.explain(voice, text, SplitSettings.Ssml.NO, readings, () -> {}));
            for (int i = 0; i < chapters.length; i++) {
                doubts.add("Chapter " + (i + 1), chapters[i], () -> {});
            }
            return doubts;
        }
    }

    private static Doubt find(List<Doubt> doubts, Why why, String word) {
        return doubts.stream()
                .filter(one -> one.why() == why && one.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new AssertionError(why + " " + word + " is not in " + doubts));
    }

    @Test
    void countsWordsOfEnglishThatNoDictionaryKnows() {
        List<Doubt> doubts =
                doubts(
                        ENGLISH,
                        Readings.NONE,
                        "# One\n\nXyzzyk came. They read of Xyzzyk in 1984.",
                        "Xyzzyk paid 3/4, and met 你好 at NASA.");
        Doubt name = find(doubts, Why.UNKNOWN, "Xyzzyk");
        assertThat(name.count()).isEqualTo(3);
        assertThat(name.sentence()).isEqualTo("Xyzzyk came.");
        assertThat(name.chapter()).isEqualTo("Chapter 1");
        assertThat(name.correction()).isEqualTo("Xyzzyk: \"ipa:" + name.read() + "\"");
        assertThat(find(doubts, Why.HETERONYM, "read").correction()).startsWith("[[read|ipa:");
        assertThat(find(doubts, Why.FIGURE, "1984").read()).isEqualTo("nineteen eighty four");
        assertThat(find(doubts, Why.FIGURE, "3/4").correction())
                .isEqualTo("3/4: \"say:three quarters\"");
        assertThat(find(doubts, Why.HAN, "你好").count()).isEqualTo(1);
        assertThat(doubts).noneMatch(one -> one.word().equals("came"));
    }

    @Test
    void findsOtherScriptsAndRareCharactersInChinese() {
        List<Doubt> doubts = doubts(CHINESE, Readings.NONE, "他得去看HBO。", "得了3/4。𠀀也是字。HBO好。");
        assertThat(find(doubts, Why.LATIN, "HBO").count()).isEqualTo(2);
        assertThat(find(doubts, Why.LATIN, "HBO").read()).isNotEmpty();
        assertThat(find(doubts, Why.HETERONYM, "得").correction()).startsWith("[[得|pinyin:de");
        assertThat(find(doubts, Why.FIGURE, "3/4").read()).isNotEmpty();
        assertThat(find(doubts, Why.RARE, "𠀀").sentence()).contains("𠀀也是字");
    }

    @Test
    void whatSomebodySetIsNotDoubtful() {
        List<Doubt> doubts =
                doubts(
                        ENGLISH,
                        Readings.of(Map.of("Xyzzyk", "say:ziz zick")),
                        "Xyzzyk came, and [[Qvorb|ipa:kvɔːb]].");
        assertThat(doubts).isEmpty();
    }

    @Test
    void theMostFrequentComeFirst() {
        List<Doubt> doubts = doubts(ENGLISH, Readings.NONE, "Abxq, Xyzzyk. Xyzzyk. Xyzzyk, Abxq.");
        assertThat(doubts.stream().filter(one -> one.why() == Why.UNKNOWN).toList())
                .extracting(Doubt::word)
                .startsWith("Xyzzyk");
    }

    @Test
    void tellsProgramsAllOfThem() {
        Doubts doubts = read(ENGLISH, Readings.NONE, "Xyzzyk \"came\" in 1984.", "Xyzzyk left.");
        ArrayNode json = doubts.json();

        assertThat(json).hasSameSizeAs(doubts.list());
        JsonNode name =
                json.valueStream()
                        .filter(one -> one.path("word").asText().equals("Xyzzyk"))
                        .findFirst()
                        .orElseThrow();
        assertThat(name.path("why").asText()).isEqualTo("unknown");
        assertThat(name.path("count").asInt()).isEqualTo(2);
        assertThat(name.path("sentence").asText()).isEqualTo("Xyzzyk \"came\" in 1984.");
        assertThat(name.path("chapter").asText()).isEqualTo("Chapter 1");
        assertThat(name.path("correction").asText())
                .isEqualTo("Xyzzyk: \"ipa:" + name.path("read").asText() + "\"");
        assertThat(name.path("read").asText()).isNotEmpty();
        assertThat(json)
                .allSatisfy(one ->
                        assertThat(one.fieldNames())
                                .toIterable()
                                .containsExactly(
                                        "word",
                                        "why",
                                        "count",
                                        "sentence",
                                        "chapter",
                                        "read",
                                        "correction"));
    }
}
