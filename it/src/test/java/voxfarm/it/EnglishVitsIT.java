package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.machine.Precision;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.TestFarm;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.worker.engine.BertLibrary;
import voxfarm.worker.engine.Device;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.Utterance;

/** English of Bert-VITS2 through the whole farm, and the same by the engine alone. */
class EnglishVitsIT {
    private static final Path COMMITTED =
            Path.of("../models/src/test/resources/golden/model/2.0.2");
    private static final Path SHARED = Path.of("../../shared/golden/model");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TEXT = "Doctor Smith doesn't read kubernetes, does he?";
    private static final int SEED = 7;
    private static final int WAV_HEADER_BYTES = 44;

    @TempDir static Path data;

    /** Folders by the voices' names. */
    private static final Map<String, Path> VOICES = new LinkedHashMap<>();

    private static TestFarm farm;
    private static Http http;
    private static PlainS3 bucket;

    @BeforeAll
    static void start() throws Exception {
        add("early", COMMITTED);
        for (String release : List.of("2.1", "2.3")) {
            if (Files.isDirectory(SHARED.resolve(release))) {
                add("v" + release.replace('.', '_'), SHARED.resolve(release));
            }
        }
        Path config = Files.writeString(data.resolve("config.yml"), "voices: {bert: off}\n");
        farm = TestFarm.start(data, FarmConfig.read(config).config());
        http = new Http(farm.endpoints().http());
        bucket = new PlainS3(farm.endpoints());
    }

    private static void add(String name, Path golden) throws IOException {
        Path voice = data.resolve("voices").resolve(name);
        Files.createDirectories(voice.resolve("models"));
        Files.copy(golden.resolve("config.json"), voice.resolve("config.json"));
        try (var checkpoints = Files.newDirectoryStream(golden, "G_*.{pth,pth.gz}")) {
            Path checkpoint = checkpoints.iterator().next();
            try (InputStream file = Files.newInputStream(checkpoint);
                    InputStream in =
                            checkpoint.toString().endsWith(".gz")
                                    ? new GZIPInputStream(file)
                                    : file) {
                Files.copy(in, voice.resolve("models/G_0.pth"));
            }
        }
        VOICES.put(name, voice);
    }

    @AfterAll
    static void stop() {
        http.close();
        bucket.close();
        farm.close();
    }

    private static JsonNode speak(String voice) throws Exception {
        ObjectNode request =
                Json.object()
                        .put("model_id", voice)
                        .put("text", TEXT)
                        .put("language", "EN")
                        .put("seed", SEED);
        request.putObject("output").put("timings", true);
        JsonNode accepted = Http.json(http.post("/v1/requests", request.toString()));
        String id = accepted.path("request_id").asText();
        return Json.mapper().readTree(bucket.await("results/" + id + "/result.json", PATIENCE));
    }

    @Test
    void soundsAsByTheEngineAlone() throws Exception {
        for (Map.Entry<String, Path> voice : VOICES.entrySet()) {
            JsonNode result = speak(voice.getKey());

            assertThat(result.path("status").asText()).as(voice.getKey()).isEqualTo("completed");
            ShortBuffer heard =
                    ByteBuffer.wrap(bucket.get(result.at("/audio/key").asText()).orElseThrow())
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .position(WAV_HEADER_BYTES)
                            .slice()
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .asShortBuffer();
            float[] alone = alone(new VoiceId(voice.getKey()), voice.getValue());
            assertThat(alone).as(voice.getKey()).isNotEmpty().hasSize(heard.remaining());
            for (int i = 0; i < alone.length; i++) {
                float clipped = Math.clamp(alone[i], -1f, 1f);
                assertThat(heard.get(i) / 32768f)
                        .as("%s, sample %d", voice.getKey(), i)
                        .isCloseTo(clipped, org.assertj.core.api.Assertions.within(1e-4f));
            }
        }
    }

    private static float[] alone(VoiceId id, Path folder) throws Exception {
        VoicePackage voicePackage =
                new VoiceImporter(
                                new VoicePackageCache(data.resolve("alone")),
                                InstantSource.system())
                        .importVoice(
                                new VoiceSource.BertVits2(
                                        id,
                                        folder.resolve("models/G_0.pth"),
                                        folder.resolve("config.json"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()));
        VoiceManifest manifest = voicePackage.manifest();
        SpeechSettings settings =
                new SpeechSettings(
                        new SpokenBy(id, manifest.version(), manifest.speakers().getFirst()),
                        Language.EN,
                        manifest.defaults(),
                        SEED,
                        OutputSettings.defaults(),
                        Expression.NONE,
                        List.of());
        try (LocalPhonemizers phonemizers = new LocalPhonemizers("espeak-ng");
                OnnxEngine engine =
                        OnnxEngine.start(
                                new Device.Cpu(),
                                1,
                                Precision.EXACT,
                                phonemizers,
                                new BertLibrary(List.of(), data.resolve("berts"), true));
                LoadedVoice voice = engine.load(voicePackage)) {
            return voice.speak(new Utterance(new Segment(0, TEXT, Language.EN, 0), settings))
                    .audio()
                    .samples();
        }
    }

    @Test
    void saysWhenEachWordIsHeard() throws Exception {
        JsonNode result = speak("early");

        JsonNode timings =
                Json.mapper()
                        .readTree(bucket.get(result.path("timings_key").asText()).orElseThrow());
        assertThat(timings.path("segments").get(0).path("words").valueStream())
                .extracting(word -> word.path("text").asText())
                .contains("Smith", "kubernetes");
    }
}
