package voxfarm.dispatcher.planner;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.ScaleChoices;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SubmittedText;
import voxfarm.common.plan.SynthesisRequest;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.Voices;
import voxfarm.frontend.split.Unread;

class PlannerTest {
    private static SynthesisRequest request(String members) {
        return RequestCodec.read(
                        ("{\"model_id\":\"joe\"," + members + "}").getBytes(StandardCharsets.UTF_8))
                .request();
    }

    private static SpeechSettings settings(String members) {
        return Planner.settings(request(members), Voices.JOE, SpeakerDefaults.NONE, List.of());
    }

    private static List<Segment> segments(String members) {
        SynthesisRequest request = request(members);
        String text = ((SubmittedText.Inline) request.text()).text();
        List<Segment> segments = new ArrayList<>();
        Planner.segments(
                        new StringReader(text),
                        settings(members),
                        request.split(),
                        Voices.JOE,
                        new Unread())
                .forEachRemaining(planned -> segments.add(planned.segment()));
        return segments;
    }

    /** "How much? ½." */
    @ParameterizedTest
    @ValueSource(strings = {"½", "Ⅳ", "②", "〇", "²", "§", "©", "∑", "€"})
    void speaksNumbersAndSignsThatStandAlone(String sign) {
        assertThat(segments("\"text\":\"How much? " + sign + ". So.\""))
                .extracting(Segment::text)
                .containsExactly("How much?", sign + ".", "So.");
    }

    @Test
    void saysOfPiecesOfSignsAloneThatTheyAreNotSpoken() {
        String text = "Hi.\n\n😀 ☃!\n\n…\n\nBye.";
        for (String of : List.of(text, "<speak>" + text + "</speak>")) {
            Unread unread = new Unread();
            List<String> spoken = new ArrayList<>();
            Planner.segments(
                            new StringReader(of),
                            settings("\"text\":\"x\""),
                            request("\"text\":\"x\"").split(),
                            Voices.JOE,
                            unread)
                    .forEachRemaining(planned -> spoken.add(planned.segment().text()));
            int begin = of.indexOf("😀");

            assertThat(spoken).containsExactly("Hi.", "Bye.");
            assertThat(unread.notSpoken()).hasSize(1);
            Warning warning = unread.notSpoken().getFirst();
            assertThat(warning.code()).isEqualTo("not_spoken");
            assertThat(warning.message()).startsWith("no reading for 😀 ☃");
            assertThat(warning.span().orElseThrow().begin()).isEqualTo(begin);
        }
    }

    @Test
    void cutsSentencesWithPausesBetween() {
        assertThat(segments("\"text\":\"One. Two! Three\",\"split\":{\"pause_s\":0.5}"))
                .containsExactly(
                        plain(0, "One.", 0.5, 0),
                        plain(1, "Two!", 0.5, 5),
                        plain(2, "Three", 0, 10));
    }

    private static Segment plain(int index, String text, double pause, int begin) {
        return new Segment(
                index,
                text,
                Language.EN,
                pause,
                Manner.PLAIN,
                Optional.of(new TextSpan(begin, begin + text.length())));
    }

