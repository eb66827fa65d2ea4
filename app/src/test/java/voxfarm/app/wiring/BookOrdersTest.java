package voxfarm.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import voxfarm.common.error.VoxfarmException;
import voxfarm.dispatcher.book.BookName;
import voxfarm.dispatcher.book.BookReader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

class BookOrdersTest {
    private static final String TALE =
            """
            # One

            It was a dark night.

            # Two

            It was a bright day.
            """;

    @TempDir private Path folder;

    private final BookOrders orders = new BookOrders();

    private BookReader.Body body(String text, boolean plan, String name) throws IOException {
        Path file = Files.writeString(folder.resolve(plan ? "b.txt" : "b.md"), text);
        return new BookReader.Body(
                file,
                plan,
                name.isEmpty() ? Optional.empty() : Optional.of(new BookName(name)),
                Optional.of("joe"));
    }

    @Test
    void takesTheNameOfAFileForATitleThatItLacks() throws IOException {
        assertThat(orders.read(body(TALE, false, "The Tale.md")).order().about().title())
                .isEqualTo("The Tale");
        assertThat(orders.read(body(TALE, false, "")).order().about().title())
                .isEqualTo("Untitled");
    }

    @Test
    void outlinesAFile() throws IOException {
        ObjectNode outline = orders.outline(body(TALE, false, "The Tale.md"));

        assertThat(outline.path("book_id").asText()).isEqualTo("the-tale");
        assertThat(outline.path("title").asText()).isEqualTo("The Tale");
        assertThat(outline.path("chapters"))
                .extracting(chapter -> chapter.path("title").asText())
                .containsExactly("One", "Two");
        assertThat(outline.path("chapters").get(0).path("estimated_s").asDouble()).isPositive();
        assertThat(outline.path("estimated_s").asDouble())
                .isGreaterThan(outline.path("chapters").get(0).path("estimated_s").asDouble());
        assertThat(outline.toString()).doesNotContain(folder.toString(), "dark night");
    }

    @Test
    void outlinesAPlanWithWhatItLeavesOut() throws IOException {
        ObjectNode outline =
                orders.outline(
                        body(
                                """
                                {"book_id": "mine", "title": "T", "chapters": [
                                 {"title": "A", "text": "Words."}, {"title": "N", "skip": "notes"}]}
                                """,
                                true,
                                ""));

        assertThat(outline.path("book_id").asText()).isEqualTo("mine");
        assertThat(outline.path("chapters").get(1).path("left_out").asText()).isEqualTo("notes");
        assertThat(outline.path("chapters").get(1).has("estimated_s")).isFalse();
    }

    @Test
    void namesAFileAsItsCallerDoesAndNotAsItLiesHere() throws IOException {
        for (String name : new String[] {"paper.pdf", ""}) {
            BookReader.Body pdf = body("%PDF-1.7", false, name);
            assertThatThrownBy(() -> orders.read(pdf))
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageStartingWith(name.isEmpty() ? "the book: is PDF" : "paper.pdf: is")
                    .hasMessageNotContaining(folder.toString());
            assertThatThrownBy(() -> orders.outline(pdf))
                    .hasMessageNotContaining(folder.toString());
        }
    }
}
