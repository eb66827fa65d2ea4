package voxfarm.frontend.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.plan.TextSpan;

/** Whatever is taken out of a text or put in on the way, a piece knows where it stood. */
class TracedPiecesTest {
    /** Words that are read, each another; nothing else of the texts here has their form. */
    private static final Pattern WORD = Pattern.compile("w\\d+w");

    private static List<SentenceSplitter.Piece> read(Reader text, boolean sentences, int limit) {
        Unread unread = new Unread();
        List<SentenceSplitter.Piece> pieces = new ArrayList<>();
        SentenceSplitter.read(
                        new MarkdownReader(new PrintableReader(text, unread), sentences, unread),
                        sentences,
                        limit)
                .forEachRemaining(pieces::add);
        return pieces;
    }

    private static String under(TextSpan span, String text) {
        return text.substring(span.begin(), span.end());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '$',
            value = {
                "One. Two|One./Two",
                "<BOM>One.<CR><LF>Two <CR><LF><CR><LF>Three|One./Two/Three",
                "# One #<LF>Two<CR><LF>three.|One/Two<CR><LF>three.",
                "One<LF>===<LF>Two|One/Two",
                "**One.** *Two* three. `Four`|One./Two* three./Four",
                "Tom &amp; Joe &#33; Two&hellip;|Tom &amp; Joe &#33;/Two&hellip;",
                "[One](u.v/w?x) two. [[1]](#n) Three|One](u.v/w?x) two./[1]](#n) Three",
                "1. One<LF>2. Two|1. One/2. Two",
                "- [x] One<LF>- Two|One/Two",
                "<p>One</p><b>Two</b> three <!-- no. --> four|One/Two</b> three <!-- no. --> four",
                "> One<LF>> two.|One<LF>> two.",
                "One<ESC>[1m bold<ESC>[0m. _<BS>T_<BS>wo.|One<ESC>[1m bold<ESC>[0m./T_<BS>wo.",
                "One<script>x. y. z</script> two. \\*Three|One<script>x. y. z</script> two./*Three",
                "One.<LF><LF>* * *<LF><LF>Two|One./Two",
                "---<LF>title: x<LF>---<LF>One.|One.",
            })
    void knowsWhereItStood(String shown, String spans) {
        String text = given(shown);

        List<SentenceSplitter.Piece> pieces = read(new StringReader(text), true, 300);

        assertThat(pieces)
                .extracting(piece -> under(piece.span(), text))
                .containsExactly(given(spans).split("/(?=[A-Z0-9*\\[])", -1));
    }

    private static String given(String shown) {
        return shown.replace("<BOM>", "\ufeff")
                .replace("<CR>", "\r")
                .replace("<LF>", "\n")
                .replace("<ESC>", "\u001b")
                .replace("<BS>", "\b");
    }

    @Test
    void knowsWhereTheCellsOfATableStood() {
        String text = "| One | two |\n|---|---|\n|three|  [[four|ipa:f]] |\n\nFive | six";

        List<SentenceSplitter.Piece> pieces = read(new StringReader(text), true, 300);

        assertThat(pieces)
                .extracting(SentenceSplitter.Piece::text)
                .containsExactly("One, two", "three, [[four|ipa:f]]", "Five | six");
        assertThat(pieces)
                .extracting(piece -> under(piece.span(), text))
                .containsExactly("One | two", "three|  [[four|ipa:f]]", "Five | six");
    }

    /** Of plain text nothing but blanks lies between the pieces, and each is what stands there. */
    @Test
    void leavesOnlyBlanksBetweenPiecesOfPlainText() {
        int[] symbols = "ab. ,!?…。！\n \r\"”你好𠀀😀é\u0301'-\u00a0\t".codePoints().toArray();
        Random random = new Random(19);
        for (int round = 0; round < 5000; round++) {
            StringBuilder made = new StringBuilder();
            for (int n = random.nextInt(200); n > 0; n--) {
                made.appendCodePoint(symbols[random.nextInt(symbols.length)]);
            }
            String text = made.toString();
            Reader printable = new PrintableReader(new StringReader(text), new Unread());
            int end = 0;
            var pieces =
                    SentenceSplitter.read(printable, random.nextBoolean(), 2 + random.nextInt(60));
            while (pieces.hasNext()) {
                SentenceSplitter.Piece piece = pieces.next();
                assertThat(under(piece.span(), text))
                        .as("seed 19, round %d", round)
                        .isEqualTo(piece.text());
                assertThat(blank(text.substring(end, piece.span().begin())))
                        .as("seed 19, round %d: before %s", round, piece)
                        .isTrue();
                end = piece.span().end();
            }
            assertThat(blank(text.substring(end))).as("seed 19, round %d", round).isTrue();
        }
    }