    /** Whatever the text is cut by, and whatever is not read of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "# A *b*\\r\\nc. D; {}; 2-6 9-11 12-13",
                "# A *b*\\r\\nc. D; {\"markdown\":false}; 0-11 12-13",
                "# A *b*\\r\\nc. D; {\"mode\":\"none\"}; 2-13",
                "a\\u001b[0mb; {}; 0-6",
            })
    void saysWhereInTheCallersTextSegmentsStand(String text, String split, String spans) {
        assertThat(spans("\"text\":\"" + text + "\",\"split\":" + split)).isEqualTo(spans);
    }

    private static String spans(String members) {
        return segments(members).stream()
                .map(segment -> segment.span().orElseThrow())
                .map(span -> span.begin() + "-" + span.end())
                .collect(joining(" "));
    }

    @Test
    void saysWhereTheOriginalsPiecesStand() {
        String text = "一。\n\n\u0007二；三？？四 \n" + "word ".repeat(20) + "。 五";
        SynthesisRequest request =
                request(
                        "\"text\":\""
                                + text.replace("\n", "\\n").replace("\u0007", "\\u0007")
                                + "\",\"split\":{\"mode\":\"cut_sent\"}");
        List<Segment> segments = new ArrayList<>();
        Planner.segments(
                        new StringReader(text),
                        settings("\"text\":\"x\""),
                        request.split(),
                        Voices.JOE,
                        new Unread())
                .forEachRemaining(planned -> segments.add(planned.segment()));

        assertThat(segments).hasSizeGreaterThan(6);
        for (Segment segment : segments) {
            TextSpan span = segment.span().orElseThrow();
            assertThat(text.substring(span.begin(), span.end())).isEqualTo(segment.text());
        }
    }

    private static final VoiceManifest HANA =
            Manifests.of("hana")
                    .kind(VoiceKind.BERT_VITS2)
                    .phonemizer("bert-vits2")
                    .phonemizerVoice("Style-JP-Extra")
                    .languages(List.of(Language.JP))
                    .styles(List.of("Neutral", "Happy", "怒り"))
                    .maxSegmentCharacters(150)
                    .build();

    private static SpeechSettings settings(String members, VoiceManifest voice) {
        return Planner.settings(
                request("\"text\":\"本\"," + members), voice, SpeakerDefaults.NONE, List.of());
    }

    @Test
    void takesStylesThatTheVoiceHasAndNamesThemOtherwise() {
        assertThat(
                        settings("\"style\":\"怒り\",\"style_weight\":3", HANA)
                                .expression()
                                .emotion()
                                .weight())
                .isEqualTo(3);
        assertThatThrownBy(() -> settings("\"style\":\"Hapy\"", HANA))
                .hasMessage(
                        "style: expected a style of voice hana (Neutral, Happy, 怒り), was \"Hapy\";"
                                + " did you mean Happy?");
        assertThatThrownBy(() -> settings("\"style\":\"Furious\"", HANA))
                .hasMessageEndingWith("was \"Furious\"");
        // a voice that an earlier build imported
        VoiceManifest early = Manifests.like(HANA).styles(List.of()).build();
        assertThat(settings("\"style\":\"Furious\"", early).expression().isNone()).isFalse();
    }

    @Test
    void refusesStylesOfVoicesWithout() {
        VoiceManifest plain = Manifests.like(HANA).styles(List.of()).phonemizerVoice("2.3").build();

        assertThatThrownBy(() -> settings("\"style\":\"Happy\"", plain))
                .hasMessageContaining("style: voice hana (release 2.3) has no styles");
        assertThatThrownBy(() -> settings("\"style_weight\":2", plain))
                .hasMessageContaining("style_weight: voice hana");
        assertThatThrownBy(() -> settings("\"text\":\"x\",\"style\":\"Happy\""))
                .hasMessageContaining("is a Piper voice");
    }

    private static List<Segment> set(String text, String more) {
        String members =
                "\"text\":\"" + text + "\",\"kata_tone\":[{\"mora\":\"ホ\",\"tone\":1}]" + more;
        SynthesisRequest request = request(members);
        List<Segment> segments = new ArrayList<>();
        Planner.segments(
                        new StringReader(text),
                        Planner.settings(request, HANA, SpeakerDefaults.NONE, List.of()),
                        request.split(),
                        HANA,
                        new Unread())
                .forEachRemaining(planned -> segments.add(planned.segment()));
        return segments;
    }

    @Test
    void speaksATextThatIsSetMoraByMoraInOnePiece() {
        assertThat(set("本。読む！", ""))
                .singleElement()
                .satisfies(segment -> assertThat(segment.text()).isEqualTo("本。読む！"));
        assertThatThrownBy(() -> set("本を読む。".repeat(60), ""))
                .hasMessageContaining("kata_tone")
                .hasMessageContaining("150 characters");
        assertThatThrownBy(() -> set("本", ",\"ssml\":true")).hasMessageContaining("SSML");
        assertThatThrownBy(() -> settings("\"kata_tone\":[{\"mora\":\"ほ\",\"tone\":1}]", HANA))
                .hasMessageContaining("expected a mora in katakana");
    }

    private static String pauses(String members) {
        return segments(members).stream()
                .map(segment -> segment.text() + "|" + segment.pauseAfterSeconds())
                .collect(joining("/"));
    }

    @Test
    void pausesByWhatEnds() {
        String text =
                "\"text\":\"# Title\\n\\nOne. Two.\\n\\nThree:\\n- four\\n- five\\n\\n***\\n\\nSix."
                        + " …\\n\\nSeven.\"";

        assertThat(pauses(text))
                .isEqualTo(
                        "Title|0.9/One.|0.3/Two.|0.6/Three:|0.45/four|0.45/five|1.5/Six.|0.6/Seven.|0.0");
        assertThat(
                        pauses(
                                text
                                        + ",\"split\":{\"pause_s\":0.1,\"scene_pause_s\":3,"
                                        + "\"heading_pause_s\":0}"))
                .isEqualTo(
                        "Title|0.0/One.|0.1/Two.|0.2/Three:|0.15/"
                                + "four|0.15/five|3.0/Six.|0.2/Seven.|0.0");
        assertThat(pauses(text + ",\"split\":{\"pause_s\":0}")).doesNotContain("|0.1");
    }

    @Test
    void readsMarksWhereTheyAreWanted() {
        assertThat(segments("\"text\":\"# A *b*\",\"split\":{\"markdown\":false}"))
                .extracting(Segment::text)
                .containsExactly("# A *b*");
        assertThat(segments("\"text\":\"# A *b*\\nc\",\"split\":{\"mode\":\"none\"}"))
                .extracting(Segment::text)
                .containsExactly("A b\nc");
    }

    /** As the original: one pause behind each piece, whatever ends there. */
    @Test
    void leavesTheOriginalsWayOfCuttingAlone() {
        assertThat(pauses("\"text\":\"一。\\n\\n二。\",\"split\":{\"mode\":\"cut_sent\"}"))
                .doesNotContain("0.6")
                .endsWith("|0.3");
    }

