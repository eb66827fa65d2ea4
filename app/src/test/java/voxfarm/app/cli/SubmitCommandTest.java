package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** Nothing that somebody gave as a text, or of a text, is dropped in silence. */
    @Test
    void takesOneTextAndRefusesASecond() throws IOException {
        String file = Files.writeString(folder.resolve("a.txt"), "Of a file.").toString();
        String[][] pairs = {
            {"--file", file, "Of", "words."},
            {"--text-uri", "s3://voxfarm/a.txt", "Of", "words."},
            {"--text-uri", "s3://voxfarm/a.txt", "-"},
            {"--text-uri", "s3://voxfarm/a.txt", "--file", file},
            {"--text-uri", "s3://voxfarm/a.txt", "--encoding", "utf-8"},
            {"--encoding", "utf-8", "Of", "words."},
            {"--pause", "1", "--pauses", "sentence=2", "Of", "words."}
        };
        for (String[] pair : pairs) {
            String[] command = new String[pair.length + 1];
            command[0] = "submit";
            System.arraycopy(pair, 0, command, 1, pair.length);
            StubFarm.Ran ran = farm.run(command);

            assertThat(ran.code()).as(String.join(" ", pair)).isEqualTo(2);
            assertThat(ran.err().lines()).as(String.join(" ", pair)).hasSize(1);
        }
        assertThat(farm.calls).isEmpty();
    }

    @Test
    void readsStandardInputByEveryNameThatItHas() {
        InputStream before = System.in;
        try {
            for (String[] names :
                    new String[][] {{"submit"}, {"submit", "-"}, {"submit", "--file", "-"}}) {
                System.setIn(new ByteArrayInputStream("Piped.".getBytes(StandardCharsets.UTF_8)));
                StubFarm.Ran ran = farm.run(names);

                assertThat(ran.code()).as(ran.err()).isZero();
                assertThat(farm.bodies.getLast()).contains("Piped.");
            }
        } finally {
            System.setIn(before);
        }
    }

    /** A farm that is started again keeps what it was given. */
    @Test
    void waitsThroughARestartOfTheFarm() throws IOException {
        Path sound = folder.resolve("a.wav");
        AtomicInteger polls = new AtomicInteger();
        AtomicInteger downloads = new AtomicInteger();
        farm.on(
                "GET /v1/requests/r1",
                () ->
                        polls.incrementAndGet() == 2
                                ? StubFarm.problem(503, "not_ready", "Kafka is starting")
                                : new StubFarm.Answer(
                                        200,
                                        polls.get() == 1
                                                ? "{\"status\": \"running\"}"
                                                : "{\"status\": \"completed\", \"result\": {}}"));
        farm.on(
                "GET /v1/requests/r1/audio",
                () ->
                        downloads.incrementAndGet() == 1
                                ? StubFarm.problem(503, "store_unavailable", "no store")
                                : new StubFarm.Answer(200, "sound"));

        StubFarm.Ran ran = farm.run("submit", "Hello.", "--wait", "--out", sound.toString());

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.err().lines())
                .containsExactly(
                        "running",
                        "voxfarm: Kafka is starting (trying again for 60 s)",
                        "completed",
                        "voxfarm: no store (trying again for 60 s)");
        assertThat(sound).hasContent("sound");
    }

    @Test
    void sendsNothingThatItCannotRead() throws IOException {
        StubFarm.Ran ran =
                submit("Grüße".getBytes(StandardCharsets.ISO_8859_1), "--encoding", "utf-8");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("a.txt: is not UTF-8 (byte 2)");
        assertThat(farm.calls).isEmpty();
    }

    /** The farm speaks of members of the document; who calls has written options. */
    @Test
    void aProblemOfAMemberIsOneOfItsOption() throws IOException {
        farm.on(
                "POST /v1/requests",
                400,
                "{\"code\":\"invalid_request\",\"detail\":\"model_id: no such voice; length_scale:"
                        + " expected 0.1 to 10; noise_scale: expected a number\"}");

        StubFarm.Ran ran =
                submit("Hello.".getBytes(StandardCharsets.UTF_8), "--length-scale", "99");
        assertThat(ran.err())
                .contains(
                        "voxfarm: model_id: no such voice; --length-scale: expected 0.1 to 10;"
                                + " noise_scale: expected a number");
        assertThat(submit("Hello.".getBytes(StandardCharsets.UTF_8), "--voice", "nosuch").err())
                .contains("voxfarm: --voice: no such voice");
    }
}
