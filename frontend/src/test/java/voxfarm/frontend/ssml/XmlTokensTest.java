package voxfarm.frontend.ssml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

class XmlTokensTest {
    private static final String DOCUMENT =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- a note -->
            <speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang='en-US'>
              <p><s>Take &lt;3&gt; &#x41;&#66; &amp; go.</s><break time="250ms" /></p>\r
              <prosody rate="+10%" volume='-6dB'>Tom &quot;the cat&apos;s&quot;</prosody >
              <![CDATA[1 < 2 ]] && 3]]><mark name="a&amp;b&#10;c"/>é 你好 𝒳
              <?note anything?><sub alias="x&#9;y
            z">W3C</sub><!---->
            </speak>
            <!-- behind -->
            """;

    /** What both readers can be compared by. */
    private static List<String> ours(String text) throws IOException {
        return ours(new StringReader(text));
    }

    private static List<String> ours(Reader text) throws IOException {
        XmlTokens tokens = new XmlTokens(text);
        List<String> events = new ArrayList<>();
        StringBuilder characters = new StringBuilder();
        for (XmlToken token = tokens.next(); ; token = tokens.next()) {
            if (token instanceof XmlToken.Text(int c, _, _)) {
                characters.appendCodePoint(c);
                continue;
            }
            flush(characters, events);
            switch (token) {
                case XmlToken.Open open ->
                        events.add("<" + open.name() + new TreeMap<>(open.attributes()));
                case XmlToken.Close close -> events.add("</" + close.name());
                case XmlToken.Instruction instruction -> events.add("?" + instruction.target());
                case XmlToken.Text _ -> throw new IllegalStateException();
                case XmlToken.End _ -> {
                    return events;
                }
            }
        }
    }

    private static void flush(StringBuilder characters, List<String> events) {
        if (!characters.isEmpty()) {
            events.add("'" + characters);
            characters.setLength(0);
        }
    }

    private static List<String> jdks(String text) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        XMLStreamReader in = factory.createXMLStreamReader(new StringReader(text));
        List<String> events = new ArrayList<>();
        StringBuilder characters = new StringBuilder();
        while (in.hasNext()) {
            int event = in.next();
            switch (event) {
                case XMLStreamConstants.CHARACTERS,
                        XMLStreamConstants.CDATA,
                        XMLStreamConstants.SPACE ->
                        characters.append(in.getText());
                case XMLStreamConstants.COMMENT -> {}
                default -> {
                    flush(characters, events);
                    one(in, event).ifPresent(events::add);
                }
            }
        }
        return events;
    }

    private static Optional<String> one(XMLStreamReader in, int event) throws XMLStreamException {
        return switch (event) {
            case XMLStreamConstants.START_ELEMENT -> {
                TreeMap<String, String> attributes = new TreeMap<>();
                for (int i = 0; i < in.getAttributeCount(); i++) {
                    attributes.put(name(in, i), in.getAttributeValue(i));
                }
                yield Optional.of("<" + in.getLocalName() + attributes);
            }
            case XMLStreamConstants.END_ELEMENT -> Optional.of("</" + in.getLocalName());
            case XMLStreamConstants.PROCESSING_INSTRUCTION -> Optional.of("?" + in.getPITarget());
            case XMLStreamConstants.DTD -> throw new XMLStreamException("declares");
            case XMLStreamConstants.ENTITY_REFERENCE -> throw new XMLStreamException("refers");
            default -> Optional.empty();
        };
    }

    private static String name(XMLStreamReader in, int i) {
        String prefix = in.getAttributePrefix(i);
        return prefix == null || prefix.isEmpty()
                ? in.getAttributeLocalName(i)
                : prefix + ":" + in.getAttributeLocalName(i);
    }

    @Test
    void readsAsTheParserOfTheJdk() throws Exception {
        assertThat(ours(DOCUMENT)).isEqualTo(jdks(DOCUMENT)).hasSizeGreaterThan(20);
    }

    /** Whatever pieces the text comes in. */
    @Test
    void readsFromReadersThatGiveLittle() throws IOException {
        Reader one =
                new StringReader(DOCUMENT) {
                    @Override
                    public int read(char[] into, int at, int length) throws IOException {
                        return super.read(into, at, Math.min(1, length));
                    }
                };

        assertThat(ours(one)).isEqualTo(ours(DOCUMENT));
    }

    /** Documents that were damaged are refused with a place, or read as the JDK reads them. */
    @Test
    void readsDamagedDocumentsAsTheJdkOrRefusesThem() throws Exception {
        long seed = 20261127;
        Random random = new Random(seed);
        int both = 0;
        int refused = 0;
        for (int i = 0; i < 30_000; i++) {
            String text = damaged(random);
            Optional<List<String>> mine = Optional.empty();
            String reason = "";
            try {
                mine = Optional.of(ours(text));
            } catch (VoxfarmException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                reason = String.valueOf(e.getMessage());
                assertThat(reason).matches("(?s)text: SSML, line \\d+, column \\d+ .*");
                refused++;
            }
            Optional<List<String>> theirs = jdk(text);
            String where = "seed " + seed + ", " + i + ": " + text + "\n" + reason;
            if (mine.isPresent()) {
                assertThat(theirs).as(where).isEqualTo(mine);
                both++;
            } else {
                assertThat(theirs.isEmpty() || onlyOurs(reason)).as(where).isTrue();
            }
        }
        assertThat(both).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(1000);
    }

    private static Optional<List<String>> jdk(String text) {
        try {
            // white space before a declaration is passed over here alone
            return Optional.of(jdks(text.replaceFirst("^\\ufeff?[ \\t\\r\\n]+", "")));
        } catch (XMLStreamException e) {
            return Optional.empty();
        }
    }

    /** What XML allows and a text to speak has no need of. */
    private static boolean onlyOurs(String reason) {
        return reason.contains("declarations such as")
                || reason.contains("names another document")
                || reason.contains("another declaration") // the JDK takes any name of an encoding
                || reason.contains("one colon at most")
                || reason.contains("at most that many")
                || reason.contains("longer than");
    }

    private static String damaged(Random random) {
        StringBuilder text = new StringBuilder(DOCUMENT);
        String signs = "<>&;/!?-[]='\" \nax1#:\u0000\ufffe";
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(text.length());
            int to = Math.min(text.length(), at + random.nextInt(6));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(at, signs.charAt(random.nextInt(signs.length())));
                case 2 -> text.insert(random.nextInt(text.length()), text.substring(at, to));
                default ->
                        text.setLength(Math.max(1, random.nextInt(20) == 0 ? at : text.length()));
            }
        }
        return text.toString();
    }

    @Test
    void neverThrowsAnythingElseAtNoise() {
        Random random = new Random(4711);
        String[] parts = {
            "<",
            ">",
            "</",
            "/>",
            "speak",
            "<speak>",
            "</speak>",
            "&",
            "&amp;",
            "&#",
            ";",
            "x",
            "=",
            "\"",
            "'",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<?",
            "?>",
            "xml",
            " ",
            "\r\n",
            "\ud800",
            "\udc00",
            "\u0000",
            "\ufeff",
            "<p>",
            "</p>",
            "é",
            "<!DOCTYPE",
            "["
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "<speak>" : "");
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            try {
                ours(text.toString());
            } catch (VoxfarmException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            } catch (IOException | RuntimeException e) {
                throw new AssertionError(text.toString(), e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 100_000})
    void refusesToGoDeep(int depth) {
        String text = "<speak>" + String.join("", Collections.nCopies(depth, "<p>"));

        assertThatThrownBy(() -> ours(text))
                .hasMessageContaining("<p> lies in 64 others, and at most that many are read");
    }

    @Test
    void goesAsDeepAsItSays() throws IOException {
        String text = "<p>".repeat(64) + "</p>".repeat(64);

        assertThat(ours(text)).hasSize(128);
    }

    /** The first that is too much is the last that is looked at. */
    @Test
    void refusesWhatGrows() {
        String value = "v".repeat(10_000_000);
        StringBuilder many = new StringBuilder("<speak");
        for (int i = 0; i < 100_000; i++) {
            many.append(String.format(Locale.ROOT, " a%d='b'", i));
        }
        String laughs =
                "<?xml version='1.0'?><!DOCTYPE speak [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
                        + "<speak>&b;</speak>";

        assertThatThrownBy(() -> ours("<speak a='" + value + "'/>"))
                .hasMessageContaining("the value of a is longer than 8192 characters");
        assertThatThrownBy(() -> ours(many + "/>"))
                .hasMessageContaining("<speak has more than 32 attributes");
        assertThatThrownBy(() -> ours("<" + value + "/>"))
                .hasMessageContaining("the name of an element is longer than 128 characters");
        assertThatThrownBy(() -> ours("<speak>&" + value))
                .hasMessageContaining("a & begins a reference");
        assertThatThrownBy(() -> ours(laughs))
                .hasMessageContaining("declarations such as <!DOCTYPE and <!ENTITY are not read");
    }

    @Test
    void knowsThePlaceOfEachCharacter() throws IOException {
        XmlTokens tokens = new XmlTokens(new StringReader("<p>a&amp;\r\n𝒳</p>"));
        var _ = tokens.next();

        assertThat(List.of(tokens.next(), tokens.next(), tokens.next(), tokens.next()))
                .containsExactly(
                        new XmlToken.Text('a', new XmlToken.Place(3, 1, 4), 4),
                        new XmlToken.Text('&', new XmlToken.Place(4, 1, 5), 9),
                        new XmlToken.Text('\n', new XmlToken.Place(9, 1, 10), 11),
                        new XmlToken.Text(0x1d4b3, new XmlToken.Place(11, 2, 1), 13));
    }
}
