package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import voxfarm.common.json.Json;

@ExtendWith(HomeInCheckout.class)
class BookCommandTest {
    @TempDir Path folder;

    /** A book's file comes from anywhere. */
    @Test
    void noWordsOfABookMoveTheCursor() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("a.txt"),
                        """
                        The\u001b[2J Tale\u202e

                        第一卷 少\u001b[1A年

                        第一章 山\u0007
                        他上山。
                        第二章 水
                        他下水。
                        """);
        StringWriter shown = new StringWriter();
        int exit =
                new CommandLine(new BookPlanCommand())
                        .setOut(new PrintWriter(shown))
                        .execute(file.toString(), "--data", folder.resolve("data").toString());

        assertThat(exit).isZero();
        assertThat(shown.toString()).contains("The [2J Tale", "第一章 山", "2 chapters");
        assertThat(shown.toString().chars().filter(c -> (c < ' ' && c != '\n') || c == '\u202e'))
                .isEmpty();
    }

    @Test
    void tellsProgramsWhatABookIsAndWhichWordsAreDoubtful() throws IOException {
        Path file = Files.writeString(folder.resolve("a.md"), "# One\n\nXyzzyk met Xyzzyk.\n");
        StringWriter shown = new StringWriter();
        int exit =
                new CommandLine(new BookPlanCommand())
                        .setOut(new PrintWriter(shown))
                        .execute(
                                file.toString(),
                                "--doubts",
                                "--json",
                                "--data",
                                folder.resolve("data").toString());

        assertThat(exit).isZero();
        JsonNode book = Json.readLocal(shown.toString().replace("\n", " ")).get(0);
        assertThat(book.path("file").asText()).isEqualTo(file.toString());
        assertThat(book.at("/chapters/0/title").asText()).isEqualTo("One");
        assertThat(book.at("/chapters/0/worker_s").asDouble()).isPositive();
        assertThat(book.at("/cost/from").asText()).startsWith("no farm runs");
        assertThat(book.at("/doubts/0/word").asText()).isEqualTo("Xyzzyk");
        assertThat(book.at("/doubts/0/why").asText()).isEqualTo("unknown");
        assertThat(book.at("/doubts/0/count").asInt()).isEqualTo(2);
    }
}