    private static boolean blank(String text) {
        return text.chars().allMatch(c -> Character.isWhitespace(c) || c == '\u00a0');
    }

    /** Each word of a piece stands in its span, and no other word; read in dribbles. */
    @Test
    void tracesEveryWordThroughAnyMarkup() {
        String[] before = {
            "",
            " ",
            "\n",
            "\r\n",
            "\n\n",
            ". ",
            "! ",
            ", ",
            " **",
            " *",
            "\n# ",
            "\n- ",
            "\n> ",
            "\n1. ",
            "\n2. ",
            " &amp; ",
            " &#8230; ",
            "&hellip; ",
            " <b>",
            " <p>",
            "<!-- x. y -->",
            " [",
            "\n| ",
            " | ",
            " |\n",
            "\u001b[1m",
            "x\b",
            "\u0007",
            "\u0085",
            "\u001c",
            "。",
            "“",
            "\n***\n",
            "\n```\n",
            " <style>a. b</style> ",
            "\\*",
            "_",
            "~~",
            "[^1] ",
            "](u/v_(x))",
            "](u)",
            "![",
            "\n===\n",
            "\ufeff",
            "\n|---|---|\n",
            "[[",
            "]] ",
            "|ipa:a]] ",
            "—",
            "; "
        };
        Random random = new Random(20);
        for (int round = 0; round < 3000; round++) {
            StringBuilder made = new StringBuilder();
            for (int n = random.nextInt(60); n > 0; n--) {
                made.append(before[random.nextInt(before.length)]);
                if (random.nextInt(3) > 0) {
                    made.append('w').append(n).append('w');
                }
            }
            String text = made.toString();
            int limit = 20 + random.nextInt(100);

            List<SentenceSplitter.Piece> pieces =
                    read(dribbled(text, random), random.nextInt(4) > 0, limit);

            int end = 0;
            for (SentenceSplitter.Piece piece : pieces) {
                String found = under(piece.span(), text);
                assertThat(piece.span().begin())
                        .as("seed 20, round %d: %s", round, text)
                        .isGreaterThanOrEqualTo(end);
                assertThat(words(found))
                        .as("seed 20, round %d: %s", round, text)
                        .isEqualTo(words(piece.text()));
                end = piece.span().end();
            }
        }
    }

    private static List<String> words(String text) {
        return WORD.matcher(text).results().map(found -> found.group()).toList();
    }

    private static Reader dribbled(String text, Random random) {
        return new FilterReader(new StringReader(text)) {
            @Override
            public int read(char[] into, int at, int length) throws IOException {
                return super.read(into, at, Math.min(length, 1 + random.nextInt(50)));
            }
        };
    }

    /** Far behind the windows of all readers, whose notes are forgotten on the way. */
    @Test
    void knowsThePlacesOfALongText() {
        StringBuilder made = new StringBuilder();
        for (int i = 0; made.length() < 3_000_000; i++) {
            made.append(i % 3 == 0 ? "**w" : "[w").append(i).append('w');
            made.append(i % 3 == 0 ? "**.\r\n" : "](http://example.org/a.b), &amp; so on.\r\n\r\n");
        }
        String text = made.toString();

        List<SentenceSplitter.Piece> pieces = read(new StringReader(text), true, 300);

        assertThat(pieces).hasSizeGreaterThan(50_000);
        for (SentenceSplitter.Piece piece : pieces) {
            assertThat(words(under(piece.span(), text))).isEqualTo(words(piece.text()));
        }
    }

    @Test
    void keepsNoPlacesOfWhatIsForgotten() {
        Places places = new Places();
        for (int i = 0; i < 10_000_000; i++) {
            places.copied(i, 2 * i);
            if (i % 1000 == 0) {
                places.forget(i);
                assertThat(places.begin(i)).isEqualTo(2 * i);
            }
        }
        assertThat(places.room()).isLessThan(10_000);
    }
}
