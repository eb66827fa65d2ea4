package voxfarm.frontend.split;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.plan.Warning;
import voxfarm.frontend.Marks;

class MarkdownReaderTest {
    /** The signs as letters between angles, so that they can be seen. */
    private static String read(String text) throws IOException {
        return read(new StringReader(text))
                .replace(String.valueOf(MarkdownReader.SCENE), "<S>")
                .replace(String.valueOf(MarkdownReader.HEADING), "<H>")
                .replace(String.valueOf(MarkdownReader.LIST_ITEM), "<L>")
                .replace("\n", "/");
    }

    private static String read(Reader source) throws IOException {
        StringWriter out = new StringWriter();
        try (Reader in = new MarkdownReader(source, true)) {
            in.transferTo(out);
        }
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\u00a6',
            quoteCharacter = '\u00a7',
            value = {
                "### Heading//Text¦<H>Heading<H>//Text",
                "# Heading ##//Text¦<H>Heading <H>//Text",
                "##第一章/正文¦<H>第一章<H>正文",
                "Title/=====/Text¦Title<H>Text",
                "Title/---/Text¦Title<H>Text",
                "Some *text* with `code`.¦Some text with code.",
                "**bold**, __bold__, ***both***, ~~gone~~¦bold, bold, both, gone",
                "他**很**好，他*很*好¦他很好，他很好",
                "- milk/- eggs/- bread and/  butter//Then¦"
                        + "<L>milk<L><L>eggs<L><L>bread and/  butter<L>//Then",
                "1. one/2. two/10. ten¦<L>1, one<L><L>2, two<L>10. ten",
                "1. Mai¦1. Mai",
                "* [x] done¦<L>done",
                "a//* * *//b¦a//<S>/b",
                "a//#//b¦a//<S>/b",
                "a//⁂//b¦a//<S>/b",
                "> quoted/> more¦quoted/more",
                "a claim [[1]](#note-1) [[tomato|ipa:a]](x) [[a]] (x)¦"
                        + "a claim [1] [[tomato|ipa:a]](x) [[a]] (x)",
                "see [the page](https://x.org/a_(b) \"t\") and ![a cat](c.png)¦"
                        + "see the page and a cat",
                "a note[^1].//[^1]: of it¦a note.// of it",
                "```java/x = a * b/```/after¦//x = a * b///after",
                "| a | b |/|---|---|/| 1 | 2 |¦<L>a, b<L><L>1, 2",
                "\\*not emphasis\\*¦*not emphasis*",
            })
    void takesMarksAwayAndTellsWhatTheySaid(String text, String expected) throws IOException {
        assertThat(read(text.replace('/', '\n').replace("https:\n\nx.org\na", "https://x.org/a")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u00a7',
            value = {
                "Tom &amp; Jerry &#39;quote&#39;&nbsp;x|Tom & Jerry 'quote' x",
                "&lt;b&gt; &#x4f60;&#22909; &hellip; soft&shy;ly|<b> 你好 … softly",
                "&#42;one&#42; and *two*|*one* and two",
                "<speak>Hello <break time=\"500ms\"/> world</speak>|¶¶Hello  world¶¶",
                "<p>One.</p><p>Two<br/>three</p>|¶¶One.¶¶¶¶Two¶three¶¶",
                "a <b>bold</b> <i class='x'>word</i>|a bold word",
                "<prosody rate=slow>slow</prosody><!-- a note -->, then|slow, then",
                "<?xml version=\"1.0\"?>text|text",
                "<script>alert(1)</script>Hello.|Hello.",
                "<style type='text/css'>p{color:red}</style >Hello.|Hello.",
                "a<SCRIPT src='x.js' async>if (a < b) {}</Script>b|ab",
                "<script>that is not closed|that is not closed",
                "<p title=\"a>b\">Hello|¶¶Hello",
                "<!DOCTYPE html><html><body>Hi</body></html>|¶¶¶¶Hi¶¶¶¶",
                "<details open><summary>A</summary>B</details>|¶¶¶¶A¶¶B¶¶",
                "<custom-tag>Hi</custom-tag> <mstts:silence type=x />you|Hi you",
                "<¦endoftext¦>Hi|Hi",
                "<a href=https://x.org/y/>x</a><input disabled>|x",
                "caf&eacute; na&iuml;ve &Eacute;t&eacute; &alpha;&ast;&rsquo;|café naïve Été α*’",
                "&#xe9;&#233;&#x200b;&rlm;.|éé.",
            })
    void readsEntitiesAndNoTags(String text, String expected) throws IOException {
        assertThat(read(new StringReader(text.replace('\u00a6', '|'))))
                .isEqualTo(expected.replace('¶', '\n'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x<y and y>z",
                "a <b and c> d",
                "1 < 2 > 0",
                "AT&T; R&D and &unknown; and &#xd800; &#9999999;",
                "List<String> and <https://x.org>",
                "<!-- no end",
                "I <3 you, and <3 <3",
                "a < b and c > d",
                "<|not a sign|",
                "&eacut; &EACUTE; &nosuchname;",
                "<speak",
                "&#;",
            })
    void leavesWhatOnlyLooksLikeATag(String text) throws IOException {
        assertThat(read(new StringReader(text))).isEqualTo(text);
    }

    private static List<String> notices(String text) throws IOException {
        Unread unread = new Unread();
        try (Reader in = new MarkdownReader(new StringReader(text), true, unread)) {
            in.transferTo(new StringWriter());
        }
        return unread.notSpoken().stream().map(Warning::message).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"> ", "a\n>", "a\n> >", "\ufeff", "a\n# ", "---\n"})
    void readsATextThatEndsWithAMark(String text) throws IOException {
        assertThat(read(new StringReader(text)).strip()).isEqualTo(text.startsWith("a") ? "a" : "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&#91;", "&#x5B;", "&lbrack;", "&lsqb;"})
    void entitiesOfBracketsBeginNoMarkOfAReading(String bracket) {
        String words = MarkdownReader.words("A " + bracket + bracket + "b|ipa:c]] d");

        assertThat(Marks.shown(words)).isEqualTo("A [[b|ipa:c]] d");
        assertThat(Marks.parts(words)).noneMatch(part -> part instanceof Marks.Part.Mark);
    }

    @Test
    void namesTheTags() throws IOException {
        assertThat(notices("<speak>a <break time='1s'/> &amp; <x>b</x></speak>"))
                .singleElement(as(STRING))
                .contains(": break, speak;");
    }

    @Test
    void namesWhatHasNoOrdinaryName() throws IOException {
        assertThat(notices("<!DOCTYPE html><Style>p{}</Style><my-tag x>a<my-tag><|end|>"))
                .singleElement(as(STRING))
                .contains(": !DOCTYPE, my-tag, style, |end|;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "---\ntitle: A day\ndate: 2024-01-01\n---\n",
                "\ufeff---  \r\nTitle: A day\r\n\r\ntags:\r\n- one\r\n  - two\r\n...\r\n",
                """
                ---
                # made by hand
                abstract: |
                  Some words.

                  More.
                "a key": {x: 1}
                ---
                """,
                "+++\ntitle = \"A day\"\ntags = [\n  \"one\",\n]\n[extra]\ndraft = true\n+++\n",
            })
    void passesOverFrontMatter(String block) throws IOException {
        String text = "# One\nWords.\n";

        assertThat(read(block + text)).isEqualTo(read(text));
        assertThat(read(block)).isEmpty();
        assertThat(notices(block + text)).singleElement(as(STRING)).contains("front matter");
    }

    /** A rule at the head of a text parts scenes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "---\n\nIt was late.\n\n---\n",
                "---\nAnna: Come in!\nBert: I will.\n---\n",
                "---\nChapter 1: The house\n---\n",
                "---\ntitle: never closed\n",
                "---\ntitle: A day\nand words\n---\n",
                "\n---\ntitle: A day\n---\n",
                "Text.\n---\ntitle: A day\n---\n",
                "---\n---\n",
                "----\ntitle: A day\n----\n",
            })
    void readsWhatOnlyLooksLikeFrontMatter(String text) throws IOException {
        assertThat(notices(text)).isEmpty();
        assertThat(read(text).replaceAll("<.>|[/=-]", "")).isEqualTo(text.replaceAll("[\n=-]", ""));
    }

    /** Longer than what is read at once, and in a text of many of them. */
    @Test
    void passesOverLongComments() throws IOException {
        String comment = "<!-- " + "words [a](b) ".repeat(4000) + "-->";
        String script = "<script>" + "x = '<!--'; ".repeat(4000) + "</script>";

        assertThat(read(new StringReader("a" + (comment + script + "b").repeat(20))))
                .isEqualTo("a" + "b".repeat(20));
    }

    /** What looks like a mark and is text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2 * 3 = 6, 2*3 and 2**3",
                "snake_case_name and a_b",
                "#1 fan of C# and F#, #tag",
                "重庆[chong2 qing4]，\\[括号]",
                "-5 degrees, 3-4, a - b",
                "1984. A year.",
                "see [1] and [a]",
                "x ~ y, 好～",
                "a > b | c",
                "It rained... – and rained",
                "",
                "\n\n",
                "one line\nand another\n\nand a paragraph",
            })
    void leavesTextAlone(String text) throws IOException {
        assertThat(read(new StringReader(text))).isEqualTo(text);
    }

    @Test
    void knowsEveryLineEnd() throws IOException {
        assertThat(read("# A\r\n\r\n- b\r\n- c\rd\r\n")).isEqualTo("<H>A<H>//<L>b<L><L>c/d<L>");
    }

    /** Its own signs, in a text, are white space. */
    @Test
    void takesSignsFromNobody() throws IOException {
        assertThat(read(new StringReader("a\u001cb\u001dc\u001ed"))).isEqualTo("a b c d");
    }

    /** In dribbles, and with lines that are longer than what it looks at. */
    @Test
    void readsAStreamLikeTheWhole() throws IOException {
        Random random = new Random(15);
        String[] bits = {
            "# Heading\n",
            "\n",
            "word ",
            "*word* ",
            "- item\n",
            "***\n",
            "`x`",
            "[a](b) ",
            "\r\n",
            "_",
            "*",
            "1. ",
            "2. ",
            "> ",
            "| a | b |\n",
            "---\n",
            "x".repeat(9000),
            "\\*",
            "你好",
            "**"
        };
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append(bits[random.nextInt(random.nextInt(50) == 0 ? bits.length : 16)]);
        }
        Reader dribble =
                new FilterReader(new StringReader(text.toString())) {
                    @Override
                    public int read(char[] into, int at, int length) throws IOException {
                        return super.read(into, at, Math.min(length, 1 + random.nextInt(50)));
                    }
                };

        assertThat(read(dribble)).as("seed 15").isEqualTo(read(new StringReader(text.toString())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*", "_", "`", "[", "![", "[a](", "#", "> ", "- ", "|", "~", "\\", "* ", "1. ",
                "\r", "---\n", "[^"
            })
    void isQuickOnLongRuns(String run) throws IOException {
        assertThat(read(new StringReader(run.repeat(60_000))).length())
                .isLessThanOrEqualTo(run.length() * 60_000 + 2);
    }
}