    @Test
    void putsNoPauseWhereTheLimitCuts() {
        assertThat(segments("\"text\":\"" + "word ".repeat(20) + "\""))
                .allSatisfy(segment -> assertThat(segment.pauseAfterSeconds()).isZero())
                .hasSizeGreaterThan(2);
    }

    @Test
    void keepsTheLimitWithoutSentences() {
        assertThat(
                        segments(
                                "\"text\":\"A. B. "
                                        + "x".repeat(100)
                                        + "\",\"split\":{\"mode\":\"none\"}"))
                .allSatisfy(segment -> assertThat(segment.text().length()).isLessThanOrEqualTo(40));
    }

    @Test
    void neverPassesTheLimit() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder("a");
            for (int n = random.nextInt(400); n > 0; n--) {
                text.append("ab .,!?你。 ".charAt(random.nextInt(10)));
            }
            assertThat(segments("\"text\":\"" + text + "\""))
                    .as("seed 1, round %d", i)
                    .allSatisfy(segment -> assertThat(segment.text().length()).isBetween(1, 40));
        }
    }

    @Test
    void dropsPiecesWithNothingToSpeak() {
        assertThat(segments("\"text\":\"Yes. … — !! No.\""))
                .extracting(Segment::text)
                .containsExactly("Yes.", "No.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "...", "—", "?!", "\\n\\t", "\\u200b", "“”"})
    void plansNothingWhereThereIsNothingToSpeak(String text) {
        assertThat(segments("\"text\":\"" + text + "\"")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"text\":\"x\"', ann, 0",
        "'\"text\":\"x\",\"speaker\":\"bob\"', bob, 3",
        "'\"text\":\"x\",\"speaker_id\":3', bob, 3"
    })
    void findsTheSpeaker(String members, String name, int id) {
        assertThat(settings(members).speaker()).isEqualTo(name);
        assertThat(settings(members).speakerId()).isEqualTo(id);
    }

    @Test
    void refusesUnknownSpeakersAndLanguages() {
        assertThatThrownBy(() -> settings("\"text\":\"x\",\"speaker\":\"eve\""))
                .hasMessage("speaker: expected a speaker of voice joe (0 ann, 3 bob), was \"eve\"");
        assertThatThrownBy(() -> settings("\"text\":\"x\",\"speaker_id\":1"))
                .hasMessageContaining("speaker_id:");
        assertThatThrownBy(() -> settings("\"text\":\"x\",\"language\":\"ZH\""))
                .hasMessage("language: expected one of voice joe (EN), auto or mix, was ZH");
    }

    private static VoiceManifest trainedFor(Language... languages) {
        VoiceManifest joe = Voices.JOE;
        return Manifests.like(joe).kind(VoiceKind.BERT_VITS2).languages(List.of(languages)).build();
    }

    private static Language language(String member, VoiceManifest voice) {
        return Planner.settings(
                        request("\"text\":\"x\"" + member), voice, SpeakerDefaults.NONE, List.of())
                .language();
    }

    /** A voice is trained for more than the farm can speak; the door knows both. */
    @Test
    void speaksWhatAVoiceWasTrainedForAndTheFarmHasAFrontEndFor() {
        VoiceManifest voice = trainedFor(new Language("TLH"), Language.JP, Language.ZH);

        assertThat(language("", voice)).isEqualTo(Language.JP);
        assertThat(language(",\"language\":\"zh\"", voice)).isEqualTo(Language.ZH);
        assertThatThrownBy(() -> language(",\"language\":\"DE\"", voice))
                .hasMessage("language: expected one of voice joe (JP, ZH), auto or mix, was DE");
        assertThatThrownBy(() -> language("", trainedFor(new Language("TLH"))))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                .hasMessageContaining("trained for TLH");
    }

    /** A Piper voice of another language than English has a dictionary, too. */
    @Test
    void readingsAreForEveryVoiceAndMustBeSome() {
        VoiceManifest german =
                Manifests.of("max")
                        .languages(List.of(new Language("DE")))
                        .phonemizer("espeak-ng")
                        .phonemizerVoice("de")
                        .build();
        String word = "\"text\":\"x\",\"dictionary\":[{\"word\":\"x\",\"reading\":\"%s\"}]";

        assertThat(
                        Planner.settings(
                                        request(word.formatted("ipa:y")),
                                        german,
                                        SpeakerDefaults.NONE,
                                        List.of())
                                .expression()
                                .dictionary())
                .hasSize(1);
        assertThatThrownBy(() -> settings(word.formatted("XX9")))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("\"x\": expected phones of ARPABET");
    }

    @Test
    void takesSlidersFromTheRequestThenTheSpeakerThenTheVoice() {
        ScaleChoices speaker =
                new ScaleChoices(
                        Optional.of(0.1), Optional.of(0.2), Optional.empty(), Optional.empty());

        assertThat(
                        Planner.settings(
                                        request("\"text\":\"x\",\"sdp_ratio\":0.9"),
                                        Voices.JOE,
                                        new SpeakerDefaults(speaker, Optional.empty()),
                                        List.of())
                                .scales())
                .isEqualTo(new Scales(0.9, 0.2, 0.8, 1));
    }

    @Test
    void takesTheLanguageFromTheRequestThenTheConfigurationThenTheVoice() {
        assertThat(language("\"text\":\"x\"", Optional.empty())).isEqualTo("EN");
        assertThat(language("\"text\":\"x\"", Optional.of("ZH"))).isEqualTo("ZH");
        assertThat(language("\"text\":\"x\",\"language\":\"EN\"", Optional.of("ZH")))
                .isEqualTo("EN");
        assertThat(language("\"text\":\"x\"", Optional.of("JP")))
                .as("not one of the voice's")
                .isEqualTo("EN");
    }

    private static String language(String members, Optional<String> configured) {
        VoiceManifest joe = Voices.JOE;
        VoiceManifest both =
                Manifests.like(joe).languages(List.of(Language.EN, Language.ZH)).build();
        return Planner.settings(
                        request(members),
                        both,
                        new SpeakerDefaults(ScaleChoices.NONE, configured.map(Language::new)),
                        List.of())
                .language()
                .code();
    }

    static Stream<Arguments> oddLongTexts() {
        StringBuilder bullets = new StringBuilder();
        StringBuilder ranges = new StringBuilder();
        for (int i = 0; i < 160; i++) {
            ranges.append("pages ").append(i).append('-').append(i + 7).append(", ");
            if (i < 60) {
                bullets.append("- item ").append(i).append('\n');
            }
        }
        return Stream.of(
                Arguments.of("letters in one word", "abcdefghij".repeat(1000)),
                Arguments.of("digits", "1234567890".repeat(500)),
                Arguments.of("ranges", ranges.toString()),
                Arguments.of("words without a mark", "lorem ipsum dolor ".repeat(200)),
                Arguments.of("bullets", bullets.toString()),
                Arguments.of("scenes", "One.\n\n***\n\n".repeat(200)),
                Arguments.of("dots", "a" + ".".repeat(3000) + "b" + "!?".repeat(1500) + "c"),
                Arguments.of("line ends", "a" + "\n".repeat(3000) + "b"),
                Arguments.of("combining marks", ("e" + "\u0301".repeat(50) + "f ").repeat(60)),
                Arguments.of("emoji", "x" + "\ud83d\ude00".repeat(2000) + "y"),
                Arguments.of("quotes", "\"a\" \u201cb\u201d 'c' ".repeat(400)),
                Arguments.of("broken brackets", "[[ a ]] ]] b [[ [[c]] ".repeat(200)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddLongTexts")
    void losesNoLetterOfOddLongTexts(String name, String text) {
        SynthesisRequest request = request("\"text\":\"x\"");
        StringBuilder spoken = new StringBuilder();
        Planner.segments(
                        new StringReader(text),
                        settings("\"text\":\"x\""),
                        request.split(),
                        Voices.JOE,
                        new Unread())
                .forEachRemaining(planned -> {
                    assertThat(planned.segment().text().length())
                            .isLessThanOrEqualTo(Voices.JOE.maxSegmentCharacters());
                    spoken.append(planned.segment().text());
                });

        assertThat(lettersOf(spoken.toString())).as(name).isEqualTo(lettersOf(text));
    }

    private static String lettersOf(String text) {
        return text.codePoints()
                .filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
