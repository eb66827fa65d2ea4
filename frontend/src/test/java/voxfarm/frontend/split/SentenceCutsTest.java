package voxfarm.frontend.split;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import voxfarm.common.language.Language;
import voxfarm.common.plan.PauseKind;
import voxfarm.frontend.WordEnds;
import voxfarm.frontend.local.LocalFrontEnds;

/** Tables of texts with the places where they are cut, and what holds of all texts. */
class SentenceCutsTest {
    private static final String CUT = "‖";
    private static final int LIMIT = 300;

    private static Stream<String> rows(String resource) {
        try (var in = SentenceCutsTest.class.getResourceAsStream(resource)) {
            String table =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return table.lines().filter(row -> !row.isBlank() && !row.startsWith("# "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> sentences() {
        return rows("cuts.tsv").map(row -> row.replace("\\n", "\n"));
    }

    private static String cut(String text, int limit) {
        return SentenceSplitter.split(text, true, limit).stream()
                .map(SentenceSplitter.Piece::text)
                .collect(joining(CUT));
    }

    private static String expected(String row) {
        return Stream.of(row.split(CUT, -1)).map(String::strip).collect(joining(CUT));
    }

    @ParameterizedTest
    @MethodSource("sentences")
    void cutsAtSentences(String row) {
        assertThat(cut(row.replace(CUT, ""), LIMIT)).isEqualTo(expected(row));
    }

    static Stream<String> longOnes() {
        return rows("long-cuts.tsv");
    }

    /** A limit, a tab, a text. */
    @ParameterizedTest
    @MethodSource("longOnes")
    void cutsLongSentencesWhereOneBreathes(String row) {
        String[] cells = row.split("\t", -1);
        assertThat(cut(cells[1].replace(CUT, ""), Integer.parseInt(cells[0])))
                .isEqualTo(expected(cells[1]));
    }

    /** Where no mark parts them, words of Chinese stay whole, as its front end sees them. */
    @Test
    void cutsNoWordOfChinese() {
        List<String> words =
                List.of(
                        "国务院", "总理", "今天", "上午", "人民大会堂", "会见", "世界", "各地", "科学家", "代表团", "参观",
                        "图书馆", "实验室", "办公室", "研究", "目的地", "安排", "学生", "讨论", "经济");
        WordEnds known = LocalFrontEnds.all().wordEnds(Language.ZH);
        int cutWithout = 0;
        Random random = new Random(4);
        for (int round = 0; round < 300; round++) {
            List<String> said = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                said.add(words.get(random.nextInt(words.size())));
            }
            int limit = 12 + random.nextInt(30);
            assertThat(wordsCut(said, limit, known)).as("seed 4, round %d", round).isZero();
            cutWithout += wordsCut(said, limit, WordEnds.UNKNOWN);
        }
        assertThat(cutWithout).as("without the front end").isGreaterThan(100);
    }

    private static int wordsCut(List<String> words, int limit, WordEnds known) {
        BitSet ends = new BitSet();
        int end = 0;
        for (String word : words) {
            end += word.length();
            ends.set(end);
        }
        int cut = 0;
        var pieces =
                SentenceSplitter.read(new StringReader(String.join("", words)), true, limit, known);
        while (pieces.hasNext()) {
            SentenceSplitter.Piece piece = pieces.next();
            assertThat(piece.text().length()).isLessThanOrEqualTo(limit);
            cut += ends.get(piece.span().end()) ? 0 : 1;
        }
        return cut;
    }

    /** A sentence is cut as if it stood alone, whatever stands before and behind it. */
    @Test
    void cutsTheSameWhateverLiesFarAway() {
        List<String> rows = sentences().filter(row -> !row.contains("\n")).toList();
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String row = rows.get(random.nextInt(rows.size()));
                text.append(row.replace(CUT, "")).append("\n\n");
                expected.addAll(List.of(expected(row).split(CUT, -1)));
            }
            List<String> pieces = List.of(cut(text.toString(), LIMIT).split(CUT, -1));
            for (int i = 0; i < expected.size(); i++) {
                assertThat(pieces.get(i))
                        .as("seed 3, round %d, %d", round, i)
                        .isEqualTo(expected.get(i));
            }
            assertThat(pieces).hasSameSizeAs(expected);
        }
    }

    private static String randomText(Random random, String[] bits) {
        StringBuilder text = new StringBuilder();
        for (int n = 20 + random.nextInt(200); n > 0; n--) {
            text.append(bits[random.nextInt(bits.length)]);
        }
        return text.toString();
    }

    private static final String[] BITS = {
        "word ",
        "and ",
        "Mr. ",
        "1,000 ",
        "3.5 ",
        "https://example.com/a?b=c ",
        "(",
        ") ",
        "\" ",
        "…",
        "? ",
        "! ",
        ". ",
        ", ",
        "你好",
        "的",
        "。",
        "，",
        "「",
        "」",
        "これは",
        "カタカナ",
        "を",
        "が",
        "e\u0301",
        "\ud83d\ude00",
        "\ud83d\udc69\u200d\ud83d\udcbb",
        "\ud842\udfb7",
        "か\u3099",
        "2. ",
        "U.S. ",
        "《",
        "》",
        "\n",
        "\n\n",
        "x".repeat(90),
        "7".repeat(50),
        "“",
        "” ",
        "..."
    };

    /** Whatever the text: nothing lost, nothing too long, no character and no number cut. */
    @Test
    void keepsWhatBelongsTogether() {
        Random random = new Random(5);
        for (int round = 0; round < 3000; round++) {
            String text = randomText(random, BITS);
            int limit = 20 + random.nextInt(280);
            List<SentenceSplitter.Piece> pieces = SentenceSplitter.split(text, true, limit);
            int at = 0;
            for (SentenceSplitter.Piece piece : pieces) {
                int begin = text.indexOf(piece.text(), at);
                assertThat(begin).as("seed 5, round %d: %s", round, piece).isNotNegative();
                assertThat(text.substring(at, begin)).as("seed 5, round %d", round).isBlank();
                at = begin + piece.text().length();
                assertThat(piece.text().length()).isLessThanOrEqualTo(limit);
                assertWhole(text, at, limit, "seed 5, round " + round + ", limit " + limit);
            }
            assertThat(text.substring(at)).isBlank();
            assertThat(SentenceSplitter.split(text, true, limit)).isEqualTo(pieces);
        }
    }

    private static void assertWhole(String text, int cut, int limit, String name) {
        if (cut == text.length()) {
            return;
        }
        char before = text.charAt(cut - 1);
        char after = text.charAt(cut);
        assertThat(Character.isLowSurrogate(after)).as(name).isFalse();
        assertThat(after).as(name).isNotIn('\u0301', '\u3099', '\u200d');
        assertThat(before).as(name).isNotEqualTo('\u200d');
        boolean digits = Character.isDigit(before) && Character.isDigit(after);
        assertThat(digits && tokenLength(text, cut) + 8 <= limit)
                .as(
                        "%s: %s|%s",
                        name,
                        text.substring(Math.max(0, cut - 120), cut),
                        text.substring(cut, Math.min(text.length(), cut + 60)))
                .isFalse();
    }

    /** Of what stands between two blanks or ideographs. */
    private static int tokenLength(String text, int at) {
        int begin = at;
        while (begin > 0 && isOfToken(text.charAt(begin - 1))) {
            begin--;
        }
        int end = at;
        while (end < text.length() && isOfToken(text.charAt(end))) {
            end++;
        }
        return end - begin;
    }

    private static boolean isOfToken(char c) {
        return c > ' ' && (c < '\u3000' || c > '\ua000');
    }

    /** Pieces of one sentence are about equally long: no word or two left over. */
    @Test
    void cutsIntoPiecesOfAboutOneLength() {
        for (int words = 30; words < 120; words++) {
            List<SentenceSplitter.Piece> pieces =
                    SentenceSplitter.split("lorem ".repeat(words).strip() + ".", true, 150);
            int longest = pieces.stream().mapToInt(p -> p.text().length()).max().orElseThrow();
            int shortest = pieces.stream().mapToInt(p -> p.text().length()).min().orElseThrow();

            assertThat(pieces).as("%d words", words).hasSize(Math.ceilDiv(6 * words, 150));
            assertThat(longest - shortest).as("%d words", words).isLessThanOrEqualTo(30);
        }
    }

    @Test
    void pausesWhereTheLimitCutsBehindAClause() {
        String text = "lorem ".repeat(20) + "ipsum, " + "dolor ".repeat(20);

        assertThat(SentenceSplitter.split(text, true, 150))
                .extracting(piece -> piece.pause().orElseThrow())
                .containsExactly(PauseKind.CLAUSE, PauseKind.SENTENCE);
        assertThat(SentenceSplitter.split(text, false, 150).getFirst().pause()).isEmpty();
        assertThat(SentenceSplitter.split("lorem ".repeat(40), true, 150).getFirst().pause())
                .isEmpty();
    }
}
