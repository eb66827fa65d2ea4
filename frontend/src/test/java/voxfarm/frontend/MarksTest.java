package voxfarm.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.PauseKind;
import voxfarm.frontend.Marks.Part.Mark;
import voxfarm.frontend.Marks.Part.Text;
import voxfarm.frontend.split.MarkdownReader;
import voxfarm.frontend.split.SentenceSplitter;

class MarksTest {
    @Test
    void areOfAWordANotationAndAReading() {
        assertThat(Marks.parts("a [[tomato|arpabet:T AH0]] b"))
                .containsExactly(
                        new Text("a ", 0),
                        new Mark(
                                "tomato",
                                4,
                                new Reading(Notation.ARPABET, "T AH0"),
                                new Span(2, 26)),
                        new Text(" b", 26));
        assertThat(Marks.parts("[[say:kay]]"))
                .containsExactly(
                        new Mark("", 2, new Reading(Notation.SAY, "kay"), new Span(0, 11)));
        assertThat(Marks.parts("[[lˈʌv]]"))
                .containsExactly(
                        new Mark("", 2, new Reading(Notation.IPA, "lˈʌv"), new Span(0, 8)));
    }

    /** Not closed, nested, of an unknown notation, over lines, too long: text, and all of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a [[ b ]",
                "[[]]",
                "[[ ]]",
                "]] [[",
                "[[a [b] c]]",
                "[[page|label]]",
                "[[a|xsampa:b]]",
                "[[a|ipa:b|c]]",
                "[[|ipa:a]]",
                "[[a|ipa:]]",
                "[[ipa:a\nb]]",
                "[[ipa:a\u0007b]]",
                "[[a]"
            })
    void whatIsNoneIsText(String text) {
        assertThat(Marks.parts(text)).containsExactly(new Text(text, 0));
        assertThat(Marks.shown(text)).isEqualTo(text);
    }

    @Test
    void areNoLongerThanTheyMayBe() {
        String longest = "[[ipa:" + "a".repeat(Marks.LONGEST - 8) + "]]";
        String longer = "[[ipa:" + "a".repeat(Marks.LONGEST - 7) + "]]";

        assertThat(Marks.end(longest, 0)).isEqualTo(Marks.LONGEST);
        assertThat(Marks.end(longer, 0)).isEqualTo(-1);
    }

    @Test
    void aBackslashMakesTextOfABracket() {
        assertThat(Marks.parts("a \\[[b]] \\[c"))
                .containsExactly(new Text("a ", 0), new Text("[[b]] ", 3), new Text("[c", 10));
        for (String text : List.of("[[a]]", "x [[a|ipa:b]] \\[[", "[[[[")) {
            assertThat(Marks.parts(text.replace("[", "\\[")))
                    .allMatch(part -> part instanceof Text);
        }
        assertThat(Marks.shown("\\[\\[a|ipa:b]]")).isEqualTo("[[a|ipa:b]]");
    }

    @Test
    void areWrittenAsTheyAreRead() {
        String mark = Marks.of("New York", Notation.SAY, " noo york ");

        assertThat(mark).isEqualTo("[[New York|say:noo york]]");
        assertThat(Marks.shown("In " + mark + ".")).isEqualTo("In New York.");
        for (String wrong : List.of("a]b", "a|b", "", "a\nb", "a".repeat(500))) {
            assertThatThrownBy(() -> Marks.of("w", Notation.IPA, wrong))
                    .isInstanceOf(VoxfarmException.class);
        }
    }

    /** Dots, stars and bars in them are nobody's, and no cut goes through them. */
    @Test
    void passMarkdownAndTheSplitterWhole() {
        String mark = "[[a b|say:one. two! *three* _four_ `x`]]";
        assertThat(MarkdownReader.words("It is " + mark + " so."))
                .isEqualTo("It is " + mark + " so.");
        assertThat(MarkdownReader.words("| " + mark + " | b |")).isEqualTo(mark + ", b");
        assertThat(MarkdownReader.words(mark + "(x)")).isEqualTo(mark + "(x)");
        assertThat(MarkdownReader.words("\\[[a]]")).isEqualTo("\\[[a]]");
        assertThat(SentenceSplitter.split("It is " + mark + ". Next.", true, 300))
                .extracting(SentenceSplitter.Piece::text)
                .containsExactly("It is " + mark + ".", "Next.");
        for (int limit = mark.length(); limit < 120; limit++) {
            assertThat(SentenceSplitter.split(("word " + mark + " ").repeat(9), true, limit))
                    .as("limit %d", limit)
                    .extracting(SentenceSplitter.Piece::text)
                    .allMatch(piece -> count(piece, "[[") == count(piece, "]]"));
        }
    }

    /** Longer than a segment: nothing of it is read as text. */
    @Test
    void areNeverCutWhateverTheLimit() {
        String mark = "[[tomato|ipa:" + "təmˈɑːtoʊ ".repeat(12).strip() + "]]";
        String text = "I say " + mark + ". You say it, too.";

        assertThat(SentenceSplitter.split(text, true, 40))
                .extracting(piece -> piece.text() + piece.pause().map(PauseKind::wireName))
                .containsExactly(
                        "I sayOptional.empty",
                        mark + ".Optional[sentence]",
                        "You say it, too.Optional[sentence]");
        assertThat(SentenceSplitter.split((mark + ", ").repeat(3) + "so.", false, 40))
                .extracting(SentenceSplitter.Piece::text)
                .containsExactly(mark + ",", mark + ",", mark + ",", "so.");
        assertThat(SentenceSplitter.split("[[" + "word ".repeat(20) + "|ipa:ə]]", true, 40))
                .as("a word that is too long")
                .allMatch(piece -> piece.text().length() <= 40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Page", "page", "a", "New York", "Page 1", "2024", "co-op", "Café", "Ω"})
    void leaveLinksOfWikisAlone(String page) {
        assertThat(Marks.parts("[[" + page + "]]"))
                .containsExactly(new Text("[[" + page + "]]", 0));
    }

    @ParameterizedTest
    @CsvSource({"lˈʌv,lˈʌv", "/tu/,tu", "' tuː ',tuː", "a.ˈbc,a.ˈbc", "/ ma /,ma", "bõ,bõ"})
    void knowTheAlphabetWithoutItsName(String inside, String ipa) {
        assertThat(Marks.parts("[[" + inside + "]]"))
                .singleElement()
                .satisfies(part ->
                        assertThat(((Mark) part).reading())
                                .isEqualTo(new Reading(Notation.IPA, ipa)));
    }

    private static int count(String text, String of) {
        return text.split(java.util.regex.Pattern.quote(of), -1).length;
    }
}
