package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.Main;
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
        if (Files.isDirectory(SHARED.resolve("1.1.1"))) {
            unpack(SHARED.resolve("1.1.1"), data.resolve("voices/first"));
            Path fixed = data.resolve("voices/fixed");
            unpack(SHARED.resolve("1.1.1"), fixed);
            String label = Files.readString(fixed.resolve("config.json"));
            Files.writeString(
                    fixed.resolve("config.json"), label.replace("\"1.1.1\"", "\"1.1.1-fix\""));
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
        try (var checkpoints = Files.newDirectoryStream(golden, "G_*.pth*")) {
            for (Path checkpoint : checkpoints) {
                String file = checkpoint.getFileName().toString();
                String name = file.replace(".gz", "");
                try (InputStream raw = Files.newInputStream(checkpoint);
                        InputStream in = file.equals(name) ? raw : new GZIPInputStream(raw)) {
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
        assertThat(accepted.has("request_id")).as("%s", accepted).isTrue();
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
        JsonNode result = speak("early", "私は한국とNHKを読みます。", false);

        assertThat(result.path("status").asText()).isEqualTo("completed");
        assertThat(result.path("warnings").toString())
                .contains("not_spoken")
                .contains("한국")
                .doesNotContain("NHK");
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

    /** What a word sounds like, by a mark and by each dictionary; the pitch as well as the kana. */
    @Test
    void readingsAndAccentsCountWhereverTheyAreSet() throws Exception {
        String text = "私は本を読みます。";
        Heard plain = heard(Json.object().put("text", text), "本");
        Heard marked = heard(Json.object().put("text", text.replace("本", "[[本|kana:ホン]]")), "本");
        ObjectNode own = Json.object().put("text", text);
        own.putArray("dictionary").addObject().put("word", "本").put("reading", "モト'");
        Heard ofRequest = heard(own, "本");
        setDictionary("本\tホ'ン\n", "--voice", "early");
        Heard ofVoice = heard(Json.object().put("text", text), "本");
        setDictionary("");
        setDictionary("", "--voice", "early");
        setDictionary("は本\tワ'ホン\n");
        Heard ofFarm = heard(Json.object().put("text", text), "は本");
        setDictionary("");

        assertThat(plain.source()).isEqualTo("lexicon");
        assertThat(marked.source()).isEqualTo("inline");
        assertThat(marked.phones()).isEqualTo(plain.phones());
        assertThat(marked.tones()).as("without a fall").isNotEqualTo(plain.tones());
        assertThat(ofRequest.source()).isEqualTo("dictionary:request");
        assertThat(ofRequest.phones()).contains("m o t o");
        assertThat(ofVoice.source()).isEqualTo("dictionary:voice");
        assertThat(ofFarm.source()).isEqualTo("dictionary:farm");
        assertThat(ofFarm.phones()).contains("w a h o n");
    }

    private record Heard(String source, String phones, String tones) {}

    private static Heard heard(ObjectNode request, String word) throws Exception {
        request.put("model_id", "early").put("language", "JP");
        JsonNode answer = Http.json(http.post("/v1/phonemes", request.toString()));
        String source = "";
        for (JsonNode one : answer.path("words")) {
            source = one.path("text").asText().equals(word) ? one.path("source").asText() : source;
        }
        return new Heard(
                source,
                String.join(
                        " ", answer.path("phones").valueStream().map(JsonNode::asText).toList()),
                answer.path("tones").toString());
    }

    private static void setDictionary(String lines, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        Path words = Files.writeString(data.resolve("words.tsv"), lines);
        command.addAll(List.of("dictionary", "set", words.toString(), "--data", data.toString()));
        command.addAll(List.of(options));
        assertThat(Main.commandLine().execute(command.toArray(String[]::new))).isZero();
    }

    @Test
    void tellsWhatItsVoicesNeed() throws Exception {
        JsonNode voice = Http.json(http.get("/v1/voices/early"));

        assertThat(voice.path("needs").valueStream())
                .extracting(
                        need -> need.path("language").asText() + " " + need.path("name").asText())
                .containsExactlyInAnyOrder(
                        "ZH chinese-roberta-wwm-ext-large",
                        "JP open-jtalk-mecab-naist-jdic",
                        "JP deberta-v2-large-japanese",
                        "EN deberta-v3-large");
        assertThat(voice.path("needs").toString()).contains("voxfarm japanese");
    }

    /** Two releases of one network, told apart by their label; the first reads with UniDic. */
    @Test
    void namesWhatTheFirstReleaseNeedsAndSpeaksWithItsFix() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(SHARED.resolve("1.1.1")));
        JsonNode first = speak("first", "私は本を読みます。", false);
        JsonNode fixed = speak("fixed", "私は本を読みます。", false);

        assertThat(first.path("status").asText()).isEqualTo("failed");
        assertThat(first.path("error").toString())
                .contains("missing_model")
                .contains("voxfarm japanese --early");
        assertThat(fixed.path("status").asText()).as("%s", fixed).isEqualTo("completed");
        assertThat(Http.json(http.get("/v1/voices/first")).path("needs").toString())
                .contains("unidic-lite");
        assertThat(Http.json(http.get("/v1/voices/fixed")).path("needs").toString())
                .contains("open-jtalk")
                .doesNotContain("unidic-lite");
    }

    @Test
    void tellsThePhonesAtTheDoor() throws Exception {
        JsonNode answer =
                Http.json(http.post("/v1/phonemes", "{\"text\":\"本を読みます\",\"language\":\"JP\"}"));

        assertThat(answer.path("phones").valueStream().map(JsonNode::asText))
                .startsWith("_", "h", "o", "n", "o", "y", "o");
    }
}
