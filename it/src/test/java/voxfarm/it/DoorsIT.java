package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.PythonClients;
import voxfarm.it.support.TestFarm;

/** The doors of a running farm, entered by the clients that people have. */
class DoorsIT {
    private static final Path GOLDEN = Path.of("../models/src/test/resources/golden/model/2.0.2");

    /** Would run Python's eval if it were loaded as people load checkpoints. */
    private static final Path HOSTILE =
            Path.of("../models/src/test/resources/golden/bad/pickle/builtins_eval.pth");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String JOE = "en_US-joe-medium";

    @TempDir static Path data;

    private static TestFarm farm;
    private static Http http;
    private static PlainS3 bucket;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        Path trained = Files.createDirectories(data.resolve("Data/wukong/models"));
        Files.copy(GOLDEN.resolve("config.json"), trained.resolveSibling("config.json"));
        Path checkpoint = trained.resolve("G_1302.pth");
        Files.copy(GOLDEN.resolve("G_1302.pth"), checkpoint);
        Path config =
                Files.writeString(
                        data.resolve("config.yml"),
                        """
                        server:
                          device: cuda
                          models:
                            - model: %s
                              config: %s
                              device: cuda
                              language: ZH
                              speakers:
                                - speaker: speaker four
                                  noise_scale_w: 0.1
                                  length_scale: 2
                        voices:
                          bert: off
                          roots: [%s]
                        """
                                .formatted(
                                        checkpoint,
                                        trained.resolveSibling("config.json"),
                                        data.resolve("Data")));
        farm = TestFarm.start(data.resolve("farm"), FarmConfig.read(config).config());
        http = new Http(farm.endpoints().http());
        bucket = new PlainS3(farm.endpoints());
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.close();
        http.close();
        bucket.close();
        farm.close();
    }

    @Test
    void servesThePythonClientOfTheOriginal() throws Exception {
        PythonClients.install();
        Path folder = Files.createDirectories(data.resolve("seed"));
        JsonNode report =
                PythonClients.report("seed_client.py", farm.endpoints().http(), folder.toString());

        assertThat(report.path("models").path("0").path("model_path").asText())
                .endsWith("G_1302.pth");
        for (String sound :
                List.of(
                        "get",
                        "get_split",
                        "get_whole",
                        "post_json",
                        "post_form",
                        "post_multipart")) {
            JsonNode entry = report.path(sound);
            assertThat(entry.path("status").asInt()).as(sound).isEqualTo(200);
            assertThat(entry.path("type").asText()).isEqualTo("audio/wav");
            assertThat(entry.path("width").asInt()).isEqualTo(2);
            assertThat(entry.path("rate").asInt()).isEqualTo(44_100);
            assertThat(entry.path("frames").asInt()).isPositive();
        }
        // the same parameters and text, whichever way they came
        byte[] first = Files.readAllBytes(folder.resolve("get.wav"));
        assertThat(folder.resolve("post_json.wav")).hasBinaryContent(first);
        assertThat(folder.resolve("post_form.wav")).hasBinaryContent(first);
        assertThat(folder.resolve("post_multipart.wav")).hasBinaryContent(first);
        assertThat(report.path("no_model").path("body").path("status").asInt()).isEqualTo(10);
        assertThat(report.path("no_speaker").path("body").path("status").asInt()).isEqualTo(13);
        assertThat(report.path("mistyped").path("status").asInt()).isEqualTo(422);
        assertThat(report.path("missing").path("status").asInt()).isEqualTo(422);
        assertThat(report.path("status").path("memory_total").asLong()).isPositive();
        assertThat(report.path("docs").asInt()).isEqualTo(200);
        assertThat(report.path("delete").path("status").asInt()).isEqualTo(14);
    }

    @Test
    void pausesBehindEveryPieceAsTheOriginalDoes() throws Exception {
        HttpResponse<byte[]> answer =
                http.get(
                        "/voice?model_id=0&speaker_id=0&language=ZH&auto_split=true&text="
                            + "%E5%A6%96%E5%AD%BD%E3%80%82%E5%93%AA%E9%87%8C%E8%B5%B0%E3%80%82");

        assertThat(answer.statusCode()).isEqualTo(200);
        byte[] wav = answer.body();
        byte[] pause = Arrays.copyOfRange(wav, wav.length - 2 * 13_230, wav.length);
        assertThat(pause).as("0.3 s of silence at 44.1 kHz").containsOnly(0);
    }

    @Test
    void servesOpenAisPythonPackage() throws Exception {
        PythonClients.install();
        Path folder = Files.createDirectories(data.resolve("openai"));
        JsonNode report =
                PythonClients.report(
                        "openai_client.py", farm.endpoints().http(), folder.toString());

        assertThat(report.path("models")).extracting(JsonNode::asText).contains(JOE);
        assertThat(report.path("formats").path("mp3").asText()).isEqualTo("audio/mpeg");
        for (String format : List.of("mp3", "opus", "aac", "flac", "wav", "pcm")) {
            byte[] file = Files.readAllBytes(folder.resolve("speech." + format));
            assertThat(file.length).as(format).isGreaterThan(5_000);
            assertThat(startsAs(format, file)).as(format).isTrue();
        }
        assertThat(report.path("slow").asInt())
                .isBetween(report.path("fast").asInt() * 5 / 2, report.path("fast").asInt() * 6);
        JsonNode stream = report.path("stream");
        assertThat(stream.path("first_s").asDouble())
                .as("of 20 sentences the first is sent before the last is spoken")
                .isLessThan(stream.path("all_s").asDouble() / 2);
        assertThat(report.path("events").get(0).asText()).isEqualTo("speech.audio.delta");
        assertThat(report.path("events").get(report.path("events").size() - 1).asText())
                .isEqualTo("speech.audio.done");
        assertThat(report.path("error").path("message").asText()).contains("nobody");
    }

    @Test
    void speaksWithTheSlidersThatTheOriginalsFileGivesASpeaker() throws Exception {
        ObjectNode request =
                request("你好,世界。").put("model_id", "wukong").put("speaker", "speaker four");
        double own = speak("sliders-file", request).path("audio").path("duration_s").asDouble();
        double chosen =
                speak("sliders-caller", request.deepCopy().put("length_scale", 1))
                        .path("audio")
                        .path("duration_s")
                        .asDouble();
        JsonNode settings =
                Json.mapper()
                        .readTree(bucket.get("requests/sliders-file/request.json").orElseThrow());

        assertThat(settings.findValue("length_scale").asDouble()).isEqualTo(2);
        assertThat(settings.findValue("noise_scale_w").asDouble()).isEqualTo(0.1);
        assertThat(settings.findValue("sdp_ratio").asDouble()).as("not named").isEqualTo(0.2);
        assertThat(own).isBetween(1.7 * chosen, 2.3 * chosen);
        // the original's own interface has defaults of its own, with its file or without
        HttpResponse<byte[]> voice =
                http.get(
                        "/voice?model_id=0&speaker_id=3&language=ZH&text="
                                + "%E4%BD%A0%E5%A5%BD%2C%E4%B8%96%E7%95%8C%E3%80%82");
        JsonNode seed =
                Json.mapper()
                        .readTree(
                                bucket.get(
                                                "requests/"
                                                        + voice.headers()
                                                                .firstValue("X-Voxfarm-Request")
                                                                .orElseThrow()
                                                        + "/request.json")
                                        .orElseThrow());
        assertThat(seed.findValue("length_scale").asDouble()).isEqualTo(1);
        assertThat(seed.findValue("noise_scale_w").asDouble()).isEqualTo(0.9);
    }

    private static boolean startsAs(String format, byte[] file) {
        String head = new String(file, 0, 4, StandardCharsets.ISO_8859_1);
        return switch (format) {
            case "wav", "wav-float" -> head.equals("RIFF");
            case "flac" -> head.equals("fLaC");
            case "opus" -> head.equals("OggS");
            case "mp3" -> head.startsWith("ID3") || (file[0] == -1 && (file[1] & 0xe0) == 0xe0);
            case "aac" -> file[0] == -1 && (file[1] & 0xf6) == 0xf0;
            case "m4a" -> new String(file, 4, 4, StandardCharsets.ISO_8859_1).equals("ftyp");
            default -> true;
        };
    }

    private static ObjectNode request(String text) {
        return Json.object().put("model_id", JOE).put("text", text);
    }

    private static JsonNode speak(String id, ObjectNode request) throws Exception {
        assertThat(http.send("PUT", "/v1/requests/" + id, request.toString()).statusCode())
                .isEqualTo(202);
        return Json.mapper().readTree(bucket.await("results/" + id + "/result.json", PATIENCE));
    }

    @ParameterizedTest
    @CsvSource({
        "wav, 16000, 2", "wav-float, 22050, 1", "pcm, 8000, 1", "flac, 44100, 2",
        "mp3, 24000, 1", "opus, 48000, 2", "aac, 44100, 1", "m4a, 48000, 2",
    })
    void storesEveryFormat(String format, int rate, int channels) throws Exception {
        ObjectNode request = request("A short sentence. And one more, to fill some time.");
        request.putObject("output")
                .put("format", format)
                .put("sample_rate", rate)
                .put("channels", channels)
                .put("level", "loudness")
                .put("target_lufs", -20)
                .put("trim", true)
                .put("denoise", true);
        JsonNode result = speak("format-" + format, request);

        JsonNode audio = result.path("audio");
        assertThat(audio.path("format").asText()).as(result.toString()).isEqualTo(format);
        assertThat(audio.path("sample_rate").asInt()).isEqualTo(rate);
        assertThat(audio.path("channels").asInt()).isEqualTo(channels);
        assertThat(audio.path("duration_s").asDouble()).isBetween(1.0, 8.0);
        byte[] file = bucket.get(audio.path("key").asText()).orElseThrow();
        assertThat(startsAs(format, file)).isTrue();
        assertThat(Sha256.hex(file)).isEqualTo(audio.path("sha256").asText());
    }

    @Test
    void streamsWhatItStores() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            text.append("Sentence ").append(i).append(" follows another. ");
        }
        ObjectNode request = request(text.toString());
        request.putObject("output").put("format", "pcm").put("stream", true);
        assertThat(http.send("PUT", "/v1/requests/streamed", request.toString()).statusCode())
                .isEqualTo(202);

        HttpResponse<InputStream> stream =
                client.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                farm.endpoints().http()
                                                        + "/v1/requests/streamed/audio?stream=true"))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        byte[] streamed;
        boolean early;
        try (InputStream in = stream.body()) {
            byte[] head = in.readNBytes(4_000);
            early = !bucket.exists("results/streamed/result.json");
            byte[] rest = in.readAllBytes();
            streamed = Arrays.copyOf(head, head.length + rest.length);
            System.arraycopy(rest, 0, streamed, head.length, rest.length);
        }
        String stored = bucket.await("results/streamed/result.json", PATIENCE);
        String key = Json.mapper().readTree(stored).path("audio").path("key").asText();

        assertThat(early).as("the first segment is sent while others are spoken").isTrue();
        assertThat(streamed).isEqualTo(bucket.get(key).orElseThrow());
    }

    /** A form of files under their own names. */
    private static HttpResponse<byte[]> upload(String id, Path... files) throws Exception {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (Path file : files) {
            form.writeBytes(
                    ("--form\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                                    + file.getFileName()
                                    + "\"\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            form.writeBytes(Files.readAllBytes(file));
            form.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        form.writeBytes("--form--\r\n".getBytes(StandardCharsets.UTF_8));
        return client.send(
                HttpRequest.newBuilder(URI.create(farm.endpoints().http() + "/v1/voices/" + id))
                        .header("Content-Type", "multipart/form-data; boundary=form")
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void speaksWithAVoiceThatWasUploadedAndForgetsIt() throws Exception {
        Path config = GOLDEN.resolve("config.json");
        Path broken = Files.copy(HOSTILE, data.resolve("G_1.pth"));
        HttpResponse<byte[]> refused = upload("uploaded", broken, config);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Http.json(refused).path("detail").asText())
                .contains("G_1.pth")
                .doesNotContain("quarantine");
        assertThat(bucket.list("voices/uploaded/")).isEmpty();

        HttpResponse<byte[]> taken = upload("uploaded", GOLDEN.resolve("G_1302.pth"), config);
        assertThat(taken.statusCode())
                .as(new String(taken.body(), StandardCharsets.UTF_8))
                .isEqualTo(201);
        JsonNode result = speak("by-upload", request("你好。").put("model_id", "uploaded"));
        assertThat(result.path("status").asText()).as(result.toString()).isEqualTo("completed");

        assertThat(http.send("DELETE", "/v1/voices/uploaded", "").statusCode()).isEqualTo(204);
        assertThat(bucket.list("voices/uploaded/")).isEmpty();
        ObjectNode again = request("你好。").put("model_id", "uploaded");
        assertThat(http.post("/v1/requests", again.toString()).statusCode()).isEqualTo(404);
    }

    @Test
    void linksIntoTheBucketWithoutAKey() throws Exception {
        JsonNode result = speak("linked", request("Fetch me by a link."));
        String url =
                Http.json(http.get("/v1/requests/linked/link?expires_s=60")).path("url").asText();

        HttpResponse<byte[]> fetched = fetch(url);
        assertThat(fetched.statusCode()).isEqualTo(200);
        assertThat(Sha256.hex(fetched.body()))
                .isEqualTo(result.path("audio").path("sha256").asText());
        assertThat(fetch(url.replace("audio.wav", "result.json")).statusCode())
                .as("signed for another object")
                .isEqualTo(403);
    }

    private static HttpResponse<byte[]> fetch(String url) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void listsRequests() throws Exception {
        speak("list-1", request("One."));
        speak("list-2", request("Two."));

        JsonNode page = Http.json(http.get("/v1/requests?prefix=list-&limit=1"));
        assertThat(page.path("requests").get(0).path("request_id").asText()).isEqualTo("list-1");
        JsonNode next =
                Http.json(
                        http.get(
                                "/v1/requests?prefix=list-&status=completed&cursor="
                                        + page.path("next_cursor").asText()));
        assertThat(next.path("requests")).hasSize(1);
        assertThat(next.path("requests").get(0).path("request_id").asText()).isEqualTo("list-2");
        assertThat(next.path("next_cursor").isNull()).isTrue();
    }

    /** The calls of the document, as {@code get /path}. */
    private static List<String> documentedCalls() {
        String document = new String(http.get("/openapi.yaml").body(), StandardCharsets.UTF_8);
        Map<?, ?> root =
                (Map<?, ?>) new Yaml(new SafeConstructor(new LoaderOptions())).load(document);
        List<String> calls = new ArrayList<>();
        Map<?, ?> paths = (Map<?, ?>) Objects.requireNonNull(root.get("paths"));
        for (Map.Entry<?, ?> path : paths.entrySet()) {
            for (Object method : ((Map<?, ?>) Objects.requireNonNull(path.getValue())).keySet()) {
                if (List.of("get", "put", "post", "delete").contains(method)) {
                    calls.add(method + " " + path.getKey());
                }
            }
        }
        return calls;
    }

    @Test
    void hasEveryCallThatItsDocumentDescribes() {
        List<String> calls = documentedCalls();
        calls.remove("post /v1/rebuild"); // RebuildIT's
        assertThat(calls).hasSizeGreaterThan(30);
        for (String call : calls) {
            String method = call.substring(0, call.indexOf(' ')).toUpperCase(Locale.ROOT);
            String path = call.substring(call.indexOf(' ') + 1).replaceAll("\\{[a-z]+}", "none");
            HttpResponse<byte[]> answer = http.send(method, path, "");
            String body = new String(answer.body(), StandardCharsets.UTF_8);
            assertThat(body).as(call).doesNotContain("endpoint", "\"method_not_allowed\"");
            assertThat(answer.statusCode()).as(call + " " + body).isLessThan(500);
        }
    }
}
