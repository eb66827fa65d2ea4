package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FetchCommandTest {
    @TempDir private Path folder;

    private final StubFarm farm = new StubFarm();

    @AfterEach
    void stop() {
        farm.close();
    }

    @Test
    void writesSubtitles() throws IOException {
        farm.on("GET /v1/requests/a/subtitles?format=vtt", 200, "WEBVTT\n\n");
        Path file = folder.resolve("a.vtt");

        StubFarm.Ran ran = farm.run("fetch", "a", "--subtitles", "vtt", "--out", file.toString());

        assertThat(ran.code()).isZero();
        assertThat(Files.readString(file)).isEqualTo("WEBVTT\n\n");
    }

    /** What is written is what is stored: a name alone asks for no format. */
    @Test
    void writesToAFileOfAnyNameThatAsksForNoOtherFormat() {
        farm.on(
                "GET /v1/requests/a",
                200,
                "{\"status\": \"completed\", \"result\": {\"audio\": {\"key\":"
                        + " \"results/a/audio.wav\"}}}");
        farm.on("GET /v1/requests/a/audio", 200, "sound");
        for (String name : new String[] {"chapter", "chapter.1", "chapter.wav"}) {
            Path file = folder.resolve(name);
            StubFarm.Ran ran = farm.run("fetch", "a", "--out", file.toString());

            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(file).hasContent("sound");
        }
        StubFarm.Ran other =
                farm.run("fetch", "a", "--out", folder.resolve("chapter.mp3").toString());
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("the audio of a is wav");
    }

    @Test
    void writesOneOfTheThingsBesideTheSound() {
        StubFarm.Ran ran = farm.run("fetch", "a", "--timings", "--subtitles", "srt");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("expected --timings or --subtitles, was both");
    }

    /** The state of a request that is not done is no subtitle, and no timing. */
    @Test
    void writesNothingOfWhatIsNotFinished() {
        farm.on("GET /v1/requests/a/subtitles?format=srt", 202, "{\"status\":\"running\"}");
        farm.on("GET /v1/requests/a/timings", 202, "{\"status\":\"running\"}");
        for (String[] what : new String[][] {{"--subtitles", "srt"}, {"--timings"}}) {
            Path file = folder.resolve("a.out");
            String[] command = new String[what.length + 4];
            command[0] = "fetch";
            command[1] = "a";
            command[2] = "--out";
            command[3] = file.toString();
            System.arraycopy(what, 0, command, 4, what.length);

            StubFarm.Ran ran = farm.run(command);

            assertThat(ran.code()).isNotZero();
            assertThat(ran.err()).contains("request a is not finished: running");
            assertThat(file).doesNotExist();
        }
    }
}
