package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.app.Main;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.json.Json;
import voxfarm.it.support.Browser;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.TestFarm;

/** Voices of Style-Bert-VITS2, dropped in as they are, through the whole farm. */
class StyleBertVits2IT {
    private static final Path GOLDEN = Path.of("../models/src/test/resources/golden/model");
    private static final Path DICTIONARY =
            Path.of("../frontend/src/test/resources/voxfarm/frontend/ja/dictionary");
    private static final String CHECKPOINT = "tiny_e10_s2000.safetensors";
    private static final String TEXT = "私は本を読みます。";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir static Path data;

    private static TestFarm farm;
    private static Http http;
    private static PlainS3 bucket;

    @BeforeAll
    static void start() throws Exception {
        drop("Style-JP-Extra", "hanako");
        drop("Style", "taro");
        Path config =
                Files.writeString(
                        data.resolve("config.yml"),
                        "voices: {bert: off, japanese: \"" + DICTIONARY.toRealPath() + "\"}\n");
        farm = TestFarm.start(data, FarmConfig.read(config).config());
        http = new Http(farm.endpoints().http());
        bucket = new PlainS3(farm.endpoints());
    }

    private static void drop(String release, String voice) throws IOException {
        Path folder = Files.createDirectories(data.resolve("voices").resolve(voice));
        for (String name : new String[] {"config.json", "style_vectors.npy"}) {
            Files.copy(GOLDEN.resolve(release).resolve(name), folder.resolve(name));
        }
        Path packed = GOLDEN.resolve(release).resolve(CHECKPOINT + ".gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            Files.copy(in, folder.resolve(CHECKPOINT));
        }
    }

    @AfterAll
    static void stop() {
        http.close();
        bucket.close();
        farm.close();
    }

    /** Without chance, so that what sounds otherwise does so by what was asked for. */
    private static ObjectNode request(String voice) {
        return Json.object()
                .put("model_id", voice)
                .put("text", TEXT)
                .put("language", "JP")
                .put("sdp_ratio", 0)
                .put("noise_scale", 0)
                .put("noise_scale_w", 0);
    }

    private static JsonNode speak(ObjectNode request) throws Exception {
        JsonNode accepted = Http.json(http.post("/v1/requests", request.toString()));
        String id = accepted.path("request_id").asText();
        JsonNode result =
                Json.mapper().readTree(bucket.await("results/" + id + "/result.json", PATIENCE));
        assertThat(result.path("status").asText()).as(result.toString()).isEqualTo("completed");
        return result;
    }

