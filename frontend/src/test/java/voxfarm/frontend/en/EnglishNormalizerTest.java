package voxfarm.frontend.en;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import voxfarm.frontend.Growth;
import voxfarm.frontend.unicode.StreamSafe;

class EnglishNormalizerTest {
    private static String normalized(String text) {
        return EnglishNormalizer.tokens(text).stream()
                .map(token ->
                        switch (token) {
                            case EnglishNormalizer.Token.Word word ->
                                    word.letters() ? spaced(word.spelling()) : word.text();
                            case EnglishNormalizer.Token.Mark(char mark) -> String.valueOf(mark);
                            case EnglishNormalizer.Token.NotSpoken(String piece) ->
                                    "<" + piece + ">";
                        })
                .collect(Collectors.joining(" "));
    }

    /** "US's" as "U S's". */
    private static String spaced(String letters) {
        String capitals = letters.replace("'s", "").toUpperCase(Locale.ROOT);
        return String.join(" ", capitals.split("", -1)).strip()
                + (letters.endsWith("'s") ? "'s" : "");
    }

    /** Texts with numbers, names and signs, and the words that a person reads. */
    static Stream<Arguments> rows() throws IOException {
        return TestTable.rows("spoken-words.tsv")
                .map(cells -> Arguments.of(cells[0].replace("\\n", "\n"), cells[1]));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void writesOut(String text, String expected) {
        assertThat(normalized(text)).isEqualTo(expected);
    }

    /** A character is heard, silent by its nature, or named. */
    @Test
    void dropsNoSymbolInSilence() {
        for (int c = 0xa1; c < 0x3000; c++) {
            int type = Character.getType(c);
            boolean symbol =
                    type == Character.MATH_SYMBOL
                            || type == Character.CURRENCY_SYMBOL
                            || type == Character.OTHER_SYMBOL
                            || type == Character.OTHER_LETTER
                            || type == Character.OTHER_NUMBER
                            || type == Character.PRIVATE_USE;
            if (symbol) {
                assertThat(EnglishNormalizer.tokens("so " + Character.toString(c) + " it"))
                        .as("U+%04X %s", c, Character.toString(c))
                        .hasSizeGreaterThan(2);
            }
        }
    }

    /** Any text ends in tokens, in time that grows with its length alone. */
    @Test
    void survivesAnyText() {
        String alphabet = "aZ09 .,;:!?-—'\"$%&@#/\\()[]{}<>=+*~^`|°é你𠀀😀½²₂٣ж\n\t\u0301\u200d";
        int[] symbols = alphabet.codePoints().toArray();
        Random random = new Random(7);
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(60); n > 0; n--) {
                text.appendCodePoint(symbols[random.nextInt(symbols.length)]);
            }
            assertThat(EnglishNormalizer.tokens(text.toString()))
                    .as("seed 7, round %d: %s", round, text)
                    .allMatch(EnglishNormalizerTest::isOfCharacters);
        }
    }

    /** And of no signs that the passes have among themselves. */
    private static boolean isOfCharacters(EnglishNormalizer.Token token) {
        return switch (token) {
            case EnglishNormalizer.Token.Word word ->
                    word.text().codePoints().allMatch(c -> Character.isLetter(c) || isOfWord(c));
            case EnglishNormalizer.Token.Mark(char mark) -> ".,;:!?".indexOf(mark) >= 0;
            case EnglishNormalizer.Token.NotSpoken(String piece) ->
                    piece.codePoints()
                            .allMatch(c ->
                                    Character.isDefined(c)
                                            && Character.getType(c) != Character.SURROGATE);
        };
    }

    private static boolean isOfWord(int c) {
        return c == '\'' || StreamSafe.isMark(c);
    }

    @Test
    void isLinearInLongRuns() {
        for (String run :
                new String[] {
                    "1", "a", ".", "-", "1,", "1-", "a.", "'", "$1", "1/", "@", "://", "1.", "1 ",
                    "(1", "1\"", "A&", "A. ", "II ", "H2", "(a)2", "\u00b9", "1\u00bd", "+", "#",
                    "=", "Jan. 1 ", "a.b", "a-1", "/", "1:1", "e1", "\u00b2a", "\u2192", "0 "
                }) {
            Growth.isLinear("a run of \"" + run + "\"", run, 10_000, EnglishNormalizer::tokens);
            Growth.isLinear(
                    "a run of \"" + run + "\" and a word",
                    run,
                    10_000,
                    text -> EnglishNormalizer.tokens(text + "ab"));
        }
    }
}
