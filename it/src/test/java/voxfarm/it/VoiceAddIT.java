package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.Main;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.json.Json;
import voxfarm.it.support.Http;
import voxfarm.it.support.TestFarm;

/** {@code voxfarm voice add}: a farm that runs speaks with the voice, without a restart. */
@Timeout(180)
class VoiceAddIT {
    private static final Path GOLDEN = Path.of("../models/src/test/resources/golden/model/2.0.2");
    private static final Path PIPER = Path.of("../models/voices/en_US-joe-medium");

    @TempDir Path folder;

    private void add(Path voice) {
        StringWriter err = new StringWriter();
        int code =
                Main.commandLine()
                        .setOut(new PrintWriter(new StringWriter()))
                        .setErr(new PrintWriter(err, true))
                        .execute(
                                "voice",
                                "add",
                                voice.toString(),
                                "--id",
                                "wukong",
                                "--data",
                                folder.resolve("data").toString());
        assertThat(code).as(err.toString()).isZero();
    }

    private static HttpResponse<byte[]> speak(Http http, String text) {
        return http.post(
                "/v1/requests?wait=60",
                Json.object().put("model_id", "wukong").put("text", text).toString());
    }

    @Test
    void aFarmThatRunsSpeaksWithWhatIsAddedAndWithWhatReplacesIt() throws Exception {
        Path voice = Files.createDirectory(folder.resolve("voice"));
        Files.copy(GOLDEN.resolve("config.json"), voice.resolve("config.json"));
        Files.copy(GOLDEN.resolve("G_1302.pth"), voice.resolve("G_1302.pth"));
        Path config = Files.writeString(folder.resolve("config.yml"), "voices: {bert: off}\n");
        try (TestFarm farm =
                        TestFarm.start(folder.resolve("data"), FarmConfig.read(config).config());
                Http http = new Http(farm.endpoints().http())) {
            assertThat(speak(http, "你好。").statusCode()).as("before").isEqualTo(404);

            add(voice);
            HttpResponse<byte[]> chinese = speak(http, "你好。");
            assertThat(chinese.statusCode()).isEqualTo(200);
            assertThat(chinese.body().length).isGreaterThan(1000);

            add(PIPER); // the same id, another voice
            HttpResponse<byte[]> english = speak(http, "Hello there.");
            assertThat(english.statusCode()).isEqualTo(200);
            assertThat(english.body().length).isGreaterThan(1000);
        }
    }
}