    private static String sound(JsonNode result) {
        return result.path("audio").path("sha256").asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hanako", "taro"})
    void speaksEachStyleAtEachWeightInItsOwnWay(String voice) throws Exception {
        JsonNode usual = speak(request(voice));
        List<String> sounds = new ArrayList<>(List.of(sound(usual)));
        for (double weight : new double[] {0.5, 1, 3}) {
            for (String style : new String[] {"Happy", "怒り"}) {
                JsonNode result =
                        speak(request(voice).put("style", style).put("style_weight", weight));

                assertThat(result.path("style").asText()).isEqualTo(style);
                assertThat(result.path("style_weight").asDouble(1)).isEqualTo(weight);
                sounds.add(sound(result));
            }
        }
        assertThat(sounds).doesNotHaveDuplicates();
        assertThat(usual.path("audio").path("duration_s").asDouble()).isPositive();
        assertThat(usual.has("style")).isFalse();
        assertThat(sound(speak(request(voice).put("style", "Neutral").put("style_weight", 5))))
                .as("the first style is the mean, whatever its weight")
                .isEqualTo(sounds.getFirst());
    }

    @Test
    void listsStylesAndRefusesOthers() throws Exception {
        JsonNode voice = Http.json(http.get("/v1/voices/hanako"));
        assertThat(voice.path("styles").valueStream().map(JsonNode::asText))
                .containsExactly("Neutral", "Happy", "怒り", "Whisper 2");

        HttpResponse<byte[]> refused =
                http.post("/v1/requests", request("hanako").put("style", "hapy").toString());
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                .contains("Neutral, Happy, 怒り, Whisper 2")
                .contains("did you mean Happy?");
    }

    /** The moras that the farm shows for a text are what it reads; others sound otherwise. */
    @ParameterizedTest
    @ValueSource(strings = {"hanako", "taro"})
    void speaksMorasAsTheEditorSendsThem(String voice) throws Exception {
        JsonNode shown =
                Http.json(
                                http.post(
                                        "/v1/phonemes",
                                        request(voice)
                                                .retain("model_id", "text", "language")
                                                .toString()))
                        .path("kata_tone");
        assertThat(shown.get(0).path("mora").asText()).isEqualTo("ワ");
        ObjectNode same = request(voice);
        same.set("kata_tone", shown);
        ObjectNode raised = same.deepCopy();
        raised.path("kata_tone").forEach(mora -> ((ObjectNode) mora).put("tone", 1));
        ObjectNode longer = same.deepCopy();
        longer.withArray("kata_tone").insertObject(1).put("mora", "ー").put("tone", 0);

        String usual = sound(speak(request(voice)));
        assertThat(sound(speak(same))).isEqualTo(usual);
        assertThat(sound(speak(raised))).isNotEqualTo(usual);
        assertThat(sound(speak(longer))).isNotIn(usual, sound(speak(raised)));
    }

    @Test
    void takesStylesAtEveryDoor() throws Exception {
        String happy =
                "{\"model\":\"tts-1\",\"response_format\":\"wav\",\"input\":\"" + TEXT + "\"";
        byte[] usual = http.post("/v1/audio/speech", happy + ",\"voice\":\"hanako\"}").body();
        byte[] byVoice =
                http.post("/v1/audio/speech", happy + ",\"voice\":\"hanako:Happy\"}").body();
        byte[] byMember =
                http.post(
                                "/v1/audio/speech",
                                happy + ",\"voice\":\"hanako:花子\",\"style\":\"Happy\"}")
                        .body();
        assertThat(byVoice).isEqualTo(byMember).isNotEqualTo(usual);

        JsonNode models = Http.json(http.get("/models/info"));
        String number =
                models.properties().stream()
                        .filter(model -> model.getValue().toString().contains("hanako"))
                        .map(java.util.Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow();
        assertThat(models.path(number).path("style2id").path("怒り").asInt()).isEqualTo(2);
        String query =
                "/voice?sdp_ratio=0&noise=0&noisew=0&speaker_id=0&language=JP&model_id="
                        + number
                        + "&text="
                        + URLEncoder.encode(TEXT, StandardCharsets.UTF_8);
        byte[] plain = http.get(query).body();
        assertThat(http.get(query + "&style=Happy&style_weight=4").body()).isNotEqualTo(plain);
        assertThat(http.get(query + "&style=Neutral&style_weight=4").body()).isEqualTo(plain);
        HttpResponse<byte[]> unknown = http.get(query + "&style=Sad");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(new String(unknown.body(), StandardCharsets.UTF_8)).contains("Neutral, Happy");
    }

    @Test
    void offersStylesOnThePage() throws Exception {
        try (Browser browser = Browser.start(data.resolve("browser"))) {
            Browser.Page page = browser.open(URI.create(farm.endpoints().http() + "/"));
            page.await("document.getElementById('voice').options.length === 3");
            choose(page, "en_US-joe-medium");
            page.await("document.querySelector('.style').hidden");
            choose(page, "hanako");
            page.await("!document.querySelector('.style').hidden");
            page.await("document.getElementById('style').options[2].value === '怒り'");
            page.evaluate(
                    """
                    document.getElementById('style').value = '怒り';
                    document.getElementById('style-weight').value = '2.5';
                    document.getElementById('text').value = '%s';
                    document.querySelector('#speak button').click()\
                    """
                            .formatted(TEXT));
            page.await("document.getElementById('message').textContent.includes('s of sound')");
            String said = page.evaluate("document.getElementById('message').textContent").asText();
            String id = said.substring(0, said.indexOf(':'));
            JsonNode result =
                    Json.mapper()
                            .readTree(bucket.await("results/" + id + "/result.json", PATIENCE));
            assertThat(result.path("style").asText()).isEqualTo("怒り");
            assertThat(result.path("style_weight").asDouble()).isEqualTo(2.5);
        }
    }

    private static void choose(Browser.Page page, String voice) throws Exception {
        page.evaluate(
                """
                (() => {
                  const field = document.getElementById('voice');
                  field.value = '%s';
                  field.dispatchEvent(new Event('change'));
                })()\
                """
                        .formatted(voice));
    }

    @Test
    void takesStylesOnTheCommandLine() throws Exception {
        Path usual = data.resolve("usual.wav");
        Path angry = data.resolve("angry.wav");
        for (String[] more :
                new String[][] {
                    {"--out", usual.toString()},
                    {"--out", angry.toString(), "--style", "怒り", "--style-weight", "2"}
                }) {
            List<String> arguments =
                    new ArrayList<>(
                            List.of(
                                    "say",
                                    TEXT,
                                    "--voice",
                                    "hanako",
                                    "--language",
                                    "JP",
                                    "--data",
                                    data.toString()));
            arguments.addAll(List.of(more));
            assertThat(Main.commandLine().execute(arguments.toArray(String[]::new))).isZero();
        }
        assertThat(Files.readAllBytes(angry)).isNotEqualTo(Files.readAllBytes(usual));
    }
}
