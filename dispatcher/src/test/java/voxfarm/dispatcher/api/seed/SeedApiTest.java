package voxfarm.dispatcher.api.seed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.kafka.TopicRecord;
import voxfarm.common.language.Language;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceImport;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.common.worker.Heartbeats;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.api.DoorFarm;
import voxfarm.dispatcher.api.TestHttp;

/** The original's API, call by call. */
class SeedApiTest {
    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init") // before each test
    private DoorFarm farm;

    @BeforeEach
    void start() throws IOException {
        Path data = Files.createDirectories(folder.resolve("Data"));
        Path kobe = Files.createDirectories(data.resolve("kobe/models"));
        for (String name : List.of("G_900.pth", "G_10000.pth", "G_best.pth", "D_1.pth")) {
            Files.writeString(kobe.resolve(name), "x");
        }
        Files.writeString(data.resolve("kobe/config.json"), "{\"version\":\"2.1\"}");
        Files.writeString(data.resolve("kobe/G_5.pth"), "x");
        Path lone = Files.createDirectories(data.resolve("lone"));
        Files.writeString(lone.resolve("G_1.pth"), "x");
        Path wavs = Files.createDirectories(data.resolve("kobe/wavs"));
        Files.write(wavs.resolve("a.wav"), DoorFarm.audio());
        Files.writeString(
                data.resolve("kobe/train.list"),
                """
                Data/kobe/wavs/a.wav|kobe|ZH|你好|p|t|w
                Data/kobe/wavs/gone.wav|kobe|EN|gone|p|t|w
                /etc/passwd|kobe|EN|foreign|p|t|w
                short|line
                """);
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret.wav"), "secret");
        Files.writeString(outside.resolve("config.json"), "{}");
        Files.writeString(outside.resolve("G_1.pth"), "x");
        Files.createSymbolicLink(wavs.resolve("link.wav"), outside.resolve("secret.wav"));
        Files.createSymbolicLink(data.resolve("linked"), outside);
        farm =
                new DoorFarm(
                        TestHttp.config(200_000, 1),
                        List.of(data),
                        new Imports(),
                        (text, language) -> "[" + language + "] " + text);
    }

    private static final class Imports implements VoiceImport {
        @Override
        public VoiceManifest importVoice(Path checkpoint, Path config) {
            throw new IllegalStateException("callers name files that may change");
        }

        @Override
        public VoiceManifest importVoice(Path checkpoint, Path config, Opener files) {
            if (checkpoint.toString().contains("lone")) {
                throw new VoxfarmException(ErrorCode.INVALID_VOICE, "no voice");
            }
            return Voices.JOE;
        }

        @Override
        public VoiceManifest importFolder(VoiceId voice, Path folder) {
            throw new IllegalStateException("not of this API");
        }
    }

    @AfterEach
    void stop() {
        farm.close();
    }

