package voxfarm.worker.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.SubtitleFormat;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;

class BookTimingsTest {
    private static ByteArrayInputStream chapter(String... sentences) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Timings timings = new Timings(new RequestId("b.c0001"), out)) {
            for (int i = 0; i < sentences.length; i++) {
                timings.add(
                        new Segment(i, sentences[i], Language.EN, 0.5),
                        2 * 16_000,
                        16_000,
                        List.of(
                                new SpokenWord(
                                        sentences[i],
                                        0.25,
                                        1.75,
                                        List.of(new SpokenWord.SpokenPhone("a", 0.25, 1)))));
            }
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    private static byte[] book() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BookTimings book = new BookTimings(new RequestId("b"), out)) {
            book.add(1, "One", 0, 4.5, 0, chapter("First.", "Second."));
            book.add(2, "Two \"2\"", 3600.5, 1.5, 0, chapter("Third."));
        }
        return out.toByteArray();
    }

    @Test
    void chaptersStandAtTheirPlaces() throws IOException {
        JsonNode book = Json.readObject(book(), "timings", ErrorCode.INTERNAL);

        JsonNode second = book.path("chapters").path(1);
        assertThat(second.path("title").asText()).isEqualTo("Two \"2\"");
        assertThat(second.path("start_s").asDouble()).isEqualTo(3600.5);
        JsonNode segment = second.path("segments").path(0);
        assertThat(segment.path("text").asText()).isEqualTo("Third.");
        assertThat(segment.path("start_s").asDouble()).isEqualTo(3600.5);
        assertThat(segment.path("end_s").asDouble()).as("not behind the chapter").isEqualTo(3602);
        assertThat(segment.path("words").path(0).path("start_s").asDouble()).isEqualTo(3600.75);
        assertThat(segment.path("words").path(0).path("phones").path(0).path("end_s").asDouble())
                .isEqualTo(3601.5);
        JsonNode first = book.path("chapters").path(0).path("segments");
        assertThat(first).hasSize(2);
        assertThat(first.path(1).path("start_s").asDouble()).isEqualTo(2.5);
    }

    /** What quiet was cut off or put before a chapter moves its words, and none out of it. */
    @Test
    void wordsMoveWithWhatIsBeforeThem() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BookTimings book = new BookTimings(new RequestId("b"), out)) {
            book.add(1, "One", 10, 5, 0.75, chapter("First.", "Second."));
            book.add(2, "Two", 20, 5, -0.5, chapter("Third."));
        }

        JsonNode chapters =
                Json.readObject(out.toByteArray(), "timings", ErrorCode.INTERNAL).path("chapters");

        JsonNode first = chapters.path(0).path("segments").path(1);
        assertThat(first.path("start_s").asDouble()).isEqualTo(10 + 2.5 + 0.75);
        JsonNode third = chapters.path(1).path("segments").path(0);
        assertThat(third.path("start_s").asDouble()).as("not before").isEqualTo(20);
        assertThat(third.path("end_s").asDouble()).isEqualTo(20 + 2 - 0.5);
    }

    @Test
    void subtitlesOfTheWholeBookAreMadeFromIt() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Subtitles.write(
                new ByteArrayInputStream(book()),
                SubtitleFormat.SRT,
                UnaryOperator.identity(),
                out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        1
                        00:00:00,000 --> 00:00:02,000
                        First.

                        2
                        00:00:02,500 --> 00:00:04,500
                        Second.

                        3
                        01:00:00,500 --> 01:00:02,000
                        Third.

                        """);
    }
}
