package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.json.Json;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.PythonClients;
import voxfarm.it.support.TestFarm;

/** What people do to servers of this kind, and have reported when it did not work. */
@Timeout(600)
class FieldCasesIT {
    private static final Path GOLDEN = Path.of("../models/src/test/resources/golden/model/2.0.2");
    private static final Path LFS_POINTER =
            Path.of("../models/src/test/resources/golden/bad/file/lfs_pointer.pth");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String JOE = "en_US-joe-medium";
    private static final String BOM = "\ufeff";

    @TempDir static Path data;

    private static TestFarm farm;
    private static Http http;
    private static PlainS3 bucket;

    @BeforeAll
    static void start() throws Exception {
        String config = Files.readString(GOLDEN.resolve("config.json"));
        byte[] checkpoint = Files.readAllBytes(GOLDEN.resolve("G_1302.pth"));
        ObjectNode plain = (ObjectNode) Json.mapper().readTree(config);
        voice("zh", config, checkpoint);
        voice("bom", BOM + config, checkpoint);
        voice("digits", speakers(plain, "{\"1\": 0, \"2\": 1, \"3\": 2, \"4\": 3}"), checkpoint);
        voice("one-name", speakers(plain, "{\"only\": 0}"), checkpoint);
        Path several = voice("several", config, checkpoint);
        for (String other : List.of("D_1302.pth", "DUR_1302.pth", "WD_1302.pth")) {
            Files.write(several.resolve(other), new byte[100]);
        }
        voice("孙悟空", config, checkpoint);
        voice("My Voice (v2)", config, checkpoint);
        voice(JOE, config, checkpoint);
        voice("pointer", config, Files.readAllBytes(LFS_POINTER));
        voice("half", config, java.util.Arrays.copyOf(checkpoint, checkpoint.length / 2));
        voice("nothing", config, new byte[0]);
        voice("texts", speakers(plain, "{\"a\": \"x\"}"), checkpoint);
        Path gbk = voice("gbk", config, checkpoint);
        Files.write(
                gbk.resolve("config.json"),
                speakers(plain, "{\"孙悟空\": 0}").getBytes(Charset.forName("GBK")));
        Path file = Files.writeString(data.resolve("config.yml"), "voices: {bert: off}\n");
        farm = TestFarm.start(data, FarmConfig.read(file).config());
        http = new Http(farm.endpoints().http());
        bucket = new PlainS3(farm.endpoints());
    }

    private static Path voice(String name, String config, byte[] checkpoint) throws IOException {
        Path folder = Files.createDirectories(data.resolve("voices").resolve(name));
        Files.writeString(folder.resolve("config.json"), config);
        Files.write(folder.resolve("G_1302.pth"), checkpoint);
        return folder;
    }

    private static String speakers(ObjectNode config, String spk2id) throws IOException {
        ObjectNode copy = config.deepCopy();
        ((ObjectNode) copy.path("data")).set("spk2id", Json.mapper().readTree(spk2id));
        return copy.toString();
    }

    @AfterAll
    static void stop() {
        http.close();
        bucket.close();
        farm.close();
    }