    /**
     * Recorded calls, as {@code method | path | content type | body | status | answer}: an answer
     * of {@code audio} stands for the sound.
     */
    @ParameterizedTest(name = "{0} {1}")
    @CsvFileSource(
            resources = "/voxfarm/dispatcher/api/seed/replay.csv",
            delimiter = '|',
            quoteCharacter = '`',
            useHeadersInDisplayName = true)
    void answersAsTheOriginal(
            String method, String path, String type, String body, int status, String expected) {
        DoorFarm.Answer answer =
                method.equals("GET") ? farm.get(path) : farm.post(path, type, body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        if (expected.equals("audio")) {
            assertThat(answer.type()).isEqualTo("audio/wav");
            assertThat(answer.bytes()).isEqualTo(DoorFarm.audio());
        } else {
            assertThat(answer.text()).isEqualTo(expected);
            assertThat(answer.type()).isEqualTo("application/json");
        }
    }

    private SynthesisJob job() {
        SynthesisJob job = farm.lastJob;
        assertThat(job).isNotNull();
        return java.util.Objects.requireNonNull(job);
    }

    @Test
    void speaksWithTheOriginalsDefaults() {
        var _ = farm.get("/voice?text=One.%20Two.&model_id=0&speaker_id=3");

        assertThat(job().settings().speaker()).isEqualTo("bob");
        assertThat(job().settings().scales().sdpRatio()).isEqualTo(0.2);
        assertThat(job().settings().scales().noiseScale()).isEqualTo(0.2);
        assertThat(job().settings().scales().noiseScaleW()).isEqualTo(0.9);
        assertThat(job().settings().scales().lengthScale()).isEqualTo(1);
        assertThat(job().settings().output().level().wireName()).isEqualTo("peak");
        assertThat(job().segments()).as("whole, as without auto_split").hasSize(1);
    }

    @Test
    void takesEveryParameter() {
        var _ =
                farm.get(
                        "/voice?text=a%EF%BC%9Fb&model_id=0&speaker_name=ann&sdp_ratio=0.5&noise=0.1"
                            + "&noisew=0.3&length=1.5&language=EN&auto_split=true&normalize=0"
                            + "&seed=7&format=float");

        assertThat(job().settings().scales().lengthScale()).isEqualTo(1.5);
        assertThat(job().settings().scales().noiseScale()).isEqualTo(0.1);
        assertThat(job().settings().seed()).isEqualTo(7);
        assertThat(job().settings().output().format().wireName()).isEqualTo("wav-float");
        assertThat(job().segments()).hasSize(2);
        assertThat(job().segments().getLast().pauseAfterSeconds()).isEqualTo(0.3);
    }

    /** What begins like it is no SSML here, and so not refused either. */
    @Test
    void knowsNoSsmlAsTheOriginal() {
        var _ = farm.get("/voice?text=%3Cspeak%3Ehello&model_id=0&speaker_name=ann");

        assertThat(job().segments()).hasSize(1);
        assertThat(job().segments().getFirst().text()).isEqualTo("hello");
    }

    /** As the original's framework; Java's own reader takes all of these. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "length=1f",
                "length=1d",
                "noise=0x1p-3",
                "noise=%D9%A0",
                "sdp_ratio=NaN",
                "seed=%D9%A5",
                "pauses=paragraph%3D1f"
            })
    void refusesNumbersThatOnlyJavaReads(String parameter) {
        DoorFarm.Answer answer = farm.get("/voice?text=a&model_id=0&speaker_id=0&" + parameter);

        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.text())
                .contains(parameter.substring(0, parameter.indexOf('=')))
                .containsAnyOf("valid number", "valid integer", "expected pauses such as");
        assertThat(farm.lastJob).isNull();
    }

    @Test
    void readsNumbersAsPythonWritesThem() {
        var _ =
                farm.get(
                        "/voice?text=a&model_id=0&speaker_id=0&noise=1e-05&length=%2B1.&seed=%2B7");

        assertThat(job().settings().scales().noiseScale()).isEqualTo(1e-05);
        assertThat(job().settings().scales().lengthScale()).isEqualTo(1);
        assertThat(job().settings().seed()).isEqualTo(7);
    }

    @Test
    void takesPausesByKind() {
        var _ =
                farm.get(
                        "/voice?text=One.%20Two.%0A%0AThree.&model_id=0&speaker_id=0"
                                + "&pauses=paragraph%3D1.5");

        assertThat(job().segments())
                .extracting(segment -> segment.pauseAfterSeconds())
                .containsExactly(0.3, 1.5, 0.0);
        assertThat(farm.get("/voice?text=One.&model_id=0&speaker_id=0&pauses=verse%3D1").text())
                .contains("verse");
    }

    @Test
    void refusesAFormThatIsBrokenOrWouldFillTheDisk() {
        String type = "multipart/form-data; boundary=x";
        String path = "/voice?model_id=0&speaker_id=0";
        String form =
                "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nOne.\r\n"
                        + "--x\r\nContent-Disposition: form-data; name=\"reference_audio\";"
                        + " filename=\"a.wav\"\r\n\r\n"
                        + "x".repeat(300_000)
                        + "\r\n--x--\r\n";

        assertThat(farm.post(path, type, "--y").status()).isEqualTo(400);
        DoorFarm.Answer answer = farm.post(path, type, form);
        assertThat(answer.status()).as(answer.text()).isEqualTo(413);
        assertThat(answer.text()).contains("too large");
    }

    /** A browser sends a field for a file also where nobody chose one. */
    @Test
    void takesAFormWhoseFileWasNotChosen() {
        String form =
                "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nOne.\r\n"
                        + "--x\r\nContent-Disposition: form-data; name=\"reference_audio\";"
                        + " filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                        + "\r\n--x--\r\n";
        DoorFarm.Answer answer =
                farm.post(
                        "/voice?model_id=0&speaker_id=0", "multipart/form-data; boundary=x", form);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Test
    void saysThatTheAudioWasDeletedMeanwhile() {
        DoorFarm.Answer answer = farm.get("/voice?text=gone&model_id=0&speaker_id=0");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).startsWith("{\"status\":404,").contains("was deleted");
        assertThat(answer.response().headers().firstValueAsLong("Content-Length"))
                .hasValue(answer.bytes().length);
    }

    @Test
    void translatesFirst() {
        var _ = farm.get("/voice?text=hallo&model_id=0&speaker_id=0&auto_translate=true");

        assertThat(job().segments().getFirst().text()).isEqualTo("[en] hallo");
    }

    @Test
    void addsAModelOnceAndReferencesItAgain() throws IOException {
        String path = "/models/add?model_path=Data/kobe/models/G_900.pth&device=cpu";
        JsonNode first = Json.mapper().readTree(farm.get(path).text());
        JsonNode second = Json.mapper().readTree(farm.get(path).text());

        assertThat(first.path("status").asInt()).isZero();
        assertThat(first.path("detail").asText()).isEqualTo("模型添加成功");
        JsonNode info = first.path("Data").path("model_info");
        assertThat(info.path("version").asText()).isEqualTo("2.1");
        assertThat(info.path("spk2id").path("bob").asInt()).isEqualTo(3);
        assertThat(info.path("id2spk").path("3").asText()).isEqualTo("bob");
        int a = first.path("Data").path("model_id").asInt();
        int b = second.path("Data").path("model_id").asInt();
        assertThat(b).isEqualTo(a + 1);
        JsonNode all = Json.mapper().readTree(farm.get("/models/info").text());
        assertThat(all.has(String.valueOf(a)) && all.has(String.valueOf(b))).isTrue();

        assertThat(farm.get("/models/delete?model_id=" + a).text()).contains("删除成功");
        assertThat(farm.get("/voice?text=x&speaker_id=0&model_id=" + a).text())
                .contains("\"status\":10");
        assertThat(farm.get("/voice?text=x&speaker_id=0&model_id=" + b).bytes())
                .isEqualTo(DoorFarm.audio());
    }

    /** Of a voice that came into the farm on another way. */
    @Test
    void tellsTheReleaseOfAVoice() throws IOException {
        VoiceManifest manifest =
                Manifests.of("eve")
                        .kind(VoiceKind.BERT_VITS2)
                        .languages(List.of(Language.ZH))
                        .phonemizer("bert-vits2")
                        .phonemizerVoice("2.0")
                        .build();
        farm.store.create(
                BucketLayout.voiceManifest(manifest.voice(), manifest.version()),
                VoiceManifestCodec.write(manifest),
                "application/json");
        assertThat(
                        farm.post(
                                        "/v1/phonemes",
                                        "application/json",
                                        "{\"text\":\"好\",\"model_id\":\"eve\"}")
                                .status())
                .as("the catalog looks for who is asked for")
                .isEqualTo(200);

        assertThat(Json.mapper().readTree(farm.get("/models/info").text()))
                .filteredOn(model -> model.path("model_path").asText().equals("voices/eve"))
                .singleElement()
                .extracting(model -> model.path("version").asText())
                .isEqualTo("2.0");
    }

    /** Such files ask for CUDA wherever they were written. */
    @Test
    void tellsTheDeviceThatIsUsed() throws IOException {
        String path = "/models/add?model_path=Data/kobe/models/G_900.pth&device=cuda";
        assertThat(deviceOf(Json.mapper().readTree(farm.get(path).text()).path("Data")))
                .as("no worker is known")
                .isEqualTo("cuda");

        hear("a", "cpu");
        JsonNode added = Json.mapper().readTree(farm.get(path).text()).path("Data");
        JsonNode all = Json.mapper().readTree(farm.get("/models/info").text());
        assertThat(deviceOf(added)).isEqualTo("cpu");
        assertThat(all).extracting(model -> model.path("device").asText()).containsOnly("cpu");

        hear("b", "cuda:0");
        assertThat(deviceOf(Json.mapper().readTree(farm.get(path).text()).path("Data")))
                .isEqualTo("cpu, cuda:0");
    }

    private static String deviceOf(JsonNode data) {
        return data.path("model_info").path("device").asText();
    }

    private void hear(String worker, String device) {
        byte[] heartbeat =
                Heartbeats.of(worker).device(device).encoders(false).at(Instant.now()).write();
        farm.workers.accept(new TopicRecord(0, 0, false, worker, heartbeat));
    }

    @Test
    void listsCheckpointsByStep() throws IOException {
        JsonNode local = Json.mapper().readTree(farm.get("/models/get_local").text());

        assertThat(local.path("kobe").toString())
                .isEqualTo(
                        "[\"G_5.pth\",\"models/G_900.pth\",\"models/G_10000.pth\",\"models/G_best.pth\"]");
        assertThat(local.has("linked")).as("a link to the outside").isFalse();
        var _ = farm.get("/models/add?model_path=Data/kobe/models/G_900.pth");
        JsonNode unloaded = Json.mapper().readTree(farm.get("/models/get_unloaded").text());
        assertThat(unloaded.path("kobe").toString()).doesNotContain("G_900").contains("G_10000");
        assertThat(farm.get("/models/get_local?root_dir=/etc").text()).isEqualTo("{}");
        assertThat(farm.get("/models/get_local?root_dir=Data/../..").text()).isEqualTo("{}");
    }

    @Test
    void givesAnExample() {
        assertThat(farm.get("/tools/random_example").text())
                .isEqualTo(
                        "{\"status\":0,\"Data\":{\"text\":\"你好\",\"audio\":\"Data/kobe/wavs/a.wav\","
                            + "\"speaker\":\"kobe\"}}");
    }

    @Test
    void givesAudioOfConfiguredFoldersOnly() {
        assertThat(farm.get("/tools/get_audio?path=Data/kobe/wavs/a.wav").bytes())
                .isEqualTo(DoorFarm.audio());
        for (String path :
                List.of(
                        "Data/kobe/wavs/link.wav",
                        "Data/linked/secret.wav",
                        "Data/../outside/secret.wav",
                        folder.resolve("outside/secret.wav").toString(),
                        "/etc/passwd",
                        "%00.wav")) {
            assertThat(farm.get("/tools/get_audio?path=" + path).text())
                    .as(path)
                    .contains("\"status\":18");
        }
    }

    @Test
    void takesMultipartForms() {
        String form =
                """
                --B
                Content-Disposition: form-data; name="text"

                Hello.
                --B--
                """
                        .replace("\n", "\r\n");

        DoorFarm.Answer answer =
                farm.post(
                        "/voice?model_id=0&speaker_id=0", "multipart/form-data; boundary=B", form);

        assertThat(answer.bytes()).as(answer.text()).isEqualTo(DoorFarm.audio());
        assertThat(job().segments().getFirst().text()).isEqualTo("Hello.");
    }

    @Test
    void numbersConfiguredModelsFirst() {
        SeedModels models = farm.models;
        int number =
                models.add(
                        new SeedModels.Model(
                                Voices.JOE.voice(),
                                "c",
                                "m",
                                Optional.empty(),
                                "cpu",
                                "ZH",
                                "2.3"));

        assertThat(models.find(number)).isPresent();
        assertThat(models.find(number + 1000)).isEmpty();
    }

    /** Who asks for a model that could not be loaded must not hear another one. */
    @Test
    void givesTheNumberOfAModelThatIsNotThereToNoOther() {
        SeedModels models = farm.models;
        SeedModels.Model model =
                new SeedModels.Model(
                        Voices.JOE.voice(), "c", "m", Optional.empty(), "cpu", "ZH", "2.3");
        int first = models.add(model);
        models.passOver();
        int third = models.add(model);

        assertThat(third).isEqualTo(first + 2);
        assertThat(farm.get("/voice?text=x&speaker_id=0&model_id=" + (first + 1)).text())
                .isEqualTo("{\"status\":10,\"detail\":\"模型model_id=" + (first + 1) + "未加载\"}");
    }
}
