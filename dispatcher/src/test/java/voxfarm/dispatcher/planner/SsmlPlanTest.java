package voxfarm.dispatcher.planner;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SplitSettings;
import voxfarm.common.plan.SynthesisRequest;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.Voices;
import voxfarm.frontend.split.Unread;

/** What a text in SSML becomes; sentences are 0.3 s apart. */
class SsmlPlanTest {
    private static final VoiceManifest CHINESE =
            Manifests.like(Voices.JOE)
                    .kind(VoiceKind.BERT_VITS2)
                    .languages(List.of(Language.ZH, Language.EN))
                    .build();

    private static final VoiceManifest JAPANESE =
            Manifests.like(Voices.JOE)
                    .kind(VoiceKind.BERT_VITS2)
                    .languages(List.of(Language.JP))
                    .build();

    private final Unread unread = new Unread();

    private List<Segment> segments(VoiceManifest voice, ObjectNode members) {
        SynthesisRequest request = RequestCodec.read(members.put("model_id", "joe")).request();
        List<Segment> segments = new ArrayList<>();
        Planner.segments(
                        new StringReader(members.path("text").asText()),
                        Planner.settings(request, voice, SpeakerDefaults.NONE, List.of()),
                        request.split(),
                        voice,
                        unread)
                .forEachRemaining(planned -> segments.add(planned.segment()));
        return segments;
    }

    private List<Segment> segments(String text) {
        return segments(Voices.JOE, Json.object().put("text", text));
    }

    /** Text, how it is spoken, pause. */
    private static String shown(List<Segment> segments) {
        return segments.stream().map(SsmlPlanTest::shown).collect(joining(" / "));
    }

    private static String shown(Segment segment) {
        Manner manner = segment.manner();
        return (manner.silenceBeforeSeconds() > 0 ? manner.silenceBeforeSeconds() + "s " : "")
                + segment.text()
                + (manner.rate() == 1 ? "" : " x" + manner.rate())
                + (manner.gainDb() == 0
                        ? ""
                        : String.format(Locale.ROOT, " %+.1fdB", manner.gainDb()))
                + manner.speaker().map(speaker -> " by " + speaker.name()).orElse("")
                + " "
                + segment.pauseAfterSeconds();
    }

