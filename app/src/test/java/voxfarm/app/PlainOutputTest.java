package voxfarm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainOutputTest {
    @Test
    void showsWhatATerminalWouldObey() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintWriter out = PlainOutput.of(bytes);
        out.println("a\u001b[2Jb\rc\u202ed\u009be");
        out.printf("%s\t你好 😀%n", "x\ny");
        out.write('\u0007');
        out.flush();

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("a\\u001b[2Jb\\u000dc\\u202ed\\u009be\nx\ny\t你好 😀\n\\u0007");
    }
}
