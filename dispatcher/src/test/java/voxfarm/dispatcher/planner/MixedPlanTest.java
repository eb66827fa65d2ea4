package voxfarm.dispatcher.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.clip.ClipHash;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SplitSettings;
import voxfarm.common.plan.SynthesisRequest;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.Voices;
import voxfarm.frontend.Readings;
import voxfarm.frontend.ipa.Phonemizer;
import voxfarm.frontend.ipa.Phonemizers;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.local.VoiceWords;
import voxfarm.frontend.split.SentenceSplitter;
import voxfarm.frontend.split.Unread;

/** Texts in several languages and of several speakers, as they are planned. */
class MixedPlanTest {
    private static final VoiceManifest VOICE =
            Manifests.like(Voices.JOE)
                    .kind(VoiceKind.BERT_VITS2)
                    .languages(List.of(Language.ZH, Language.JP, Language.EN))
                    .phonemizerVoice("2.1")
                    .build();

    private static ObjectNode document(String text, String language) {
        return Json.object().put("model_id", "joe").put("text", text).put("language", language);
    }

    private static List<PlannedSegment> plan(ObjectNode document) {
        return plan(document, new Unread());
    }

    private static List<PlannedSegment> plan(ObjectNode document, Unread unread) {
        SynthesisRequest request = RequestCodec.read(document).request();
        SpeechSettings settings = Planner.settings(request, VOICE, SpeakerDefaults.NONE, List.of());
        List<PlannedSegment> plan = new ArrayList<>();
        Planner.segments(
                        new StringReader(document.path("text").asText()),
                        settings,
                        request.split(),
                        VOICE,
                        unread)
                .forEachRemaining(plan::add);
        return plan;
    }

    private static List<Segment> segments(ObjectNode document) {
        return plan(document).stream().map(PlannedSegment::segment).toList();
    }

    /** Each stretch with its language, {@code ZH你好EN hello}. */
    private static String shown(Segment segment) {
        StringBuilder shown = new StringBuilder();
        segment.manner().speaker().ifPresent(who -> shown.append(who.name()).append(": "));
        if (segment.languages().all().isEmpty()) {
            return shown.append(segment.language()).append(' ').append(segment.text()).toString();
        }
        List<String> runs = new ArrayList<>();
        int[] begin = {0};
        segment.languages()
                .all()
                .forEach(run -> {
                    runs.add(run.language() + " " + segment.text().substring(begin[0], run.end()));
                    begin[0] = run.end();
                });
        return shown + String.join(" | ", runs);
    }

