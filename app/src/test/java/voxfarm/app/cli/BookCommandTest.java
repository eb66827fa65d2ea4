package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
}
