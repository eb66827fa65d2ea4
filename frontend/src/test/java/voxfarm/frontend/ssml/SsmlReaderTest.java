package voxfarm.frontend.ssml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Pauses;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.frontend.Growth;
import voxfarm.frontend.HostileTexts;
import voxfarm.frontend.Marks;
import voxfarm.frontend.WordEnds;
import voxfarm.frontend.split.Unread;

/** What others write; what each element does is told by the tests of the planner. */
class SsmlReaderTest {
    private static final int MAX_CHARACTERS = 100;
    private static final double MOST_OF_PROSE = 4;
    private static final VoiceManifest VOICE =
            new VoiceManifest(
                    new VoiceId("joe"),
                    new VoiceVersion("0123456789abcdef"),
                    VoiceKind.BERT_VITS2,
                    22_050,
                    256,
                    List.of(new Speaker(0, "ann"), new Speaker(1, "bob")),
                    List.of(),
                    List.of(Language.EN, Language.ZH),
                    Scales.ORIGINAL_DEFAULTS,
                    MAX_CHARACTERS,
                    "builtin",
                    "en-us",
                    List.of(),
                    Map.of(),
                    "test",
                    Instant.EPOCH);
    private static final String DOCUMENT =
            """
            <speak xml:lang="en-US"><p><s>Take 3 &amp; go.</s> <break time="250ms"/> Now!</p>
            <prosody rate="+10%" volume="-6dB">Tom <voice name="bob">and I</voice>, fast</prosody>.
            <say-as interpret-as="date" format="dmy">1/2/2026</say-as> or
            <say-as interpret-as="cardinal">-1,234.5</say-as>,
            <say-as interpret-as="telephone">+1 555 x2</say-as>
            <sub alias="World Wide Web">W3C</sub> <phoneme alphabet="ipa" ph="kˈæt">bat</phoneme>
            <lang xml:lang="zh-CN">你好 <say-as interpret-as="fraction">3/4</say-as></lang>
            <emphasis>all</emphasis><break strength="x-strong"/><metadata>x</metadata><br/>end
            </speak>
            """;

    private static SsmlVoice voice() {
        return new SsmlVoice(
                Optional.of(VOICE),
                VOICE.languages(),
                VOICE.speakers().getFirst(),
                Language.EN,
                Pauses.NONE_CHOSEN,
                true,
                MAX_CHARACTERS,
                WordEnds.UNKNOWN);
    }

    private static List<SsmlItem> read(String text) {
        Unread unread = new Unread();
        List<SsmlItem> items = new ArrayList<>();
        new SsmlReader(new StringReader(text), voice(), unread).forEachRemaining(items::add);
        assertThat(unread.notDone().size()).isLessThanOrEqualTo(21);
        return items;
    }

    /** Words in order, each with its place in the text, within the limit; or a coded error. */
    private static boolean holds(String text) {
        List<SsmlItem> items;
        try {
            items = read(text);
        } catch (VoxfarmException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(e.getMessage()).startsWith("text: SSML, line ");
            return false;
        }
        int begin = 0;
        for (SsmlItem item : items) {
            if (item instanceof SsmlItem.Words words) {
                assertThat(words.text()).isNotBlank();
                // a marked word is not cut, and longer than the limit by that at most
                assertThat(Marks.shown(words.text()).length()).isLessThan(MAX_CHARACTERS + 500);
                assertThat(words.span().begin()).isGreaterThanOrEqualTo(begin);
                assertThat(words.span().end()).isLessThanOrEqualTo(text.length());
                begin = words.span().begin();
            }
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<phoneme ph='kˈæt'>cat</phoneme> ",
                "<sub alias='World Wide Web'>W3C</sub> ",
                "<say-as interpret-as='digits'>12345</say-as> ",
                "word "
            })
    void holdsNoMoreOfALongTextHoweverItIsWritten(String element) {
        Endless text = new Endless("<speak>", element);
        new SsmlReader(text, voice(), new Unread()).next();

        assertThat(text.read).isLessThan(1_000_000);
    }

    /** A text that goes on as it began. */
    private static final class Endless extends Reader {
        private final String element;
        private String next;
        private int at;
        private long read;

        Endless(String begin, String element) {
            this.next = begin;
            this.element = element;
        }

        @Override
        public int read(char[] into, int from, int length) {
            assertThat(read).isLessThan(2_000_000);
            if (at == next.length()) {
                next = element;
                at = 0;
            }
            int count = Math.min(length, next.length() - at);
            next.getChars(at, at + count, into, from);
            at += count;
            read += count;
            return count;
        }

        @Override
        public void close() {}
    }

    @Test
    void aMarkIsOneWhateverStandsBeforeIt() {
        for (String before : List.of("", "a", "a\\", "a\\ ", "[", "\\[", "[[", "]]")) {
            String text = "<speak>" + before + "<phoneme ph='kˈæt'>cat</phoneme></speak>";
            SsmlItem.Words words = (SsmlItem.Words) read(text).getLast();

            assertThat(Marks.parts(words.text()).getLast())
                    .as(before)
                    .isInstanceOfSatisfying(
                            Marks.Part.Mark.class,
                            mark -> assertThat(mark.word()).isEqualTo("cat"));
            assertThat(Marks.shown(words.text()).replace(" ", ""))
                    .isEqualTo(before.replace(" ", "") + "cat");
        }
    }

