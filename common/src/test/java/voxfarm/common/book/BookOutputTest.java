package voxfarm.common.book;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.DeliveryPreset;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

class BookOutputTest {
    private static ObjectNode document(String json) {
        return Json.readObject(
                json.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "output",
                ErrorCode.INVALID_REQUEST);
    }

    private static BookOutput read(String json) {
        Problems problems = new Problems();
        BookOutput output = BookOutput.read(new Fields(document(json), problems));
        assertThat(problems.list()).isEmpty();
        return output;
    }

    private static List<String> problems(String json) {
        Problems problems = new Problems();
        var _ = BookOutput.read(new Fields(document(json), problems));
        return problems.list();
    }

    @Test
    void nothingSaidIsTheDefault() {
        assertThat(read("{}")).isEqualTo(BookOutput.DEFAULTS);
        assertThat(BookOutput.DEFAULTS.formats()).containsExactly(AudioFormat.M4A);
    }

    @ParameterizedTest
    @EnumSource(DeliveryPreset.class)
    void everyPresetComesBackAsItWasWritten(DeliveryPreset preset) {
        BookOutput output =
                read("{'preset': '" + preset.wireName() + "', 'chapters': 'flac', 'epub': true}");

        assertThat(output.preset()).contains(preset);
        ObjectNode written = output.toJson();
        assertThat(written.has("level")).isFalse();
        assertThat(BookOutput.MEMBERS)
                .containsAll(
                        written.properties().stream().map(java.util.Map.Entry::getKey).toList());
        assertThat(BookOutput.read(new Fields(written, new Problems()))).isEqualTo(output);
    }

    @Test
    void acxSaysRateBitRateAndThatChaptersHaveFiles() {
        BookOutput output = read("{'preset': 'acx'}");

        assertThat(output.chapters()).contains(AudioFormat.MP3);
        assertThat(output.rateHz()).contains(44_100);
        OutputSettings mp3 = output.settings(AudioFormat.MP3);
        assertThat(mp3.sampleRateHz()).contains(44_100);
        assertThat(mp3.bitrateKbps()).contains(192);
        assertThat(output.settings(AudioFormat.M4A).bitrateKbps()).isEmpty();
        assertThat(read("{'preset': 'acx', 'chapters': 'none'}").chapters()).isEmpty();
        assertThat(read("{'preset': 'acx', 'bitrate_kbps': 256}").settings(AudioFormat.MP3))
                .extracting(OutputSettings::bitrateKbps)
                .isEqualTo(Optional.of(256));
        assertThat(read("{'preset': 'abs'}").chapters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'preset': 'abs', 'level': 'none'} | level: expected none beside preset abs",
                "{'preset': 'acx', 'target_lufs': -20} | target_lufs: expected none beside",
                "{'preset': 'acx', 'sample_rate': 48000} | sample_rate: expected 44100",
                "{'preset': 'acx', 'bitrate_kbps': 128} | bitrate_kbps: expected 192 or more",
                "{'preset': 'acx', 'chapters': 'opus'} | chapters: expected a format that can have",
                "{'preset': 'acx', 'book': 'wav'} | book: expected a compressed format",
                "{'preset': 'loud'} | preset: expected one of acx, abs, r128, podcast",
                "{'sample_rate': 44100, 'chapters': 'opus'} | sample_rate: expected a rate of opus",
                "{'level': 'none', 'target_lufs': -20} | target_lufs: expected level to be",
                "{'book': 'pcm'} | book: expected a format with a header",
            })
    void refusesWhatDoesNotGoTogether(String json, String problem) {
        assertThat(problems(json)).hasSize(1).first().asString().startsWith(problem);
    }

    @ParameterizedTest
    @CsvSource({"mp3, MP3", "m4a, M4A", "opus, OPUS", "flac, MP3", "wav, MP3", "none, MP3"})
    void soundInTheEpubIsOneThatReadersKnow(String chapters, AudioFormat sound) {
        BookOutput output = read("{'chapters': '" + chapters + "', 'epub': true}");

        assertThat(output.epubSound()).isEqualTo(sound);
        assertThat(output.formats()).contains(sound);
    }
}