    private String plan(String inner) {
        return shown(segments("<speak>" + inner + "</speak>"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    Hello there. Bye.                                     | Hello there. 0.3 / Bye. 0.0
                    <p>One</p><p>Two</p>                                  | One 0.6 / Two 0.0
                    <p><s>One</s><s>Two</s></p>Three                      | One 0.3 / Two 0.6 / Three 0.0
                    One <break/> two                                      | One 0.3 / two 0.0
                    One <break time="500ms"/> two                         | One 0.5 / two 0.0
                    One <break time="1.5s"/> two                          | One 1.5 / two 0.0
                    One. <break time="100ms"/> Two.                       | One. 0.1 / Two. 0.0
                    <p>One.</p><break time="2s"/><p>Two.</p>              | One. 2.0 / Two. 0.0
                    One <break time="1s"/><break time="2s"/> two          | One 3.0 / two 0.0
                    One. <break strength="none"/> Two.                    | One. 0.0 / Two. 0.0
                    One <break strength="none"/>two                       | One two 0.0
                    One <break strength="x-weak"/> two                    | One 0.15 / two 0.0
                    One <break strength="strong"/> two                    | One 0.6 / two 0.0
                    One <break strength="x-strong" time="1s"/> two        | One 1.0 / two 0.0
                    <break time="1s"/>One<break time="2s"/>               | 1.0s One 2.0
                    One <break time="60s"/> two                           | One 10.0 / two 0.0
                    One <prosody rate="slow">two</prosody>. Three.        | One 0.0 / two. x0.75 0.3 / Three. 0.0
                    <prosody rate="80%">One</prosody>                     | One x0.8 0.0
                    <prosody rate="+20%">One</prosody>                    | One x1.2 0.0
                    <prosody rate="-20%">One</prosody>                    | One x0.8 0.0
                    <prosody rate="2">a<prosody rate="2">b</prosody>c</prosody> | a x2.0 0.0 / b x4.0 0.0 / c x2.0 0.0
                    <prosody volume="-6dB">One</prosody>                  | One -6.0dB 0.0
                    <prosody volume="loud">One</prosody>                  | One +6.0dB 0.0
                    <prosody volume="50">One</prosody>                    | One -6.0dB 0.0
                    <prosody volume="silent">One</prosody>                | One -120.0dB 0.0
                    <prosody volume="+6dB"><prosody volume="-2dB">One</prosody></prosody> | One +4.0dB 0.0
                    <voice name="bob">One.</voice> Two.                   | One. by bob 0.3 / Two. 0.0
                    <voice name="joe:bob">One</voice>                     | One by bob 0.0
                    <voice name="Zoe bob">One</voice>                     | One by bob 0.0
                    <voice name="ann">One</voice>                         | One 0.0
                    <voice name="joe">One</voice>                         | One 0.0
                    Tom &amp; Jerry &lt;3 &#x41;&#66;                     | Tom & Jerry <3 AB 0.0
                    <![CDATA[A < B & C]]>                                 | A < B & C 0.0
                    un<emphasis>believ</emphasis>able                     | unbelievable 0.0
                    One<!-- not this --> two                              | One two 0.0
                    One<br/>two                                           | One two 0.0
                    <metadata><x>not this</x></metadata>One               | One 0.0
                    The <w role="x:y">word</w>                            | The word 0.0
                    Dr. <prosody rate="slow">Smith</prosody> came.        | Dr. 0.0 / Smith x0.75 0.0 / came. 0.0
                    One (<prosody rate="2">two</prosody>), three          | One ( 0.0 / two), x2.0 0.0 / three 0.0
                    """)
    void becomes(String inner, String planned) {
        assertThat(plan(inner)).isEqualTo(planned);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    <say-as interpret-as="characters">a1-B</say-as>       | A one dash B
                    <say-as interpret-as="spell-out">can</say-as>         | C A N
                    <say-as interpret-as="cardinal">1985</say-as>         | one thousand nine hundred eighty five
                    <say-as interpret-as="cardinal">-1,024.50</say-as>    | minus one thousand twenty four point five zero
                    <say-as interpret-as="number" format="ordinal">3</say-as> | third
                    <say-as interpret-as="ordinal">21st</say-as>          | twenty first
                    <say-as interpret-as="digits">1985</say-as>           | one nine eight five
                    <say-as interpret-as="telephone">+1 555-0123</say-as> | plus one, five five five, zero one two three
                    <say-as interpret-as="telephone">555 x12</say-as>     | five five five, extension one two
                    <say-as interpret-as="fraction">3/4</say-as>          | three quarters
                    <say-as interpret-as="fraction">1 1/2</say-as>        | one and a half
                    <say-as interpret-as="fraction">2/3</say-as>          | two thirds
                    <say-as interpret-as="date" format="dmy">3/4/2026</say-as> | April third twenty twenty six
                    <say-as interpret-as="date" format="mdy">3/4/2026</say-as> | March fourth twenty twenty six
                    <say-as interpret-as="date" format="yyyymmdd">20261224</say-as> | December twenty fourth twenty twenty six
                    <say-as interpret-as="date" format="md">12/24</say-as> | December twenty fourth
                    <say-as interpret-as="date" format="dm">24 Dec</say-as> | December twenty fourth
                    <say-as interpret-as="date" format="y">1905</say-as>  | nineteen oh five
                    <say-as interpret-as="date">2026-12-24</say-as>       | December twenty fourth twenty twenty six
                    <say-as interpret-as="date">24.12.2026</say-as>       | December twenty fourth twenty twenty six
                    <say-as interpret-as="time">1'21"</say-as>            | one minute twenty one seconds
                    <say-as interpret-as="time" format="hms24">14:30</say-as> | 14:30
                    <say-as interpret-as="unit">5 km</say-as>             | 5 km
                    """)
    void saysAs(String inner, String said) {
        assertThat(segments(joeWide(), Json.object().put("text", "<speak>" + inner + "</speak>")))
                .extracting(Segment::text)
                .containsExactly(said);
        assertThat(unread.notDone()).isEmpty();
    }

    /** Marks of corrections, the same as people write; text that only looks like one is none. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    <phoneme alphabet="ipa" ph="kˈæt">bat</phoneme>           | `[[bat|ipa:kˈæt]]`
                    <phoneme ph="kˈæt">bat</phoneme>                          | `[[bat|ipa:kˈæt]]`
                    <phoneme alphabet="x-arpabet" ph="K AE1 T"> bat </phoneme> | `[[bat|arpabet:K AE1 T]]`
                    <phoneme alphabet="pinyin" ph="chong2 qing4">重庆</phoneme> | `[[重庆|pinyin:chong2 qing4]]`
                    <phoneme alphabet="ipa" ph="kˈæt"/>                       | `[[ipa:kˈæt]]`
                    <sub alias="World Wide Web">W3</sub>                      | `[[W3|say:World Wide Web]]`
                    <sub alias="World Wide Web"/>                             | World Wide Web
                    `<sub alias="a|b">c</sub>`                                | `a|b`
                    <sub alias="One. Two! Three">c</sub>. d                   | `[[c|say:One. Two! Three]]. d`
                    <phoneme ph="a. b">c. d</phoneme> e                       | `[[c. d|ipa:a. b]] e`
                    [[kˈæt]] x                                                | `\\[\\[kˈæt]] x`
                    """)
    void becomesAMark(String inner, String text) {
        assertThat(
                        segments(
                                CHINESE,
                                Json.object()
                                        .put("language", "EN")
                                        .put("text", "<speak>" + inner + "</speak>")))
                .extracting(Segment::text)
                .containsExactly(text);
        assertThat(unread.notDone()).isEmpty();
    }

    private static VoiceManifest joeWide() {
        return Manifests.like(Voices.JOE).maxSegmentCharacters(400).build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    <say-as interpret-as="cardinal">120</say-as>个        | 一百二十个
                    <say-as interpret-as="digits">120</say-as>            | 一二零
                    <say-as interpret-as="telephone">110</say-as>         | 幺幺零
                    <say-as interpret-as="ordinal">12</say-as>            | 第十二
                    <say-as interpret-as="fraction">3/4</say-as>          | 四分之三
                    <say-as interpret-as="date" format="ymd">2026-12-24</say-as> | 二零二六年十二月二十四日
                    """)
    void saysAsInChinese(String inner, String said) {
        assertThat(segments(CHINESE, Json.object().put("text", "<speak>" + inner + "</speak>")))
                .extracting(Segment::text)
                .containsExactly(said);
    }

    /** Whatever stands around digits, none of them is lost or joined to the next. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    <say-as interpret-as="digits">2024</say-as>              | ニーゼロニーヨン
                    <say-as interpret-as="digits">００１２</say-as>          | ゼロゼロイチニー
                    <say-as interpret-as="digits">0120-444-444</say-as>      | ゼロイチニーゼロ、ヨンヨンヨン、ヨンヨンヨン
                    <say-as interpret-as="telephone">0120-444-444</say-as>   | ゼロイチニーゼロ、ヨンヨンヨン、ヨンヨンヨン
                    <say-as interpret-as="telephone">+81 (3) 1234</say-as>   | プラスハチイチ、サン、イチニーサンヨン
                    <say-as interpret-as="characters">B05</say-as>           | B ゼロ ゴー
                    <say-as interpret-as="cardinal">007</say-as>             | 7
                    <say-as interpret-as="date">2024/01/05</say-as>          | 2024/01/05
                    """)
    void saysAsInJapanese(String inner, String said) {
        assertThat(
                        segments(
                                JAPANESE,
                                Json.object()
                                        .put("language", "JP")
                                        .put("text", "<speak>" + inner + "</speak>")))
                .extracting(Segment::text)
                .containsExactly(said);
        assertThat(unread.notDone()).isEmpty();
    }

    /** Each is named with its place, and its text is read. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    <emphasis level="strong">One</emphasis>   | <emphasis> has no effect; its text is read (line 1, column 8)
                    <mark name="here"/>One                    | <mark> has no effect; its text is read (line 1, column 8)
                    <audio src="https://x/y.mp3">One</audio>  | <audio> has no effect; its text is read (line 1, column 8)
                    <desc>One</desc>                          | <desc> has no effect; its text is read (line 1, column 8)
                    <foo:bar>One</foo:bar>                    | <foo:bar> has no effect; its text is read (line 1, column 8)
                    <prosody pitch="high">One</prosody>       | <prosody> pitch has no effect (line 1, column 8)
                    <prosody rate="soon">One</prosody>        | <prosody> rate="soon" is not understood (line 1, column 8)
                    <prosody rate="0%">One</prosody>          | <prosody> rate="0%" is not understood (line 1, column 8)
                    <prosody volume="+60dB">One</prosody>     | <prosody> asks for more than 24 dB; that is taken (line 1, column 8)
                    One<break time="soon"/>                   | <break> time="soon" is not understood (line 1, column 11)
                    <voice name="Zoe">One</voice>             | <voice> name="Zoe" is no speaker of voice joe, and one request has one voice; its text is read as the rest (line 1, column 8)
                    <voice gender="female">One</voice>        | <voice> gender has no effect (line 1, column 8)
                    <lang xml:lang="de-DE">One</lang>         | <lang> xml:lang="de-DE" is no language that voice joe speaks; its text is read as EN (line 1, column 8)
                    <say-as interpret-as="song">One</say-as>  | <say-as> interpret-as="song" is not known here for "One"; its text is read (line 1, column 8)
                    <say-as interpret-as="cardinal">One</say-as> | <say-as> interpret-as="cardinal" is not known here for "One"; its text is read (line 1, column 8)
                    <phoneme alphabet="x-sampa" ph="wVn">One</phoneme> | <phoneme> alphabet="x-sampa" ph="wVn" is no reading that is known here; its text is read (line 1, column 8)
                    <phoneme>One</phoneme>                    | <phoneme> has no ph; its text is read (line 1, column 8)
                    <sub>One</sub>                            | <sub> has no alias; its text is read (line 1, column 8)
                    <sub><b>One</b></sub>                     | <b> has no effect within <sub> (line 1, column 13)
                    <?php x?>One                              | <?php?> has no effect (line 1, column 8)
                    """)
    void namesWhatIsNotDone(String inner, String notice) {
        assertThat(segments("<speak>" + inner + "</speak>"))
                .extracting(Segment::text)
                .containsExactly("One");
        assertThat(unread.notDone()).extracting(Warning::message).contains(notice);
        assertThat(unread.notDone())
                .allSatisfy(warning -> assertThat(named(warning, inner)).matches("<.*>"));
    }

    /** What of a document the warning speaks of. */
    private static String named(Warning warning, String inner) {
        TextSpan span = warning.span().orElseThrow();
        return ("<speak>" + inner + "</speak>").substring(span.begin(), span.end());
    }

    @Test
    void namesEachKindOnceAndFewInAll() {
        StringBuilder text = new StringBuilder("<speak>\n<emphasis>a</emphasis>");
        for (int i = 0; i < 100; i++) {
            text.append("<emphasis>a</emphasis><x").append(i).append("/>");
        }
        segments(text.append("</speak>").toString());

        assertThat(unread.notDone())
                .extracting(Warning::message)
                .hasSize(21)
                .contains(
                        "<emphasis> has no effect; its text is read (line 2, column 1; 101 times in"
                                + " all)")
                .last()
                .isEqualTo("81 more of other kinds are not done");
    }

    /** A pause is a part of the segment before it, and of the first where it leads. */
    @Test
    void namesTheSegmentOfAPauseThatIsTooLong() {
        segments("<speak>One <break time='1s'/> two <break time='60s'/> three</speak>");
        Unread leading = new Unread();
        Planner.segments(
                        new StringReader("<speak><break time='60s'/>One</speak>"),
                        Planner.settings(
                                RequestCodec.read(
                                                Json.object()
                                                        .put("model_id", "joe")
                                                        .put("text", "x"))
                                        .request(),
                                Voices.JOE,
                                SpeakerDefaults.NONE,
                                List.of()),
                        SplitSettings.defaults(),
                        Voices.JOE,
                        leading)
                .forEachRemaining(_ -> {});

        assertThat(unread.notDone())
                .extracting(Warning::message)
                .containsExactly("a pause of more than 10 s in one place lasts 10 s (segment 1)");
        assertThat(leading.notDone())
                .extracting(Warning::message)
                .containsExactly("a pause of more than 10 s in one place lasts 10 s (segment 0)");
    }

    @Test
    void speaksLanguagesThatTheVoiceKnows() {
        List<Segment> segments =
                segments(
                        CHINESE,
                        Json.object()
                                .put(
                                        "text",
                                        "<speak xml:lang='zh-CN'>你好<lang xml:lang='en-US'>Hello"
                                                + "</lang>\n  世界\n  再见</speak>"));

        assertThat(segments).extracting(Segment::text).containsExactly("你好", "Hello", "世界再见");
        assertThat(segments)
                .extracting(Segment::language)
                .containsExactly(Language.ZH, Language.EN, Language.ZH);
        assertThat(unread.notDone()).isEmpty();
    }

    @Test
    void cutsWhatIsTooLongForTheVoice() {
        List<Segment> segments = segments("<speak>" + "word ".repeat(12_000) + "</speak>");

        assertThat(segments)
                .allSatisfy(segment ->
                        assertThat(segment.text().length())
                                .isLessThanOrEqualTo(Voices.JOE.maxSegmentCharacters()));
        assertThat(segments.stream().mapToInt(segment -> segment.text().split(" ").length).sum())
                .isEqualTo(12_000);
    }

    @Test
    void withoutCutsOfSentencesOnlyBreaksPart() {
        ObjectNode request =
                Json.object().put("text", "<speak><p>One.</p><p>Two. <break/>Three.</p></speak>");
        request.putObject("split").put("mode", "none");

        assertThat(shown(segments(Voices.JOE, request))).isEqualTo("One. Two. 0.3 / Three. 0.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<speak>One</speak>",
                "\ufeff  <speak version='1.0'>One</speak>",
                """

                <?xml version="1.0" encoding="UTF-8"?>
                <!-- note --><speak
                xml:lang="en">One</speak>
                """
            })
    void isToldByItsBeginning(String text) {
        assertThat(segments(text)).extracting(Segment::text).containsExactly("One");
        assertThat(unread.notSpoken()).isEmpty();
    }

    @Test
    void isNoneWhereTheRequestSaysSoOrTheOriginalsCutsAreAskedFor() {
        ObjectNode no = Json.object().put("text", "<speak>One</speak>").put("ssml", false);
        ObjectNode cut = Json.object().put("text", "<speak>One</speak>");
        cut.putObject("split").put("mode", "cut_sent");

        assertThat(segments(Voices.JOE, no)).extracting(Segment::text).containsExactly("One");
        assertThat(unread.notSpoken()).hasSize(1);
        assertThat(segments(Voices.JOE, cut))
                .extracting(Segment::text)
                .containsExactly("<speak>One</speak>");
        assertThat(segments("<speaker>One</speaker>"))
                .extracting(Segment::text)
                .containsExactly("<speaker>One</speaker>");
    }

    @Test
    void isSsmlWhereTheRequestSaysSo() {
        ObjectNode asked = Json.object().put("text", "One").put("ssml", true);

        assertThatThrownBy(() -> segments(Voices.JOE, asked))
                .hasMessage(
                        "text: SSML, line 1, column 1 (character 0): expected <speak>, was \"O\"");
    }

    @Test
    void refusesSsmlBesideTheOriginalsCuts() {
        ObjectNode both = Json.object().put("text", "<speak>One</speak>").put("ssml", true);
        both.putObject("split").put("mode", "cut_sent");

        assertThatThrownBy(() -> segments(Voices.JOE, both))
                .hasMessageContaining(
                        "ssml: expected split.mode auto or none beside it, was cut_sent");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    <speak>Tom & Jerry</speak>            | line 1, column 12 (character 11): a & begins a reference
                    <speak>One                            | line 1, column 11 (character 10): the text ends before </speak>, which was opened at line 1, column 1
                    <speak><p>One</speak>                 | line 1, column 14 (character 13): expected </p>, which was opened at line 1, column 8, was </speak>
                    <speak>1 < 2</speak>                  | line 1, column 10 (character 9): a < begins a tag
                    <speak>&nbsp;</speak>                 | line 1, column 8 (character 7): the entity &nbsp; is none of the five of XML
                    <speak>&#0;</speak>                   | &#0; stands for no character of XML
                    <speak><break time=1s/></speak>       | line 1, column 20 (character 19): expected a value in quotes behind time=
                    <speak><a b="1" b="2"/></speak>       | <a has two attributes b
                    <speak/>more                          | expected nothing behind the document's end, was "m"
                    <speak/><speak/>                      | expected nothing behind the document's end, was <speak>
                    <!DOCTYPE speak SYSTEM "http://x/y"><speak/> | declarations such as <!DOCTYPE and <!ENTITY are not read
                    <speak><!ENTITY a "b"></speak>        | declarations such as <!DOCTYPE and <!ENTITY are not read
                    <speak><?xml-stylesheet href="x"?></speak> | names another document, and none is read beside the text
                    <speak><?xml version="1.0"?></speak>  | may stand at the head of the text alone
                    <speak><lexicon uri="http://x"/></speak> | <lexicon> names another document, and none is read beside the text
                    <speak><xi:include href="x"/></speak> | <xi:include> names another document
                    <speak><!-- a -- b --></speak>        | -- ends a comment
                    <speak>a ]]> b</speak>                | ]]> may not stand in a text
                    <speak><![CDATA[a</speak>             | the text ends within <![CDATA[
                    """)
    void refusesWhatIsNoSsmlWithItsPlace(String text, String reason) {
        assertThatThrownBy(() -> segments(text))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageStartingWith("text: SSML, line 1, column ")
                .hasMessageContaining(reason);
    }

    @Test
    void saysHowToHaveItReadAsTextWhereItWasTakenForSsml() {
        ObjectNode said = Json.object().put("text", "<speak>One").put("ssml", true);

        assertThatThrownBy(() -> segments("<speak>One"))
                .hasMessageEndingWith("; ssml: false reads it as text");
        assertThatThrownBy(() -> segments(Voices.JOE, said))
                .hasMessageEndingWith("which was opened at line 1, column 1");
    }

    @Test
    void tellsLinesOfAnyKind() {
        assertThatThrownBy(() -> segments("<speak>\r\n\ré\n  𝒳&x</speak>"))
                .hasMessageContaining("line 4, column 4 (character 16)");
    }

    /** Also of plain text: where nothing parts words, none is cut. */
    @Test
    void cutsNoWordOfChinese() {
        List<String> words = List.of("国务院", "人民大会堂", "科学家", "图书馆", "实验室", "办公室");
        String text = String.join("", words).repeat(30);

        for (String asked : List.of(text, "<speak>" + text + "</speak>")) {
            List<Segment> segments = segments(CHINESE, Json.object().put("text", asked));

            assertThat(segments).hasSizeGreaterThan(3);
            for (Segment segment : segments) {
                assertThat(words)
                        .anyMatch(segment.text()::startsWith)
                        .anyMatch(segment.text()::endsWith);
            }
        }
    }

    @Test
    void segmentsKnowTheirPlaceInTheTextThatWasSent() {
        String text =
                "\ufeff<speak>\r\n<p>Tom &amp; 𝒳.</p> One\n<sub alias='two'>2</sub>. Then"
                        + " <say-as interpret-as='cardinal'>31</say-as> or"
                        + " <phoneme ph='x'/>.</speak>";

        assertThat(segments(joeWide(), Json.object().put("text", text)))
                .extracting(segment ->
                        segment.text()
                                + " = "
                                + text.substring(
                                        segment.span().orElseThrow().begin(),
                                        segment.span().orElseThrow().end()))
                .containsExactly(
                        "Tom & 𝒳. = Tom &amp; 𝒳.",
                        "One [[2|say:two]]. = One\n<sub alias='two'>2</sub>.",
                        "Then thirty one or [[ipa:x]]. = Then <say-as"
                                + " interpret-as='cardinal'>31</say-as> or <phoneme ph='x'/>.");
    }

    @Test
    void aSpeakerIsAPartOfTheSegment() {
        assertThat(segments("<speak><voice name='bob'>One</voice></speak>").getFirst().manner())
                .isEqualTo(new Manner(1, 0, Optional.of(Voices.JOE.speaker(3).orElseThrow()), 0));
    }
}
