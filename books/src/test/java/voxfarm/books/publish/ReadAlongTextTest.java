package voxfarm.books.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import voxfarm.books.publish.ReadAlong.Kind;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;

class ReadAlongTextTest {
    private static final String TEXT =
            """
            # Chapter 1

            It is a truth. “My dear,”
            she said.

            - one
            - two

            * * *

            Behind it.Joined.
            """;

    /** Timings of sentences, found in the text one after another, half a second each. */
    static byte[] timings(String text, String... sentences) {
        var document = Json.object();
        var list = document.putArray("segments");
        int at = 0;
        double time = 0.25;
        for (String sentence : sentences) {
            int begin = text.indexOf(sentence, at);
            at = begin + sentence.length();
            list.addObject()
                    .put("text", sentence)
                    .put("begin", begin)
                    .put("end", at)
                    .put("start_s", time)
                    .put("end_s", time + 0.5)
                    .putArray("words");
            time += 0.75;
        }
        return Json.bytes(document);
    }

    private static List<ReadAlong.Paragraph> read(String text, double latest, String... sentences)
            throws IOException {
        return ReadAlongText.of(
                text,
                new ByteArrayInputStream(timings(text, sentences)),
                UnaryOperator.identity(),
                0,
                latest);
    }

    /** Each of whose requests has a text of its own. */
    @Test
    void whatSeveralVoicesSayStandsInTheOrderInWhichItIsHeard() throws IOException {
        List<String> texts =
                List.of("", "# One\n\nShe waited.\n\nsaid Bob. He left.", "“Well?”\n\n“No.”");
        var document = Json.object();
        var list = document.putArray("segments");
        String[][] heard = {
            {"1", "One"},
            {"1", "She waited."},
            {"2", "“Well?”"},
            {"1", "said Bob."},
            {"1", "He left."},
            {"2", "“No.”"}
        };
        for (String[] segment : heard) {
            int request = Integer.parseInt(segment[0]);
            int begin = texts.get(request).indexOf(segment[1]);
            list.addObject()
                    .put("request", request)
                    .put("text", segment[1])
                    .put("begin", begin)
                    .put("end", begin + segment[1].length())
                    .put("start_s", list.size() - 1)
                    .put("end_s", list.size());
        }

        List<ReadAlong.Paragraph> paragraphs =
                ReadAlongText.of(
                        texts::get,
                        new ByteArrayInputStream(Json.bytes(document)),
                        UnaryOperator.identity(),
                        0,
                        100);

        assertThat(paragraphs.stream().map(ReadAlong.Paragraph::kind))
                .containsExactly(
                        Kind.HEADING,
                        Kind.PARAGRAPH,
                        Kind.PARAGRAPH,
                        Kind.PARAGRAPH,
                        Kind.PARAGRAPH);
        assertThat(paragraphs)
                .extracting(paragraph ->
                        paragraph.sentences().stream().map(ReadAlong.Sentence::text).toList())
                .containsExactly(
                        List.of("One"),
                        List.of("She waited."),
                        List.of("“Well?”"),
                        List.of("said Bob.", "He left."),
                        List.of("“No.”"));
    }

    @Test
    void sentencesStandInTheParagraphsOfTheirText() throws IOException {
        List<ReadAlong.Paragraph> paragraphs =
                read(
                        TEXT,
                        100,
                        "Chapter 1",
                        "It is a truth.",
                        "“My dear,”",
                        "she said.",
                        "one",
                        "two",
                        "Behind it.",
                        "Joined.");

        assertThat(paragraphs.stream().map(ReadAlong.Paragraph::kind))
                .containsExactly(
                        Kind.HEADING,
                        Kind.PARAGRAPH,
                        Kind.ITEM,
                        Kind.ITEM,
                        Kind.SCENE,
                        Kind.PARAGRAPH);
        assertThat(paragraphs.getFirst().level()).isEqualTo(1);
        assertThat(paragraphs.get(1).sentences().stream().map(ReadAlong.Sentence::text))
                .containsExactly("It is a truth.", "“My dear,”", "she said.");
        assertThat(paragraphs.get(1).sentences().stream().map(ReadAlong.Sentence::spaced))
                .containsExactly(false, true, true);
        assertThat(paragraphs.getLast().sentences().get(1).spaced())
                .as("nothing between")
                .isFalse();
        assertThat(paragraphs.getLast().sentences().getLast().clip())
                .contains(new ReadAlong.Clip(0.25 + 7 * 0.75, 0.75 + 7 * 0.75));
    }

    @Test
    void chineseSentencesStandWithoutSpaces() throws IOException {
        List<ReadAlong.Paragraph> paragraphs =
                read("第一回\n\n话说。他道：“好。”\n\n又说。", 100, "第一回", "话说。", "他道：“好。”", "又说。");

        assertThat(paragraphs).hasSize(3);
        assertThat(paragraphs.get(1).sentences().stream().map(ReadAlong.Sentence::spaced))
                .containsExactly(false, false);
    }

    @Test
    void nothingIsHeardBehindTheEnd() throws IOException {
        List<ReadAlong.Paragraph> paragraphs = read("A. B. C.", 1.2, "A.", "B.", "C.");

        assertThat(paragraphs).hasSize(1);
        assertThat(paragraphs.getFirst().sentences().get(1).clip())
                .contains(new ReadAlong.Clip(1, 1.2));
        assertThat(paragraphs.getFirst().sentences().get(2).clip()).isEmpty();
    }

    /** Of an earlier build, or of SSML, whose paragraphs are elements. */
    @Test
    void timingsWithoutPlacesAreOneParagraph() throws IOException {
        byte[] document =
                Json.bytes(Json.readObject(timings("A. B.", "A.", "B."), "x", ErrorCode.INTERNAL));
        String without =
                new String(document, StandardCharsets.UTF_8)
                        .replaceAll("\"(begin|end)\":\\d+,", "");
        List<ReadAlong.Paragraph> paragraphs =
                ReadAlongText.of(
                        "A. B.",
                        new ByteArrayInputStream(without.getBytes(StandardCharsets.UTF_8)),
                        UnaryOperator.identity(),
                        0,
                        100);

        assertThat(without).doesNotContain("begin");
        assertThat(paragraphs).hasSize(1);
        assertThat(paragraphs.getFirst().sentences()).hasSize(2);
        assertThat(read("<speak><p>A.</p><p>B.</p></speak>", 9, "A.", "B.")).hasSize(2);
    }
}