    private static List<String> shown(String text, String language) {
        return segments(document(text, language)).stream().map(MixedPlanTest::shown).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "auto, '我在看Netflix。', 'ZH 我在看 | EN Netflix。'",
        "ZH, '我在看Netflix。', 'ZH 我在看 | EN Netflix。'",
        "auto, '私はNetflixを見る。', 'JP 私は | EN Netflix | JP を見る。'",
        "auto, 'I like 東京 and 北京。', 'EN I like  | JP 東京  | EN and  | JP 北京。'",
        "auto, '你好。', 'ZH 你好。'",
        "auto, 'Hello.', 'EN Hello.'"
    })
    void aSentenceIsOneSegmentWhateverItsLanguages(String language, String text, String planned) {
        assertThat(shown(text, language)).containsExactly(planned);
    }

    /** Two characters that both languages have, after and before what tells them. */
    @Test
    void sentencesAroundDecideWhatOneLeavesOpen() {
        assertThat(shown("あれは何ですか。東京駅。中国。", "auto"))
                .containsExactly("JP あれは何ですか。", "JP 東京駅。", "JP 中国。");
        assertThat(shown("中国。这里是哪里？", "auto")).containsExactly("ZH 中国。", "ZH 这里是哪里？");
        assertThat(shown("中国。ここはどこですか。", "auto")).containsExactly("JP 中国。", "JP ここはどこですか。");
    }

    @Test
    void barsCutWhereTheTextTellsItsLanguagesAndNowhereElse() {
        assertThat(shown("第一|second||三番目の", "auto"))
                .containsExactly("ZH 第一", "EN second", "JP 三番目の");
        assertThat(segments(document("第一|第二", "auto")))
                .extracting(Segment::pauseAfterSeconds)
                .containsOnly(0.0);
        assertThat(shown("第一|第二", "ZH")).containsExactly("ZH 第一|第二");
    }

    @Test
    void everySpeakerOfATextIsHeard() {
        assertThat(shown("[ann]<zh>你好，<en>Bob!\n[bob]<jp>こんにちは<zh>你好", "mix"))
                .containsExactly("ZH 你好， | EN Bob!", "bob: JP こんにちは | ZH 你好");
        Segment second = segments(document("[ann]<zh>你好[bob]<en>Hi", "mix")).getLast();
        assertThat(second.manner())
                .isEqualTo(new Manner(1, 0, Optional.of(new Speaker(3, "bob")), 0));
    }

    @Test
    void whatHasNoTagIsSpokenAsItShows() {
        assertThat(shown("开头[bob]你好 world<jp>東京", "mix"))
                .containsExactly("ZH 开头", "bob: ZH 你好  | EN world | JP 東京");
        assertThat(shown("没有标记", "mix")).containsExactly("ZH 没有标记");
    }

    @Test
    void segmentsOfMarkupKnowTheirPlaceInTheCallersText() {
        String text = "[ann]<zh>你好<en>Bob[bob]<jp> はい";
        List<Segment> segments = segments(document(text, "mix"));

        assertThat(segments.getFirst().text()).isEqualTo("你好Bob");
        var span = segments.getFirst().span().orElseThrow();
        assertThat(text.substring(span.within(2, 5).begin(), span.within(2, 5).end()))
                .isEqualTo("Bob");
        var second = segments.getLast().span().orElseThrow();
        assertThat(text.substring(second.begin(), second.end())).isEqualTo("はい");
    }

    private static String under(String text, Segment segment, int from, int to) {
        TextSpan within = segment.span().orElseThrow().within(from, to);
        return text.substring(within.begin(), within.end());
    }

    @Test
    void placesAreRightBehindWhatIsTakenOutOfMarkup() {
        String text = "[ann]<zh>你\u0007好<en>Bob\u001b[1m Smith<zh>再见";
        Segment segment = segments(document(text, "mix")).getFirst();

        assertThat(segment.text()).isEqualTo("你好Bob Smith再见");
        assertThat(under(text, segment, 1, 2)).isEqualTo("好");
        assertThat(under(text, segment, 6, 11)).isEqualTo("Smith");
        assertThat(under(text, segment, 11, 13)).isEqualTo("再见");
    }

    @Test
    void placesAreRightBehindBarsInSetText() {
        String text = "**甲**&amp;乙|**丙** &amp;&amp; 丁。";
        List<Segment> segments = segments(document(text, "auto"));

        assertThat(segments).extracting(Segment::text).containsExactly("甲&乙", "丙 && 丁。");
        assertThat(under(text, segments.getFirst(), 2, 3)).isEqualTo("乙");
        assertThat(under(text, segments.getLast(), 0, 1)).isEqualTo("丙");
        assertThat(under(text, segments.getLast(), 5, 6)).isEqualTo("丁");
    }

    @Test
    void namesWhatOfMarkupCannotBeSpoken() {
        Unread unread = new Unread();
        String text = "[ann]<zh>你好。<en>☃☃[bob]<zh>再见";

        assertThat(plan(document(text, "mix"), unread)).hasSize(2);
        assertThat(unread.notSpoken())
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.code()).isEqualTo("not_spoken");
                    assertThat(warning.message()).contains("☃☃");
                    TextSpan where = warning.span().orElseThrow();
                    assertThat(text.substring(where.begin(), where.end())).isEqualTo("☃☃");
                });
    }

    /** Whether they stand within a part, before a tag or behind it. */
    @ParameterizedTest
    @CsvSource({
        "'[ann]<zh>第一|第二<en>third', 'ZH 第一/ZH 第二 | EN third'",
        "'[ann]<zh>第一|<en>second', 'ZH 第一/EN second'",
        "'[ann]<zh>第一<en>|second', 'ZH 第一/EN second'",
        "'[ann]<zh>第一<en> | <zh>第二', 'ZH 第一/ZH 第二'",
    })
    void barsOfMarkupCutWithoutAPause(String text, String planned) {
        assertThat(String.join("/", shown(text, "mix"))).isEqualTo(planned);
        assertThat(segments(document(text, "mix")))
                .extracting(Segment::pauseAfterSeconds)
                .containsOnly(0.0);
    }

    @Test
    void whatEndsBeforeABarKeepsItsPause() {
        List<Segment> ended = segments(document("[ann]<zh>第一。|第二", "mix"));

        assertThat(ended).hasSize(2);
        assertThat(ended.getFirst().pauseAfterSeconds()).isPositive();
    }

    @Test
    void paragraphsOfMarkupArePartedAsThoseOfAnyText() {
        String text = "标题一行\n\n第一段文字\n\n第二段文字。第三句。";
        List<Segment> plain = segments(document(text, "auto"));
        List<Segment> marked = segments(document("[ann]<zh>" + text, "mix"));

        assertThat(marked).hasSize(4);
        assertThat(marked).extracting(Segment::text).isEqualTo(texts(plain));
        assertThat(marked)
                .extracting(Segment::pauseAfterSeconds)
                .isEqualTo(plain.stream().map(Segment::pauseAfterSeconds).toList());
    }

    private static List<String> texts(List<Segment> segments) {
        return segments.stream().map(Segment::text).toList();
    }

    private static final Pattern WORD = Pattern.compile("w\\d+w");

    private static List<String> words(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toList();
    }

    /** Whatever stands around it; and no error but the caller's. */
    @Test
    void everyWordOfMarkupIsSpokenOnceAndKnowsItsPlace() {
        String[] around = {
            "[ann]",
            "[bob]",
            "<zh>",
            "<en>",
            "<jp>",
            "<auto>",
            "[x<",
            "<1>",
            "|",
            " | ",
            "。",
            "，",
            ". ",
            ", ",
            "\n",
            "\n\n",
            " ",
            "你好",
            "ねこ",
            "\u0007",
            "x\b",
            "☃",
            "(",
            ")",
            "“",
            "”",
            "!",
            "…",
            "$5",
            "12",
            "[[猫|say:x]]",
            "\u00a0",
            "𠀀",
            "-"
        };
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 1500; round++) {
            StringBuilder made = new StringBuilder();
            for (int n = 1 + random.nextInt(25); n > 0; n--) {
                made.append(around[random.nextInt(around.length)]);
                if (random.nextInt(3) == 0) {
                    made.append(" w").append(n).append("w ");
                }
            }
            String text = made.toString();
            List<Segment> segments =
                    segments(document(text, random.nextInt(4) > 0 ? "mix" : "auto"));

            List<String> heard = new ArrayList<>();
            for (Segment segment : segments) {
                heard.addAll(words(segment.text()));
                assertThat(segment.text().length()).isLessThanOrEqualTo(40);
                WORD.matcher(segment.text())
                        .results()
                        .forEach(word ->
                                assertThat(under(text, segment, word.start(), word.end()))
                                        .as("seed %d: %s", seed, text)
                                        .isEqualTo(word.group()));
            }
            assertThat(heard).as("seed %d: %s", seed, text).isEqualTo(words(text));
            try {
                var _ = plan(document(text, "mix").put("compat", "original"));
            } catch (VoxfarmException e) {
                assertThat(e.code())
                        .as("seed %d: %s", seed, text)
                        .isEqualTo(ErrorCode.INVALID_REQUEST);
            }
        }
    }

    /** As where the text names no speakers. */
    @Test
    void sentencesAroundDecideInMarkup() {
        assertThat(shown("あれは何ですか。東京駅。中国。", "mix"))
                .containsExactly("JP あれは何ですか。", "JP 東京駅。", "JP 中国。");
        assertThat(shown("[ann]中国。[bob]ここはどこですか。", "mix"))
                .containsExactly("JP 中国。", "bob: JP ここはどこですか。");
    }

    @Test
    void wordsOfOneUtteranceStayApart() {
        assertThat(shown("[ann]<en>Hello, <auto>world", "mix")).containsExactly("EN Hello, world");
    }

    /** Numbers say nothing of a language; what stands around them does. */
    @Test
    void aNumberAloneIsOfTheTextAroundIt() {
        assertThat(shown("I was born there. 1990. Then we moved.", "auto"))
                .containsExactly("EN I was born there.", "EN 1990.", "EN Then we moved.");
        assertThat(shown("12\n\nThe train was late.", "auto"))
                .containsExactly("EN 12", "EN The train was late.");
        assertThat(shown("今日は何年ですか。2024。", "auto")).containsExactly("JP 今日は何年ですか。", "JP 2024。");
        assertThat(shown("Hello there. 1990.", "ZH"))
                .containsExactly("ZH Hello there.", "ZH 1990.");
        assertThat(shown("1990.", "auto")).containsExactly("ZH 1990.");
    }

    /**
     * Who writes a tag before a word wants to hear the word, whether or not the language has it.
     */
    @ParameterizedTest
    @CsvSource({
        "'[ann]<en>Is that right? <zh>OK!', 'EN Is that right?/EN OK!'",
        "'[ann]<zh>OK', 'EN OK'",
        "'[bob]<jp>NHK', 'bob: EN NHK'",
        "'[ann]<en>Yes.[bob]<zh>OK[ann]<en>No.', 'EN Yes./bob: EN OK/EN No.'"
    })
    void wordsBehindATagAreHeardInTheLanguageThatHasThem(String text, String planned) {
        assertThat(String.join("/", shown(text, "mix"))).isEqualTo(planned);
    }

    /** As BCP 47 writes them, and as people close them. */
    @ParameterizedTest
    @CsvSource({
        "'[ann]<zh-CN>你好<en-US>Bob<ja-JP>東京', 'ZH 你好 | EN Bob | JP 東京'",
        "'[ann]<zh_TW>中国', 'ZH 中国'",
        "'[ann]<EN-gb>Hi', 'EN Hi'",
        "'[ann]<zh>你的名字叫<ja>佐々木</ja>吗', 'ZH 你的名字叫 | JP 佐々木 | ZH 吗'",
        "'[ann]<jp>中国</jp>', 'JP 中国'",
        "'[ann]<zh-CN>中国</zh-CN>', 'ZH 中国'",
    })
    void tagsAreReadAsPeopleWriteThem(String text, String planned) {
        assertThat(String.join("/", shown(text, "mix"))).isEqualTo(planned);
    }

    @Test
    void languagesOfRequestsAreReadAsPeopleWriteThem() {
        assertThat(
                        List.of("zh-CN", "en_US", "ja-JP", "Zh-Hant-TW").stream()
                                .map(name ->
                                        RequestCodec.read(document("x", name)).request().language())
                                .map(Optional::orElseThrow)
                                .map(Language::code))
                .containsExactly("ZH", "EN", "JP", "ZH");
    }

    /** Markup of any kind: the preview shows the segments that a request has, and their places. */
    @Test
    void thePreviewCutsAsTheRequestDoes() {
        String[] around = {
            "[ann]", "[bob]", "<zh>", "<en>", "<zh-CN>", "</en>", "<auto>", "[x<", "|", " | ", "。",
            "，", ". ", "\n", "\n\n", "你好", "我们的", " Hello", " OK", "\u0007", "☃", "(", "…", "$5",
            "90%", "!"
        };
        VoiceWords words =
                new VoiceWords(
                        LocalFrontEnds.all(),
                        new Phonemizers() {
                            @Override
                            public Phonemizer get(String kind, String voice) {
                                throw new AssertionError("asked for " + kind);
                            }

                            @Override
                            public void close() {
                                // holds nothing
                            }
                        });
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 150; round++) {
            StringBuilder made = new StringBuilder("我们的");
            for (int n = 1 + random.nextInt(20); n > 0; n--) {
                made.append(around[random.nextInt(around.length)]);
            }
            String text = made.toString();
            String language = random.nextInt(4) > 0 ? "mix" : "auto";
            Unread unread = new Unread();
            List<Segment> planned =
                    plan(document(text, language), unread).stream()
                            .map(PlannedSegment::segment)
                            .toList();

            VoiceWords.Answer preview =
                    words.explain(
                            VoiceWords.Voice.of(VOICE, Optional.of(Language.ofName(language))),
                            text,
                            SplitSettings.Ssml.GUESSED,
                            Readings.NONE,
                            () -> {});

            assertThat(preview.segments())
                    .extracting(SentenceSplitter.Piece::text)
                    .as("seed %d: %s of %s", seed, language, text)
                    .isEqualTo(texts(planned));
            assertThat(preview.segments())
                    .extracting(SentenceSplitter.Piece::span)
                    .as("seed %d: %s of %s", seed, language, text)
                    .isEqualTo(planned.stream().map(one -> one.span().orElseThrow()).toList());
            assertThat(preview.warnings())
                    .as("seed %d: %s of %s", seed, language, text)
                    .containsAll(unread.notSpoken());
        }
    }

    @Test
    void thePreviewRefusesWhatARequestRefuses() {
        for (String language : List.of("FR", "DE")) {
            assertThatThrownBy(
                            () -> VoiceWords.Voice.of(VOICE, Optional.of(new Language(language))))
                    .hasMessage(
                            "language: expected one of voice joe (ZH, JP, EN), auto or mix, was "
                                    + language);
        }
        VoiceManifest newer = Manifests.like(VOICE).languages(List.of(new Language("KO"))).build();
        assertThatThrownBy(() -> VoiceWords.Voice.of(newer, Optional.of(Language.AUTO)))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
    }

    @Test
    void refusesSpeakersAndLanguagesThatTheVoiceHasNot() {
        assertThatThrownBy(() -> shown("[eve]<zh>你好", "mix"))
                .hasMessage("text: expected a speaker of voice joe (0 ann, 3 bob), was \"eve\"");
        assertThatThrownBy(() -> shown("[ann]<fr>Bonjour", "mix"))
                .hasMessage(
                        "text: expected tags of languages that voice joe speaks (ZH, JP, EN), was"
                                + " <fr>");
    }

    @Test
    void asTheOriginalTellsAndJoinsThem() {
        ObjectNode guessed = document("我喜欢吃sushi和ramen。", "auto").put("compat", "original");
        assertThat(segments(guessed))
                .singleElement()
                .satisfies(one -> {
                    assertThat(shown(one)).isEqualTo("ZH 我喜欢吃 | EN sushi | JP 和 | EN ramen。");
                    assertThat(one.languages().asOriginal()).isTrue();
                });
        ObjectNode marked =
                document("x[ann]<zh>a<jp>b|c<en>d[bob]<zh>e", "mix").put("compat", "original");
        assertThat(segments(marked))
                .extracting(MixedPlanTest::shown)
                .containsExactly("ZH a", "JP b", "JP c | EN d", "bob: ZH e");
        ObjectNode blank = document("[ann]<zh> <en>Hi[bob]<zh> ", "mix").put("compat", "original");
        assertThat(segments(blank)).extracting(MixedPlanTest::shown).containsExactly("EN Hi");
        assertThatThrownBy(() -> segments(document("no names", "mix").put("compat", "original")))
                .hasMessageStartingWith("text: expected [speaker]<zh>words");
        assertThatThrownBy(() -> plan(document("x", "auto").put("compat", "other")))
                .hasMessageContaining("compat: expected original, was \"other\"");
    }

    /** Also where a clip is found by its name, and where a plan was stored. */
    @Test
    void languagesArePartOfTheStoredPlanAndOfTheNamesOfClips() throws IOException {
        ObjectNode document = document("中国 and 日本は", "auto");
        List<PlannedSegment> plan = plan(document);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PlanCodec.write(plan.iterator(), out);
        List<PlannedSegment> read = new ArrayList<>();
        PlanCodec.read(new ByteArrayInputStream(out.toByteArray())).forEachRemaining(read::add);

        assertThat(read).isEqualTo(plan);
        Segment mixed = plan.getFirst().segment();
        assertThat(mixed.languages().all()).hasSizeGreaterThan(1);
        SpeechSettings settings =
                Planner.settings(
                        RequestCodec.read(document).request(),
                        VOICE,
                        SpeakerDefaults.NONE,
                        List.of());
        Segment alone = new Segment(0, mixed.text(), mixed.language(), mixed.pauseAfterSeconds());
        assertThat(ClipHash.of(settings, mixed)).isNotEqualTo(ClipHash.of(settings, alone));
    }

    @Test
    void saysInTheSettingsThatTheTextTellsItsLanguages() {
        SynthesisRequest request = RequestCodec.read(document("x", "auto")).request();

        assertThat(Planner.settings(request, VOICE, SpeakerDefaults.NONE, List.of()).language())
                .isEqualTo(Language.AUTO);
        assertThat(
                        List.of("auto", "AUTO", "mix", "ja").stream()
                                .map(name ->
                                        RequestCodec.read(document("x", name)).request().language())
                                .map(Optional::orElseThrow)
                                .map(Language::code)
                                .collect(Collectors.joining(" ")))
                .isEqualTo("AUTO AUTO MIX JP");
    }
}
