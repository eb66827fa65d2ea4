package voxfarm.frontend.en;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.frontend.Growth;

class EnglishNormalizerTest {
    private static String normalized(String text) {
        return EnglishNormalizer.tokens(text).stream()
                .map(token ->
                        switch (token) {
                            case EnglishNormalizer.Token.Word word ->
                                    word.letters()
                                            ? word.text().toUpperCase(java.util.Locale.ROOT)
                                            : word.text();
                            case EnglishNormalizer.Token.Mark(char mark) -> String.valueOf(mark);
                            case EnglishNormalizer.Token.NotSpoken(String piece) ->
                                    "<" + piece + ">";
                        })
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Hello, world.|hello , world .",
                "It's $12.50|it's twelve dollars and fifty cents",
                "$1|one dollar",
                "£0.99|ninety nine pence",
                "€3.5 million|three point five million euros",
                "1,234,567|one million two hundred thirty four thousand five hundred sixty seven",
                "3.14|three point one four",
                ".5|zero point five",
                "10%|ten percent",
                "-5 degrees|minus five degrees",
                "COVID-19|covid nineteen",
                "at 7:30|at seven thirty",
                "9:05|nine oh five",
                "12:00|twelve o'clock",
                "2024-02-29|february twenty ninth twenty twenty four",
                "the 21st|the twenty first",
                "the 1990s|the nineteen nineties",
                "3/4|three quarters",
                "1/2|one half",
                "in 1984|in nineteen eighty four",
                "5 kg|five kilograms",
                "1 kg|one kilogram",
                "20°C|twenty degrees celsius",
                "Dr. Smith|doctor smith",
                "Elm Dr.|elm drive .",
                "St. John's St.|saint john's street .",
                "No. 7|number seven",
                "No. Never.|no . never .",
                "the U.S.A. won|the U S A won",
                "p.m.|P M .",
                "221B|two hundred twenty one b",
                "Jack & Jill|jack and jill",
                "π|pi",
                "Wait...|wait .",
                "What?!|what ?",
                "well -- no|well , no",
                "(aside) text|aside text",
                "Chapter IV: x|chapter four : x",
                "the book I read|the book i read",
                "你好 there|<你好> there",
                "ok 😀|ok <😀>",
                "user@example.com|user at example dot com",
                "fi|fi",
            })
    void writesOut(String text, String expected) {
        assertThat(normalized(text)).isEqualTo(expected);
    }

    /** Any text ends in tokens, in time that grows with its length alone. */
    @Test
    void survivesAnyText() {
        String alphabet = "aZ09 .,;:!?-—'\"$%&@#/\\()[]{}<>=+*~^`|°é你𠀀😀\n\t\u0301\u200d";
        int[] symbols = alphabet.codePoints().toArray();
        Random random = new Random(7);
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(60); n > 0; n--) {
                text.appendCodePoint(symbols[random.nextInt(symbols.length)]);
            }
            assertThat(EnglishNormalizer.tokens(text.toString()))
                    .as("seed 7, round %d: %s", round, text)
                    .isNotNull();
        }
    }

    @Test
    void isLinearInLongRuns() {
        for (String run :
                new String[] {"1", "a", ".", "-", "1,", "1-", "a.", "'", "$1", "1/", "@", "://"}) {
            Growth.isLinear("a run of \"" + run + "\"", run, 10_000, EnglishNormalizer::tokens);
        }
    }
}
