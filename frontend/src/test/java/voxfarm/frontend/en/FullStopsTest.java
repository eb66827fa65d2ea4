package voxfarm.frontend.en;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import voxfarm.frontend.Growth;
import voxfarm.frontend.split.SentenceSplitter;

class FullStopsTest {
    /** Some of them typesetters use, so that no line breaks there. */
    private static final String SPACES = " \u00a0\u202f\u2007\u2009\u3000";

    /** Of the first dot that no letter follows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mr. Smith|false",
                "on Elm St. They|true",
                "on Elm St. Mary|false",
                "near St. They|false",
                "No. 5|false",
                "No. Never|true",
                "see vol. IV|false",
                "in Jan. 5|false",
                "in Jan. It|true",
                "Acme Inc. They|true",
                "Acme Inc. Chairman|false",
                "etc. They|true",
                "etc. and|false",
                "etc.), and|false",
                "the U.S. Senate|false",
                "the U.S. They|true",
                "at 7 p.m. Monday|false",
                "at 7 p.m. Nobody|true",
                "at 7p.m. Monday|false",
                "J. Smith|false",
                "George W. Bush|false",
                "grade A. Next|true",
                "he and I. Nobody|true",
                "E. coli|false",
                "Roe v. Wade|false",
                "z. B. so|false",
                "1. First|false",
                "It is 1. First|true",
                "It is 3.1. First|true",
                "at 10:30. First|true",
                "a word. Next|true",
                "A word. next|false",
                "no capital. none|true",
                "no capital blvd. none|false",
                "the end.|true",
                "Mr.|true",
            })
    void tellsWhereASentenceEnds(String text, boolean ends) {
        Matcher dot = Pattern.compile("\\.(?!\\w)").matcher(text);
        assertThat(dot.find()).isTrue();
        for (char blank : SPACES.toCharArray()) {
            assertThat(FullStops.ends(text.replace(' ', blank), 0, dot.start()))
                    .as("U+%04X", (int) blank)
                    .isEqualTo(ends);
        }
    }

    static Stream<String> shortForms() {
        List<String> behind = List.of(" They left.", " Smith left.", " left.", " 5 left.", ", so.");
        List<String> dotted = List.of("U.S", "p.m", "Ph.D", "e.g", "i.e", "J", "B.Sc", "et al");
        return Stream.concat(EnglishAbbreviations.all().stream().sorted(), dotted.stream())
                .flatMap(word -> Stream.of(word, Look.isCapitalised(word) ? word : capital(word)))
                .distinct()
                .flatMap(word -> behind.stream().map(next -> "At Oak " + word + "." + next));
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** Where one cuts the other stops, and nowhere else. */
    @ParameterizedTest
    @MethodSource("shortForms")
    void splitterAndReaderAgree(String text) {
        for (String spaced : List.of(text, text.replace(' ', '\u00a0'))) {
            int cuts = SentenceSplitter.split(spaced, true, 300).size();
            long stops =
                    EnglishNormalizer.tokens(spaced).stream()
                            .filter(token -> token.equals(new EnglishNormalizer.Token.Mark('.')))
                            .count();

            assertThat(stops).as(spaced).isEqualTo(cuts);
        }
    }

    @Test
    void costsTheSameWhateverTheText() {
        for (String run : new String[] {". ", "A. ", "U.S. ", "Mr.\"", "1. ", "a.b. ", ".(\" "}) {
            Growth.isLinear(
                    "a run of \"" + run + "\"",
                    run,
                    20_000,
                    text -> {
                        for (int at = 0; at < text.length(); at++) {
                            if (text.charAt(at) == '.') {
                                var _ = FullStops.ends(text, 0, at);
                            }
                        }
                    });
        }
    }
}