    @Test
    void readsOrRefusesWhateverIsSent() {
        long seed = 20261127;
        Random random = new Random(seed);
        String signs = "<>&;/=\"' -0159.,:%+msdBaé你\n𝒳[]|";
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(DOCUMENT);
            for (int n = random.nextInt(4); n > 0; n--) {
                int at = random.nextInt(text.length());
                int to = Math.min(text.length(), at + random.nextInt(12));
                switch (random.nextInt(3)) {
                    case 0 -> text.delete(at, to);
                    case 1 -> text.setCharAt(at, signs.charAt(random.nextInt(signs.length())));
                    default -> text.insert(random.nextInt(text.length()), text.substring(at, to));
                }
            }
            try {
                read += holds(text.toString()) ? 1 : 0;
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", " + i + ": " + text, e);
            }
        }
        assertThat(read).isBetween(2000, 19_000);
    }

    /** Values alone: what is not understood is passed over, however it is written. */
    @Test
    void understandsOrPassesOverEveryValue() {
        Random random = new Random(4711);
        String signs = "0123456789.%+-dBmsx /:,'abc①٣½ ";
        String[] forms = {
            "<break time=\"%s\"/>",
            "<break strength=\"%s\"/>",
            "<prosody rate=\"%s\">a</prosody>",
            "<prosody volume=\"%s\">a</prosody>",
            "<lang xml:lang=\"%s\">a</lang>",
            "<voice name=\"%s\">a</voice>",
            "<phoneme ph=\"%s\">a</phoneme>",
            "<sub alias=\"%s\">a</sub>",
            "<say-as interpret-as=\"cardinal\">%s</say-as>",
            "<say-as interpret-as=\"ordinal\">%s</say-as>",
            "<say-as interpret-as=\"fraction\">%s</say-as>",
            "<say-as interpret-as=\"date\">%s</say-as>",
            "<say-as interpret-as=\"date\" format=\"dm\">%s</say-as>",
            "<say-as interpret-as=\"time\">%s</say-as>",
            "<say-as interpret-as=\"telephone\">%s</say-as>",
            "<say-as interpret-as=\"characters\">%s</say-as>",
            "<lang xml:lang=\"zh\"><say-as interpret-as=\"cardinal\">%s</say-as></lang>",
            "<lang xml:lang=\"zh\"><say-as interpret-as=\"date\">%s</say-as></lang>",
            "<lang xml:lang=\"zh\"><say-as interpret-as=\"telephone\">%s</say-as></lang>",
        };
        for (int i = 0; i < 40_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                value.append(signs.charAt(random.nextInt(signs.length())));
            }
            String form = forms[i % forms.length];
            String text = "<speak>b " + form.replace("%s", value) + "</speak>";
            try {
                assertThat(holds(text)).isTrue();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(text, e);
            }
        }
    }

    /** Elements without words are many, and each of them may cost as a word does. */
    @TestFactory
    Stream<DynamicTest> noMarkupCostsMuchMoreThanWords() {
        String prose = "It was the best of times, it was the worst of times. ".repeat(2000);
        String distinct =
                IntStream.range(0x4e00, 0x4e00 + 400)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining());
        String dates =
                "<say-as interpret-as='date' format='%s'>%s</say-as>"
                        .formatted(distinct, "1 ".repeat(400));
        return Stream.of("<p/>", "<s/>", "<break/>", "<!---->", "<a/>", dates)
                .map(unit ->
                        DynamicTest.dynamicTest(
                                unit.substring(0, Math.min(40, unit.length())),
                                () ->
                                        Growth.isAsCheapAs(
                                                unit,
                                                prose,
                                                unit.repeat(prose.length() / unit.length()),
                                                MOST_OF_PROSE,
                                                text -> read("<speak>" + text + "</speak>"))));
    }

    @TestFactory
    Stream<DynamicTest> timeIsLinearInTheText() {
        return HostileTexts.units().entrySet().stream()
                .map((Map.Entry<String, String> unit) ->
                        DynamicTest.dynamicTest(
                                unit.getKey(),
                                () ->
                                        Growth.isLinear(
                                                unit.getKey(),
                                                unit.getValue(),
                                                20_000,
                                                text -> {
                                                    holds("<speak>" + text);
                                                    holds(
                                                            "<speak><![CDATA["
                                                                    + text
                                                                    + "]]></speak>");
                                                    var _ = Ssml.begins(text);
                                                })));
    }

    @TestFactory
    Stream<DynamicTest> timeIsLinearInTheMarkup() {
        return Stream.of(
                        "\u3000",
                        "\u00a0",
                        "\u2003\u2009",
                        "\u200b",
                        "\ufeff",
                        "&#x85;",
                        "<break/>",
                        "<p/>",
                        "<prosody rate='2'>a</prosody>",
                        "<prosody rate='2'>a</prosody>b",
                        "<emphasis>a</emphasis>",
                        "<sub alias='b c'>a</sub>",
                        "<say-as interpret-as='characters'>aaaa</say-as>",
                        "&#x41;",
                        "<!---->",
                        "<?a?>",
                        "<![CDATA[]]>",
                        "<a b='c' d='e'/>")
                .map(unit ->
                        DynamicTest.dynamicTest(
                                "<" + unit + ">",
                                () ->
                                        Growth.isLinear(
                                                unit,
                                                unit,
                                                20_000,
                                                text ->
                                                        assertThat(
                                                                        holds(
                                                                                "<speak>"
                                                                                        + text
                                                                                        + "</speak>"))
                                                                .isTrue())));
    }

    /** As the well-known bombs are written, and as a page of the web, which is none. */
    @Test
    void knowsSsmlBehindADocumentTypeOfAnyName() {
        assertThat(
                        Ssml.begins(
                                "<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY a \"lol\">]>"
                                        + "<speak>&a;</speak>"))
                .isTrue();
        assertThat(Ssml.begins("<!DOCTYPE s SYSTEM 'a.dtd'> <speak>a</speak>")).isTrue();
        assertThat(Ssml.begins("<!DOCTYPE html><html>speak</html>")).isFalse();
    }
}
