package voxfarm.frontend.split;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.plan.PauseKind;
import voxfarm.frontend.Growth;
import voxfarm.frontend.Marks;

class SentenceSplitterTest {
    private static List<String> split(String text) {
        return SentenceSplitter.split(text, true, 300).stream()
                .map(SentenceSplitter.Piece::text)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "One. Two! Three?|One./Two!/Three?",
                "Mr. Smith met Dr. No. They left.|Mr. Smith met Dr. No./They left.",
                "He said \"Stop.\" She did.|He said \"Stop.\"/She did.",
                "It cost 3.50 today. Good.|It cost 3.50 today./Good.",
                "J. R. R. Tolkien wrote. Yes.|J. R. R. Tolkien wrote./Yes.",
                "e.g. this one. Next.|e.g. this one./Next.",
                "妖孽！吃俺老孙一棒。好……走|妖孽！/吃俺老孙一棒。/好……/走",
                "“走！”他说。|“走！”/他说。",
                "no end|no end",
                "What?! Really...|What?!/Really...",
                "a.b.c d|a.b.c d",
                "On Jan. 5 we left. Good.|On Jan. 5 we left./Good.",
                "See p. 12, ch. 3 and sec. 4. Then go.|See p. 12, ch. 3 and sec. 4./Then go.",
                "It was in Dec. The snow fell.|It was in Dec./The snow fell.",
                "Wait a sec. They come.|Wait a sec./They come.",
                "Sold by Acme Inc. They paid.|Sold by Acme Inc./They paid.",
            })
    void cutsAtSentences(String text, String pieces) {
        assertThat(String.join("/", split(text))).isEqualTo(pieces);
    }

    /** As text from web pages has it. */
    @Test
    void aLineWithNothingButASpaceThatDoesNotBreakEndsAParagraph() {
        assertThat(SentenceSplitter.split("One\n\u00a0\nTwo", true, 100))
                .extracting(SentenceSplitter.Piece::text)
                .containsExactly("One", "Two");
    }

    /** Where the limit cuts a word, what was text does not become a mark. */
    @Test
    void noCutPartsABracketFromTheBackslashBeforeIt() {
        for (int letters = 1; letters < 60; letters++) {
            String text = "a".repeat(letters) + "\\[[b|ipa:b]]";
            List<SentenceSplitter.Piece> pieces = SentenceSplitter.split(text, true, 20);

            assertThat(pieces)
                    .as(text)
                    .allSatisfy(piece ->
                            assertThat(Marks.parts(piece.text()))
                                    .noneMatch(part -> part instanceof Marks.Part.Mark));
            assertThat(pieces.stream().map(SentenceSplitter.Piece::text).collect(joining()))
                    .isEqualTo(text);
        }
    }

    @Test
    void cutsAtParagraphsAndHanLines() {
        assertThat(split("Title\n\nFirst line\nsecond line."))
                .containsExactly("Title", "First line\nsecond line.");
        assertThat(split("第一回 灵根\n诗曰：混沌")).containsExactly("第一回 灵根", "诗曰：混沌");
    }

    private static String kinds(String text) {
        return SentenceSplitter.split(text, true, 300).stream()
                .map(piece -> piece.text() + "|" + piece.pause().orElseThrow().wireName())
                .collect(joining("/"));
    }

    @Test
    void tellsSentencesFromParagraphs() {
        assertThat(kinds("One. Two.\n\nThree.\n \n\nFour"))
                .isEqualTo("One.|sentence/Two.|paragraph/Three.|paragraph/Four|sentence");
        assertThat(kinds("One\r\n\r\nTwo")).isEqualTo("One|paragraph/Two|sentence");
        assertThat(kinds("你好。世界。\n“走！”\n诗曰\n混沌，\n未分"))
                .isEqualTo(
                        "你好。|sentence/世界。|paragraph/“走！”|paragraph/诗曰|paragraph/"
                                + "混沌，|sentence/未分|sentence");
    }

    @Test
    void cutsLongSentencesAtTheBestPlace() {
        String text = "word ".repeat(30) + "end, " + "more ".repeat(30);

        List<SentenceSplitter.Piece> pieces = SentenceSplitter.split(text, true, 200);

        assertThat(pieces).hasSize(2);
        assertThat(pieces.getFirst().text()).endsWith("end,");
        assertThat(pieces.getFirst().pause()).contains(PauseKind.CLAUSE);
        assertThat(pieces.getLast().pause()).contains(PauseKind.SENTENCE);
    }

    @Test
    void keepsOnePieceWhereNoSentencesAreWanted() {
        assertThat(SentenceSplitter.split("One. Two. Three.", false, 300)).hasSize(1);
    }

    /** No character lost, every piece within the limit, no surrogate pair cut. */
    @Test
    void losesNothing() {
        int[] symbols = "ab. ,!?…。！\n \"”你好𠀀😀é\u0301'".codePoints().toArray();
        Random random = new Random(11);
        for (int round = 0; round < 5000; round++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(200); n > 0; n--) {
                text.appendCodePoint(symbols[random.nextInt(symbols.length)]);
            }
            int limit = 2 + random.nextInt(60);
            List<SentenceSplitter.Piece> pieces =
                    SentenceSplitter.split(text.toString(), random.nextBoolean(), limit);
            StringBuilder joined = new StringBuilder();
            for (SentenceSplitter.Piece piece : pieces) {
                assertThat(piece.text().length())
                        .as("seed 11, round %d", round)
                        .isBetween(1, limit);
                assertThat(piece.text()).isEqualTo(piece.text().strip());
                assertThat(Character.isLowSurrogate(piece.text().charAt(0))).isFalse();
                joined.append(piece.text());
            }
            assertThat(joined.toString().replaceAll("\\s", ""))
                    .as("seed 11, round %d", round)
                    .isEqualTo(text.toString().replaceAll("\\s", ""));
        }
    }

    @Test
    void isQuickOnLongRuns() {
        for (String run : new String[] {".", "a", " ", "\n", "a.", "\"", "。", "A. "}) {
            Growth.isLinear(
                    "a run of \"" + run + "\"",
                    run,
                    40_000,
                    text -> SentenceSplitter.split(text, true, 300));
        }
    }

    /** Read in dribbles, so that every cut is decided at the edge of what was read. */
    @Test
    void cutsAStreamLikeTheWhole() {
        StringBuilder text = new StringBuilder();
        Random random = new Random(7);
        String[] bits = {
            "Mr. Smith went home. ",
            "He said \u201cno.\u201d ",
            "word ",
            "\n\n",
            "你好。",
            "什么",
            "3.14 ",
            "A, b; ",
            "x".repeat(700),
            "   ",
            "\uD83D\uDE00"
        };
        for (int i = 0; i < 20_000; i++) {
            text.append(bits[random.nextInt(bits.length)]);
            if (i == 9_000) {
                text.append("word, ".repeat(6_000)); // a sentence longer than any buffer
            }
        }
        for (boolean sentences : new boolean[] {true, false}) {
            List<SentenceSplitter.Piece> whole =
                    SentenceSplitter.split(text.toString(), sentences, 200);
            List<SentenceSplitter.Piece> dribbled = new ArrayList<>();
            SentenceSplitter.read(
                            new FilterReader(new StringReader(text.toString())) {
                                @Override
                                public int read(char[] into, int at, int length)
                                        throws IOException {
                                    return super.read(
                                            into, at, Math.min(length, 1 + random.nextInt(50)));
                                }
                            },
                            sentences,
                            200)
                    .forEachRemaining(dribbled::add);

            assertThat(dribbled).isEqualTo(whole);
            assertThat(whole.stream().map(SentenceSplitter.Piece::text).collect(joining()))
                    .isEqualToIgnoringWhitespace(text.toString());
            assertThat(whole).allMatch(piece -> piece.text().length() <= 200);
        }
    }
}
