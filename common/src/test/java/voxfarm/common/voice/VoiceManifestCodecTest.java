package voxfarm.common.voice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.language.Language;

class VoiceManifestCodecTest {
    private static String stored() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        VoiceManifestCodecTest.class.getResourceAsStream(
                                "manifest-of-the-first-wave.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static VoiceManifest read(String document) {
        return VoiceManifestCodec.read(document.getBytes(StandardCharsets.UTF_8));
    }

    /** Builds that spoke Chinese alone wrote so; nothing is imported again for another language. */
    @Test
    void readsWhatAStoredVoiceWasTrainedFor() throws IOException {
        VoiceManifest manifest = read(stored());

        assertThat(manifest.languages()).containsExactly(Language.ZH, Language.JP, Language.EN);
        assertThat(manifest.version()).isEqualTo(new VoiceVersion("5f0f3c2a9b7d4e10"));
        assertThat(read(new String(VoiceManifestCodec.write(manifest), StandardCharsets.UTF_8)))
                .isEqualTo(manifest);
    }

    @ParameterizedTest
    @CsvSource({
        "1.0,ZH,ZH",
        "1.1,ZH,'ZH,JP'",
        "2.3,ZH,'ZH,JP,EN'",
        "Extra,ZH,ZH",
        "JP-Extra,JP,JP",
        "Style,ZH,'JP,EN,ZH'",
        "Later,ZH,ZH",
        "2.3,XX,XX",
        "2.3,'EN,ZH','EN,ZH'",
    })
    void takesAListOfOneForWhatABuildCouldSpeak(String release, String stored, String trained)
            throws IOException {
        String document =
                stored().replace("\"2.1\"", "\"" + release + "\"")
                        .replace("[ \"ZH\" ]", "[\"" + stored.replace(",", "\",\"") + "\"]");

        assertThat(read(document).languages().stream().map(Language::code))
                .containsExactly(trained.split(","));
    }

    @Test
    void aPiperVoiceSpeaksWhatItsManifestSays() throws IOException {
        String piper =
                stored().replace("bert-vits2\"", "piper\"").replace("[ \"ZH\" ]", "[\"DE\"]");

        assertThat(read(piper).languages()).containsExactly(new Language("DE"));
    }
}