    private static HttpResponse<byte[]> speak(String voice, String text) {
        return http.post(
                "/v1/requests?wait=120",
                Json.object().put("model_id", voice).put("text", text).toString());
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void servesWhatItCanReadAndNamesTheRest() {
        JsonNode voices = Http.json(http.get("/v1/voices"));
        TreeSet<String> served = new TreeSet<>();
        voices.path("voices").forEach(voice -> served.add(voice.path("model_id").asText()));
        assertThat(served).contains(JOE, "zh", "bom", "digits", "one-name", "several");
        List<String> unserved = new ArrayList<>();
        voices.path("unserved")
                .forEach(one ->
                        unserved.add(
                                one.path("place").asText() + ": " + one.path("reason").asText()));
        for (String name : List.of("pointer", "half", "nothing", "texts", "gbk")) {
            assertThat(served).doesNotContain(name);
            assertThat(unserved).as(name).anySatisfy(line -> assertThat(line).contains(name));
        }
        for (String name : List.of("bom", "digits", "one-name", "several")) {
            assertThat(speak(name, "你好。").statusCode()).as(name).isEqualTo(200);
        }
    }

    @Test
    void servesFoldersOfAnyName() {
        assertThat(speak("sun-wu-kong", "你好。").statusCode()).isEqualTo(200);
        JsonNode voices = Http.json(http.get("/v1/voices"));
        assertThat(voices.path("voices"))
                .extracting(voice -> voice.path("model_id").asText())
                .anySatisfy(id -> assertThat(id).containsIgnoringCase("my-voice"));
        assertThat(voices.path("unserved"))
                .as("a copy under the name of the bundled voice")
                .extracting(one -> one.path("place").asText() + ": " + one.path("reason").asText())
                .anySatisfy(
                        line -> assertThat(line).contains("voices/" + JOE).contains("another id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello!", "Hello, OK!", "！？"})
    void saysThatAChineseVoiceHasNothingToSay(String text) {
        assertThat(speak("zh", text).statusCode()).isEqualTo(422);
        assertThat(
                        http.get(
                                        "/voice?model_id="
                                                + number("zh")
                                                + "&speaker_id=0&text="
                                                + URLEncoder.encode(text, StandardCharsets.UTF_8))
                                .statusCode())
                .isEqualTo(422);
    }

    private static String number(String voice) {
        JsonNode models = Http.json(http.get("/models/info"));
        for (Map.Entry<String, JsonNode> model : models.properties()) {
            if (model.getValue().path("model_path").asText().equals("voices/" + voice)) {
                return model.getKey();
            }
        }
        throw new AssertionError(voice + ": " + models);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Привет", "│←↑→↓"})
    void saysInOpenAisFormThatThereIsNothingToSay(String input) {
        HttpResponse<byte[]> answer =
                http.post("/v1/audio/speech", speech().put("input", input).toString());

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(422);
        assertThat(Http.json(answer).path("error").path("code").asText())
                .isEqualTo("nothing_to_speak");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "开嗯好呃",
                "蓊蓊郁郁",
                "𠮷野家你好",
                "龘靐齉你好",
                "你\u200b好\ufeff世界",
                "你\u0301好",
                "﷽你好",
                "[UNK]你好[SEP]",
                "你好————世界"
            })
    void speaksChineseWithRareCharactersAndMarks(String text) {
        HttpResponse<byte[]> answer = speak("zh", text);

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        assertThat(text(answer)).startsWith("RIFF");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pages 1-2, 3-4, 5-6, 7-8, 9-10 and 11-12.",
                "One.\n\n* * *\n\nTwo.\n\n---\n\nThree.",
                "Wait" + "....................!!!!!!!!!!????????" + " what?",
                "I am \ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00 so glad.",
                "\"\"\"\"\"\"\"\"Hello\"\"\"\"\"\"\"\" \u201c\u201c\u201c\u201dsaid\u201d she.",
                "A broken [[ mark, and ]] another [[ həˈloʊ."
            })
    void speaksOddTexts(String text) {
        HttpResponse<byte[]> answer = speak(JOE, text);

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    }

    @Test
    void readsEntitiesAndNamesTheTagsThatItDoesNotRead() throws Exception {
        String text = "Tom &amp; Jerry. <speak>Hello <break time=\"500ms\"/> world</speak>";
        assertThat(http.send("PUT", "/v1/requests/tags?wait=120", Http.request(text)).statusCode())
                .isEqualTo(200);
        JsonNode result =
                Json.mapper().readTree(bucket.await("results/tags/result.json", PATIENCE));

        assertThat(result.path("warnings"))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.path("code").asText()).isEqualTo("markup_not_spoken");
                    assertThat(warning.path("message").asText()).contains("break, speak");
                });
    }

    /** As a page needs it that lights up what is heard: markup, line ends and all count. */
    @Test
    void saysWhereInTheTextAsItWasSentEverythingStands() throws Exception {
        String text =
                BOM
                        + "# Title\r\n\r\n**One** &amp; two. See [the \u2603](x/y)\r\n"
                        + "*and* &#9731; again.\r\n";
        ObjectNode request = Json.object().put("model_id", JOE).put("text", text);
        request.putObject("output").put("timings", true);
        assertThat(
                        http.send("PUT", "/v1/requests/places?wait=120", request.toString())
                                .statusCode())
                .isEqualTo(200);
        JsonNode result =
                Json.mapper().readTree(bucket.await("results/places/result.json", PATIENCE));
        JsonNode timings =
                Json.mapper()
                        .readTree(bucket.get(result.path("timings_key").asText()).orElseThrow());

        assertThat(timings.path("segments"))
                .extracting(segment -> at(segment, text))
                .containsExactly(
                        "Title",
                        "One** &amp; two.",
                        "See [the \u2603](x/y)\r\n*and* &#9731; again.");
        assertThat(result.path("warnings"))
                .extracting(warning -> warning.path("segment") + " " + at(warning, text))
                .containsExactly("2 \u2603", "2 &#9731;");
    }

    private static String at(JsonNode place, String text) {
        return text.substring(place.path("begin").asInt(-1), place.path("end").asInt(-1));
    }

    private static ObjectNode speech() {
        return Json.object()
                .put("model", "tts-1")
                .put("voice", JOE)
                .put("input", "Hello.")
                .put("response_format", "wav");
    }

    @Test
    void takesWhatClientsOfOpenAiSend() throws Exception {
        List<String> bodies = new ArrayList<>();
        bodies.add(speech().put("speed", 0.25).toString());
        bodies.add(speech().put("speed", 4.0).toString());
        bodies.add(speech().putNull("speed").toString());
        bodies.add(speech().put("stream", true).toString());
        bodies.add(speech().put("stream", false).toString());
        bodies.add(speech().put("instructions", "be glad").put("lang_code", "a").toString());
        bodies.add(speech().set("voice", Json.object().put("id", JOE)).toString());
        bodies.add(speech().without("model").toString());
        bodies.add(BOM + speech());
        for (String body : bodies) {
            HttpResponse<byte[]> answer = http.post("/v1/audio/speech", body);
            assertThat(answer.statusCode()).as(body + text(answer)).isEqualTo(200);
            assertThat(text(answer)).as(body).startsWith("RIFF");
        }
        assertThat(http.post("/v1/audio/speech/", speech().toString()).statusCode()).isEqualTo(200);
        assertThat(text(http.get("/v1/models"))).contains(JOE);
        assertThat(Http.json(http.get("/v1/models/" + JOE)).path("id").asText()).isEqualTo(JOE);
    }

    private static Socket connect(String head, byte[] body) throws IOException {
        URI address = URI.create(farm.endpoints().http());
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        String lines = head.replace("HOST", address.getAuthority()) + "\r\n\r\n";
        socket.getOutputStream().write(lines.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
        return socket;
    }

    @Test
    void takesBodiesInChunksAndCallsOfTheFirstVersion() throws Exception {
        byte[] body = speech().toString().getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (byte b : body) {
            chunks.writeBytes(new byte[] {'1', '\r', '\n', b, '\r', '\n'});
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        String chunked =
                "POST /v1/audio/speech HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n"
                        + "Transfer-Encoding: chunked";
        String first =
                "POST /v1/audio/speech HTTP/1.0\r\nHost: HOST\r\nContent-Length: " + body.length;
        for (Socket opened :
                List.of(connect(chunked, chunks.toByteArray()), connect(first, body))) {
            try (Socket socket = opened) {
                String answer =
                        new String(
                                socket.getInputStream().readAllBytes(),
                                StandardCharsets.ISO_8859_1);
                assertThat(answer).startsWith("HTTP/1.1 200").contains("RIFF");
            }
        }
    }

    @Test
    void endsWhatNobodyListensToAnyMore() throws Exception {
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            input.append("This is sentence ").append(i).append(" of a listener who leaves. ");
        }
        byte[] body =
                speech().put("input", input.toString())
                        .put("response_format", "pcm")
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
        String head =
                "POST /v1/audio/speech HTTP/1.1\r\nHost: HOST\r\nContent-Length: " + body.length;
        String id;
        try (Socket socket = connect(head, body)) {
            socket.setSoLinger(true, 0);
            id = requestOf(socket.getInputStream());
        }

        JsonNode result =
                Json.mapper().readTree(bucket.await("results/" + id + "/result.json", PATIENCE));
        assertThat(result.path("status").asText()).isEqualTo("cancelled");
    }

    /** Reads the head of an answer and the first byte behind it. */
    private static String requestOf(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            assertThat(c).as(head.toString()).isNotNegative();
            head.append((char) c);
        }
        assertThat(in.read()).isNotNegative();
        return head.toString().replaceAll("(?is).*X-Voxfarm-Request: ([^\\r]+)\\r.*", "$1");
    }

    private static byte[] record(String id) {
        return Json.bytes(
                Json.object().put("request_id", id).put("model_id", JOE).put("text", "By topic."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void takesRecordsInEveryCompression(String compression) throws Exception {
        Map<String, Object> settings = new HashMap<>(farm.endpoints().kafkaClient());
        settings.put("compression.type", compression);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            var _ =
                    producer.send(
                                    new ProducerRecord<>(
                                            "tts.requests", record("packed-" + compression)))
                            .get();
        }
        assertThat(bucket.await("results/packed-" + compression + "/result.json", PATIENCE))
                .contains("\"completed\"");
    }

    /** Each is followed by a good one, which must not wait for it. */
    @Test
    void takesTheRecordBehindWhateverComes() throws Exception {
        List<byte[]> odd = new ArrayList<>();
        for (String text :
                List.of(
                        "",
                        "no json",
                        "null",
                        "[]",
                        "\"text\"",
                        "{}",
                        BOM + "{}",
                        "{\"request_id\":\"nan\",\"model_id\":\"x\",\"speed\":NaN}",
                        "{\"text\":\"a\",\"text\":\"b\"}",
                        "[".repeat(20_000))) {
            odd.add(text.getBytes(StandardCharsets.UTF_8));
        }
        odd.add("{\"text\":\"你好\"}".getBytes(Charset.forName("GBK")));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        new HashMap<>(farm.endpoints().kafkaClient()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (byte[] value : odd) {
                var _ = producer.send(new ProducerRecord<>("tts.requests", value)).get();
            }
            var _ = producer.send(new ProducerRecord<>("tts.requests", new byte[] {-1, -2}, null));
            ProducerRecord<byte[], byte[]> headed =
                    new ProducerRecord<>(
                            "tts.requests", null, new byte[] {-1, 0}, record("with-headers"));
            headed.headers().add("empty", null).add("schema", new byte[] {'1'});
            var _ = producer.send(headed).get();
            ProducerRecord<byte[], byte[]> newer =
                    new ProducerRecord<>("tts.requests", record("newer-schema"));
            newer.headers().add("schema", "99".getBytes(StandardCharsets.UTF_8));
            var _ = producer.send(newer).get();
            var _ =
                    producer.send(new ProducerRecord<>("tts.requests", record("behind-them")))
                            .get();
        }
        assertThat(bucket.await("results/with-headers/result.json", PATIENCE))
                .contains("\"completed\"");
        assertThat(bucket.await("results/behind-them/result.json", PATIENCE))
                .contains("\"completed\"");
    }

    @Test
    void servesTheVendorsPythonClientOfTheStore() throws Exception {
        PythonClients.install();
        JsonNode report =
                PythonClients.report(
                        "s3_client.py",
                        farm.endpoints().s3(),
                        farm.endpoints().bucket(),
                        farm.endpoints().store().accessKey().orElseThrow(),
                        farm.endpoints().store().secretKey().orElseThrow().reveal());

        assertThat(report.path("checksum").asBoolean()).isTrue();
        assertThat(report.path("multipart").asInt()).isEqualTo(11 << 20);
        assertThat(report.path("odd_key").asText()).isEqualTo("odd key");
        assertThat(report.path("pages_v1")).isEqualTo(report.path("keys"));
        assertThat(report.path("pages_v2")).isEqualTo(report.path("keys"));
        assertThat(report.path("folders").toString()).isEqualTo("[\"zoo/a/\",\"zoo/b/\"]");
        assertThat(report.path("after").get(0).asText()).isEqualTo("zoo/c3");
        assertThat(report.path("range").asText()).isEqualTo("234");
        assertThat(report.path("end").asText()).isEqualTo("89");
        assertThat(report.path("unchanged").asInt()).isEqualTo(304);
        assertThat(report.path("missing").asInt()).isEqualTo(404);
        assertThat(report.path("beyond").asInt()).isEqualTo(416);
        assertThat(report.path("link_v4").asText()).isEqualTo("0123456789");
        assertThat(report.path("link_v2").asText()).isEqualTo("0123456789");
        assertThat(report.path("deleted").asInt()).isEqualTo(report.path("keys").size());
    }
}
