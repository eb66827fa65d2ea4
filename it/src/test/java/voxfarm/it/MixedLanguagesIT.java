package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
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
import voxfarm.models.checkpoint.Checkpoint;
import voxfarm.models.checkpoint.Tensor;

/**
 * Sentences in several languages, and texts of several speakers, through the whole farm: a voice of
 * release 2.1 and the BERT models of its three languages, all of random weights.
 */
class MixedLanguagesIT {
    private static final Path SHARED = Path.of("../../shared/golden");
    private static final Path DICTIONARY =
            Path.of("../frontend/src/test/resources/voxfarm/frontend/ja/dictionary");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CHANNELS = 1024;

    /** What the recorded models have, and what of it is written. */
    private static final Map<Long, Long> SIZES = Map.of(64L, (long) CHANNELS, 160L, 16L);

    private static final int LAYERS = 3;
    private static final String TEXT = "我说hello world，私は本を読みます。";

    @TempDir static Path data;

    private static TestFarm farm;
    private static Http http;
    private static PlainS3 bucket;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(SHARED));
        writeVoice(data.resolve("voices/duo"));
        writeBert("zh", data.resolve("bert/chinese-roberta-wwm-ext-large"));
        writeBert("jp", data.resolve("bert/deberta-v2-large-japanese-char-wwm"));
        writeBert("en", data.resolve("bert/deberta-v3-large"));
        Path config =
                Files.writeString(
                        data.resolve("config.yml"),
                        "voices: {japanese: \"" + DICTIONARY.toRealPath() + "\"}\n");
        farm = TestFarm.start(data, FarmConfig.read(config).config());
        http = new Http(farm.endpoints().http());
        bucket = new PlainS3(farm.endpoints());
    }

    /** The recorded voice of release 2.1, with a second speaker. */
    private static void writeVoice(Path voice) throws IOException {
        Path golden = SHARED.resolve("model/2.1");
        Files.createDirectories(voice.resolve("models"));
        ObjectNode config =
                (ObjectNode) Json.mapper().readTree(golden.resolve("config.json").toFile());
        ObjectNode of = (ObjectNode) config.path("data");
        of.put("n_speakers", 2).putObject("spk2id").put("ann", 0).put("bob", 1);
        Json.mapper().writeValue(voice.resolve("config.json").toFile(), config);
        Path packed = data.resolve("G.pth");
        try (var found = Files.newDirectoryStream(golden, "G_*.pth.gz");
                InputStream in =
                        new GZIPInputStream(Files.newInputStream(found.iterator().next()))) {
            Files.copy(in, packed);
        }
        Map<String, Tensor> weights = new LinkedHashMap<>();
        try (Checkpoint checkpoint = Checkpoint.open(packed)) {
            weights.putAll(checkpoint.weights());
            Tensor one = Objects.requireNonNull(weights.get("emb_g.weight"));
            float[] both = Arrays.copyOf(one.floats(), 2 * (int) one.elements());
            for (int i = 0; i < one.elements(); i++) {
                both[(int) one.elements() + i] = -both[i] + 0.5f;
            }
            weights.put("emb_g.weight", Tensor.of(both, 2, one.size(1)));
            write(weights, voice.resolve("models/G_0.safetensors"));
        }
    }

    /** As large as the voice wants, but for layers, words and what lies between. */
    private static void writeBert(String kind, Path folder) throws IOException {
        Path golden = SHARED.resolve("bert").resolve(kind).resolve("model");
        Files.createDirectories(folder);
        long words = copyVocabulary(golden, folder);
        ObjectNode config =
                (ObjectNode) Json.mapper().readTree(golden.resolve("config.json").toFile());
        long allWords = config.path("vocab_size").asLong();
        config.put("hidden_size", CHANNELS)
                .put("intermediate_size", 16)
                .put("num_hidden_layers", LAYERS)
                .put("vocab_size", words)
                .remove("attention_head_size");
        Json.mapper().writeValue(folder.resolve("config.json").toFile(), config);
        SplittableRandom random = new SplittableRandom(kind.hashCode());
        Map<String, Tensor> weights = new LinkedHashMap<>();
        try (Checkpoint checkpoint = Checkpoint.open(golden.resolve("model.safetensors"))) {
            checkpoint
                    .weights()
                    .forEach((name, tensor) -> {
                        if (name.matches("(cls|lm_predictions|mask_predictions)\\..*")
                                || name.matches(".*position_ids|.*\\.layer\\.[3-9]\\..*")) {
                            return;
                        }
                        long[] shape =
                                Arrays.stream(tensor.shape())
                                        .map(size ->
                                                size == allWords
                                                        ? words
                                                        : SIZES.getOrDefault(size, size))
                                        .toArray();
                        weights.put(name, noise(name, shape, random));
                    });
        }
        write(weights, folder.resolve("model.safetensors"));
    }

    /** The special words and those of the text; how many. */
    private static long copyVocabulary(Path golden, Path folder) throws IOException {
        for (String name :
                List.of("tokenizer_config.json", "special_tokens_map.json", "spm.model")) {
            if (Files.exists(golden.resolve(name))) {
                Files.copy(golden.resolve(name), folder.resolve(name));
            }
        }
        if (!Files.exists(golden.resolve("vocab.txt"))) {
            return Json.mapper()
                    .readTree(golden.resolve("config.json").toFile())
                    .path("vocab_size")
                    .asLong();
        }
        List<String> all = Files.readAllLines(golden.resolve("vocab.txt"));
        List<String> kept = new ArrayList<>(all.subList(0, 110));
        all.stream().skip(110).filter(word -> TEXT.contains(word)).forEach(kept::add);
        Files.write(folder.resolve("vocab.txt"), kept);
        return kept.size();
    }

    private static Tensor noise(String name, long[] shape, SplittableRandom random) {
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        float mean = name.endsWith("LayerNorm.weight") ? 1 : 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = mean + 0.04f * (float) (random.nextDouble() - 0.5);
        }
        return Tensor.of(values, shape);
    }

    /** In the format of safetensors. */
    private static void write(Map<String, Tensor> weights, Path file) throws IOException {
        ObjectNode header = Json.object();
        long at = 0;
        for (Map.Entry<String, Tensor> one : weights.entrySet()) {
            ObjectNode tensor = header.putObject(one.getKey()).put("dtype", "F32");
            Arrays.stream(one.getValue().shape()).forEach(tensor.putArray("shape")::add);
            long end = at + 4 * one.getValue().elements();
            tensor.putArray("data_offsets").add(at).add(end);
            at = end;
        }
        byte[] head = Json.mapper().writeValueAsBytes(header);
        try (var out = Files.newOutputStream(file)) {
            out.write(
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(head.length)
                            .array());
            out.write(head);
            for (Tensor tensor : weights.values()) {
                float[] values = tensor.floats();
                ByteBuffer bytes =
                        ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                out.write(bytes.array());
            }
        }
    }

    @AfterAll
    static void stop() {
        if (farm != null) {
            http.close();
            bucket.close();
            farm.close();
        }
    }

    private static JsonNode speak(ObjectNode request) throws Exception {
        request.put("model_id", "duo").putObject("output").put("timings", true);
        JsonNode accepted = Http.json(http.post("/v1/requests", request.toString()));
        String id = accepted.path("request_id").asText();
        JsonNode result =
                Json.mapper().readTree(bucket.await("results/" + id + "/result.json", PATIENCE));
        assertThat(result.path("status").asText()).as(result.toString()).isEqualTo("completed");
        return result;
    }

    private static JsonNode segments(JsonNode result) throws IOException {
        return Json.mapper()
                .readTree(bucket.get(result.path("timings_key").asText()).orElseThrow())
                .path("segments");
    }

    private static List<String> words(JsonNode segment) {
        return segment.path("words").valueStream().map(w -> w.path("text").asText()).toList();
    }

    @Test
    void aMixedSentenceIsOneUtteranceAndNothingOfItIsLost() throws Exception {
        JsonNode result = speak(Json.object().put("text", TEXT).put("language", "auto"));
        JsonNode segments = segments(result);

        assertThat(result.path("language").asText()).isEqualTo("AUTO");
        assertThat(result.path("warnings")).isEmpty();
        assertThat(segments).hasSize(1);
        assertThat(words(segments.get(0)))
                .containsExactly(
                        "我", "说", "hello", "world", ",", "私", "は", "本", "を", "読み", "ます", ".");
        double before = segments.get(0).path("words").get(0).path("start_s").asDouble();
        for (JsonNode word : segments.get(0).path("words")) {
            assertThat(word.path("start_s").asDouble())
                    .as("no gap before %s", word)
                    .isEqualTo(before);
            assertThat(word.path("end_s").asDouble()).isGreaterThan(before);
            before = word.path("end_s").asDouble();
        }
    }

    /** With the voice's own language, which is what people send who choose nothing. */
    @Test
    void englishWithinChineseIsSpokenUnasked() throws Exception {
        JsonNode segments = segments(speak(Json.object().put("text", "我说hello。")));

        assertThat(words(segments.get(0))).containsExactly("我", "说", "hello", ".");
    }

    @Test
    void everySpeakerOfATextIsHeard() throws Exception {
        String text = "[ann]<zh>我说，<en>hello!\n[bob]<zh>我说，<en>hello!";
        JsonNode result = speak(Json.object().put("text", text).put("language", "mix"));
        JsonNode alone =
                speak(Json.object().put("text", "[ann]<zh>我说，<en>hello!").put("language", "mix"));
        JsonNode segments = segments(result);

        assertThat(segments).hasSize(2);
        assertThat(words(segments.get(0))).isEqualTo(words(segments.get(1)));
        double first = segments.get(0).path("end_s").asDouble();
        assertThat(first).isEqualTo(segments(alone).get(0).path("end_s").asDouble());
        byte[] both = sound(result);
        byte[] one = sound(alone);
        assertThat(both).hasSizeGreaterThan(one.length);
        assertThat(Arrays.equals(both, both.length - one.length, both.length, one, 0, one.length))
                .as("whether the second speaker sounds as the first")
                .isFalse();
    }

    private static byte[] sound(JsonNode result) {
        return bucket.get(result.at("/audio/key").asText()).orElseThrow();
    }

    @Test
    void theOriginalsJoinsAreThere() throws Exception {
        String text = "我说hello。";
        double own =
                segments(speak(Json.object().put("text", text).put("language", "auto")))
                        .get(0)
                        .path("end_s")
                        .asDouble();
        double original =
                segments(
                                speak(
                                        Json.object()
                                                .put("text", text)
                                                .put("language", "auto")
                                                .put("compat", "original")))
                        .get(0)
                        .path("end_s")
                        .asDouble();

        assertThat(original).as("with the ends that it speaks between").isGreaterThan(own);
    }

    @Test
    void theSeedsDoorTakesBoth() throws Exception {
        String encoded = URLEncoder.encode("[ann]<zh>我说<en>hello", StandardCharsets.UTF_8);
        for (String query : List.of("language=MIX", "language=AUTO")) {
            var answer = http.get("/voice?model_id=0&speaker_id=0&" + query + "&text=" + encoded);
            assertThat(answer.statusCode()).as(query).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).contains("audio/wav");
        }
    }

    @Test
    void thePreviewShowsTheLanguageOfEachWord() throws Exception {
        ObjectNode request = Json.object().put("model_id", "duo").put("text", TEXT);
        JsonNode answer =
                Http.json(http.post("/v1/phonemes", request.put("language", "auto").toString()));

        assertThat(answer.path("words").valueStream())
                .extracting(word -> word.path("language").asText() + word.path("text").asText())
                .contains("ZH说", "ENhello", "JP読み");
    }
}
