package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.VoiceId;
import voxfarm.models.bertvits2.Profile;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;

/** Styles of Style-Bert-VITS2 as its own package made them; see the README of the records. */
class StyleVoiceTest {
    private static final Path GOLDEN = Path.of("../models/src/test/resources/golden/model");
    private static final String CHECKPOINT = "tiny_e10_s2000.safetensors";

    @TempDir static Path folder;

    private static OrtRuntime runtime;

    @BeforeAll
    static void start() {
        runtime = OrtRuntime.start(new Device.Cpu(), 1);
    }

    private static VoicePackage voice(String release, Path styles) throws IOException {
        Path home = Files.createTempDirectory(folder, release);
        Path checkpoint = home.resolve(CHECKPOINT);
        try (InputStream in =
                new GZIPInputStream(
                        Files.newInputStream(
                                GOLDEN.resolve(release).resolve(CHECKPOINT + ".gz")))) {
            Files.copy(in, checkpoint);
        }
        return new VoiceImporter(
                        new VoicePackageCache(home.resolve("cache")), InstantSource.system())
                .importVoice(
                        new VoiceSource.BertVits2(
                                new VoiceId("tiny"),
                                checkpoint,
                                GOLDEN.resolve(release).resolve("config.json"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(styles)));
    }

    private static VoicePackage voice(String release) throws IOException {
        return voice(release, GOLDEN.resolve(release).resolve("style_vectors.npy"));
    }

    private static Expression style(String name, double weight) {
        return new Expression(
                new Expression.Emotion.Named(name).weighted(weight),
                Optional.empty(),
                Map.of(),
                List.of());
    }

    /** Without the dictionary that its texts need, and whether or not that is here. */
    @Test
    void aVoiceOfJapaneseAloneIsTriedAtItsImport() throws IOException {
        VoicePackage voice = voice("Style-JP-Extra");
        VoiceTrial.run(voice);
        byte[] broken = new byte[(int) Files.size(voice.file("weights.bin"))];
        Arrays.fill(broken, (byte) 0xff); // as floats, no numbers

        Files.write(voice.file("weights.bin"), broken);

        assertThatThrownBy(() -> VoiceTrial.run(voice))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VOICE))
                .hasMessageContaining("voice tiny cannot be run");
    }

    @ParameterizedTest
    @CsvSource({
        "Style-JP-Extra, happy",
        "Style-JP-Extra, angry_more",
        "Style, neutral",
        "Style, whisper_less"
    })
    void aStyleByNameAndWeightIsThatOfTheOriginal(String release, String name) throws IOException {
        Path recorded = GOLDEN.resolve(release).resolve(name);
        JsonNode style = Json.readLocal(recorded.resolve("case.json")).path("style");
        ByteBuffer bytes =
                ByteBuffer.wrap(Files.readAllBytes(recorded.resolve("emo_emb.f32")))
                        .order(ByteOrder.LITTLE_ENDIAN);
        float[] expected = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(expected);
        VoicePackage voice = voice(release);
        List<Warning> warnings = new ArrayList<>();

        try (BertVits2Network network = BertVits2Network.load(runtime, voice)) {
            VoiceColour colour = new VoiceColour(network.conditions(), voice);
            float[] found =
                    colour.emotion(
                            style(style.path("name").asText(), style.path("weight").asDouble()),
                            warnings);

            assertThat(found).containsExactly(expected, within(1e-5f));
            assertThat(warnings).isEmpty();
            assertThat(colour.emotion(style("Happy", 0), warnings))
                    .containsExactly(colour.emotion(Expression.NONE, warnings), within(1e-6f));
            assertThatThrownBy(() -> colour.emotion(style("Sad", 1), warnings))
                    .hasMessageContaining("one of Neutral, Happy, 怒り, Whisper 2");
        }
    }

    @Test
    void theManifestNamesTheStylesInTheirOrder() throws IOException {
        assertThat(voice("Style").manifest().styles())
                .containsExactly("Neutral", "Happy", "怒り", "Whisper 2");
    }

    /** Its safetensors file counts training steps in a tensor. */
    @Test
    void nothingOfAVoiceAsItsTrainerLeftItIsWorthANote() throws IOException {
        for (String release : new String[] {"Style", "Style-JP-Extra"}) {
            assertThat(Profile.read(voice(release).file(Profile.FILE)).notes()).isEmpty();
        }
    }

    @Test
    void refusesAVoiceWhoseStylesLackTheirVectors() throws IOException {
        byte[] whole = Files.readAllBytes(GOLDEN.resolve("Style/style_vectors.npy"));
        Path cut = folder.resolve("style_vectors.npy");
        String header = new String(whole, 0, 128, java.nio.charset.StandardCharsets.ISO_8859_1);
        byte[] two = java.util.Arrays.copyOf(whole, 128 + 2 * 256 * Float.BYTES);
        System.arraycopy(
                header.replace("(4, 256)", "(2, 256)")
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                0,
                two,
                0,
                128);
        Files.write(cut, two);

        assertThatThrownBy(() -> voice("Style", cut))
                .hasMessageContaining("expected a row for each style of data.style2id")
                .hasMessageContaining("was 2 rows");
    }
}
