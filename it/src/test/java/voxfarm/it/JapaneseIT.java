package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.json.Json;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.TestFarm;

/** Japanese through the whole farm, with a small dictionary. */
class JapaneseIT {
    private static final Path COMMITTED =
            Path.of("../models/src/test/resources/golden/model/2.0.2");
    private static final Path SHARED = Path.of("../../shared/golden/model");
    private static final Path DICTIONARY =
            Path.of("../frontend/src/test/resources/voxfarm/frontend/ja/dictionary");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir static Path data;

    private static TestFarm farm;
    private static Http http;
    private static PlainS3 bucket;

    @BeforeAll
    static void start() throws Exception {
        Path early = Files.createDirectories(data.resolve("voices/early/models"));
        Files.copy(COMMITTED.resolve("config.json"), early.resolveSibling("config.json"));
        Files.copy(COMMITTED.resolve("G_1302.pth"), early.resolve("G_1302.pth"));
        for (String release : new String[] {"2.1", "JP-Extra"}) {
            if (Files.isDirectory(SHARED.resolve(release))) {
                unpack(SHARED.resolve(release), data.resolve("voices").resolve(id(release)));
            }
        }
        Path config =
                Files.writeString(
                        data.resolve("config.yml"),
                        "voices: {bert: off, japanese: \"" + DICTIONARY.toRealPath() + "\"}\n");
        farm = TestFarm.start(data, FarmConfig.read(config).config());
        http = new Http(farm.endpoints().http());
        bucket = new PlainS3(farm.endpoints());
    }

    private static String id(String release) {
        return "v" + release.replace('.', '_');
    }

    private static void unpack(Path golden, Path voice) throws IOException {
        Files.createDirectories(voice.resolve("models"));
        Files.copy(golden.resolve("config.json"), voice.resolve("config.json"));
        try (var packed = Files.newDirectoryStream(golden, "G_*.pth.gz")) {
            for (Path checkpoint : packed) {
                String name = checkpoint.getFileName().toString().replace(".gz", "");
                try (InputStream in = new GZIPInputStream(Files.newInputStream(checkpoint))) {
                    Files.copy(in, voice.resolve("models").resolve(name));
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        http.close();
        bucket.close();
        farm.close();
    }

    private static JsonNode speak(String voice, String text, boolean timings) throws Exception {
        ObjectNode request =
                Json.object().put("model_id", voice).put("text", text).put("language", "JP");
        request.putObject("output").put("timings", timings);
        JsonNode accepted = Http.json(http.post("/v1/requests", request.toString()));
        String id = accepted.path("request_id").asText();
        return Json.mapper().readTree(bucket.await("results/" + id + "/result.json", PATIENCE));
    }

    @Test
    void speaksWordsAndSaysWhenEachIsHeard() throws Exception {
        JsonNode result = speak("early", "私は本を三冊読みます。", true);

        assertThat(result.path("status").asText()).isEqualTo("completed");
        JsonNode timings =
                Json.mapper()
                        .readTree(bucket.get(result.path("timings_key").asText()).orElseThrow());
        assertThat(timings.path("segments").get(0).path("words").valueStream())
                .extracting(word -> word.path("text").asText())
                .startsWith("私", "は", "本", "を", "三", "冊", "読み", "ます");
    }

    @Test
    void namesWhatWasNotSpoken() throws Exception {
        JsonNode result = speak("early", "私は龘龘とNHKを読みます。", false);

        assertThat(result.path("status").asText()).isEqualTo("completed");
        assertThat(result.path("warnings").toString())
                .contains("not_spoken")
                .contains("龘")
                .contains("NHK");
    }

    @Test
    void speaksWithVoicesOfTheReleasesThatPeopleHave() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(SHARED.resolve("JP-Extra")));
        for (String release : new String[] {"2.1", "JP-Extra"}) {
            JsonNode result = speak(id(release), "私は本を読みます。", false);

            assertThat(result.path("status").asText()).as(release).isEqualTo("completed");
            assertThat(result.path("audio").path("duration_s").asDouble()).isPositive();
        }
    }

    @Test
    void tellsThePhonesAtTheDoor() throws Exception {
        JsonNode answer =
                Http.json(http.post("/v1/phonemes", "{\"text\":\"本を読みます\",\"language\":\"JP\"}"));

        assertThat(answer.path("phones").valueStream().map(JsonNode::asText))
                .startsWith("_", "h", "o", "n", "o", "y", "o");
    }
}
