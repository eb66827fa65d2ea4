package voxfarm.models.piper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.language.Language;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;

class PiperConfigTest {
    private static final String START =
            "{\"audio\":{\"sample_rate\":22050},\"espeak\":{\"voice\":\"de\"},\"phoneme_id_map\":{\"_\":[0],\"^\":[1],\"$\":[2]";

    private static PiperConfig read(String json) {
        return PiperConfig.read(json.getBytes(StandardCharsets.UTF_8), "v.onnx.json");
    }

    @Test
    void readsTheBundledVoice() {
        PiperConfig config =
                PiperConfig.read(Path.of("voices/en_US-joe-medium/en_US-joe-medium.onnx.json"));

        assertThat(config.sampleRateHz()).isEqualTo(22050);
        assertThat(config.hopLength()).isEqualTo(256);
        assertThat(config.language()).isEqualTo(Language.EN);
        assertThat(config.espeakVoice()).isEqualTo("en-us");
        assertThat(config.defaults()).isEqualTo(new Scales(1, 0.667, 0.8, 1));
        assertThat(config.speakers()).containsExactly(new Speaker(0, "default"));
        assertThat(config.phonemeIds())
                .containsEntry("_", List.of(0))
                .containsEntry("^", List.of(1));
    }

    @Test
    void readsSpeakers() {
        PiperConfig config =
                read(START + "},\"num_speakers\":3,\"speaker_id_map\":{\"b\":1,\"a\":0,\"c\":2}}");

        assertThat(config.speakers())
                .containsExactly(new Speaker(0, "a"), new Speaker(1, "b"), new Speaker(2, "c"));
        assertThat(config.language()).isEqualTo(new Language("DE"));
    }

    @Test
    void namesSpeakersThatHaveNoName() {
        assertThat(read(START + "},\"num_speakers\":2}").speakers())
                .containsExactly(new Speaker(0, "speaker-0"), new Speaker(1, "speaker-1"));
    }

    /** The trainer writes its enum as Python prints it. */
    @ParameterizedTest
    @ValueSource(strings = {"espeak", "PhonemeType.ESPEAK"})
    void readsBothNamesOfThePhonemes(String type) {
        assertThat(read(START + "},\"phoneme_type\":\"" + type + "\"}").espeakVoice())
                .isEqualTo("de");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|audio: expected an object",
                "{\"audio\":{\"sample_rate\":1},\"espeak\":{\"voice\":\"de\"},\"phoneme_id_map\":{}}|audio.sample_rate",
                "{\"audio\":{\"sample_rate\":22050},\"espeak\":{\"voice\":\"de\"},\"phoneme_id_map\":{\"_\":[0],\"^\":[-1],\"$\":[2]}}|phoneme_id_map.^",
                "{\"audio\":{\"sample_rate\":22050},\"espeak\":{\"voice\":\"de\"},\"phoneme_type\":\"text\",\"phoneme_id_map\":{}}|phoneme_type:"
                    + " expected espeak",
                "{\"audio\":{\"sample_rate\":22050},\"espeak\":{\"voice\":\"de\"},\"phoneme_id_map\":{\"_\":[0]}}|phoneme_id_map.$:"
                    + " expected an id",
            })
    void saysWhatIsWrong(String json, String message) {
        assertThatThrownBy(() -> read(json)).hasMessageContaining(message);
    }
}
