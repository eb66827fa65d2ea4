package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SubmitCommandTest {
    @TempDir private Path folder;

    private final StubFarm farm = new StubFarm();

    @BeforeEach
    void takeRequests() {
        farm.on("POST /v1/requests", 202, "{\"status\":\"queued\"}");
    }

    @AfterEach
    void stop() {
        farm.close();
    }

    private StubFarm.Ran submit(byte[] text, String... more) throws IOException {
        Path file = folder.resolve("a.txt");
        Files.write(file, text);
        String[] command = new String[more.length + 3];
        command[0] = "submit";
        command[1] = "--file";
        command[2] = file.toString();
        System.arraycopy(more, 0, command, 3, more.length);
        return farm.run(command);
    }

    @Test
    void readsOtherEncodingsAndSaysSo() throws IOException {
        StubFarm.Ran ran = submit("你好，世界。".getBytes(Charset.forName("GB18030")));

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("a.txt: is not UTF-8 (byte 0): read as GB18030");
        assertThat(farm.bodies.getLast()).contains("你好，世界。");
        assertThat(ran.out()).as("data alone").doesNotContain("GB18030");
    }

    @Test
    void takesTheEncodingThatItIsTold() throws IOException {
        StubFarm.Ran ran =
                submit("Łódź".getBytes(Charset.forName("ISO-8859-2")), "--encoding", "iso-8859-2");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(farm.bodies.getLast()).contains("Łódź");
    }

    @Test
    void sendsNothingThatItCannotRead() throws IOException {
        StubFarm.Ran ran =
                submit("Grüße".getBytes(StandardCharsets.ISO_8859_1), "--encoding", "utf-8");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("a.txt: is not UTF-8 (byte 2)");
        assertThat(farm.calls).isEmpty();
    }
}
