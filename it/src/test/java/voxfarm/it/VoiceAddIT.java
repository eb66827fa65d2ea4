package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        var _ = voice("add", voice.toString(), "--id", "wukong");
    }

    /** What a command that ends well says on standard error. */
    private String voice(String... arguments) {
        List<String> command = new ArrayList<>(List.of("voice"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", folder.resolve("data").toString()));
        StringWriter err = new StringWriter();
        int code =
                Main.commandLine()
                        .setOut(new PrintWriter(new StringWriter()))
                        .setErr(new PrintWriter(err, true))
                        .execute(command.toArray(String[]::new));
        assertThat(code).as(err.toString()).isZero();
        return err.toString();
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

            assertThat(voice("remove", "wukong")).as("it lies in no root").isEmpty();
            assertThat(voice("remove", "en_US-joe-medium"))
                    .contains(
                            "comes with the farm and lies in " + PIPER.toAbsolutePath().normalize())
                    .contains("the next start brings it back");
        }
    }
}
