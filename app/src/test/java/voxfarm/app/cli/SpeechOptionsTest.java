package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import voxfarm.common.error.VoxfarmException;

class SpeechOptionsTest {
    private static String split(String... arguments) {
        SpeechOptions options = new SpeechOptions();
        new CommandLine(options).parseArgs(arguments);
        return options.toRequest("x", new SoundFile()).path("split").toString();
    }

    @Test
    void writesPausesByKind() {
        assertThat(split()).isEmpty();
        assertThat(split("--pause", "0.5")).isEqualTo("{\"pause_s\":0.5}");
        assertThat(split("--pauses", "paragraph=1,scene=3", "--no-markdown"))
                .contains("\"paragraph_pause_s\":1.0")
                .contains("\"scene_pause_s\":3.0")
                .contains("\"markdown\":false");
    }

    private static String ssml(Path file, String... arguments) {
        SpeechOptions options = new SpeechOptions();
        CommandLine command = new CommandLine(options);
        command.parseArgs(arguments);
        SpokenText text = new SpokenText();
        text.spec = command.getCommandSpec();
        text.file = file;
        return options.toRequest(text, new SoundFile()).path("ssml").asText("by its beginning");
    }

    @Test
    void tellsSsmlByOptionOrByTheNameOfItsFile(@TempDir Path folder) throws IOException {
        Path ssml = Files.writeString(folder.resolve("a.SSML"), "<speak/>");
        Path text = Files.writeString(folder.resolve("a.txt"), "<speak/>");

        assertThat(ssml(ssml)).isEqualTo("true");
        assertThat(ssml(ssml, "--no-ssml")).isEqualTo("false");
        assertThat(ssml(text)).isEqualTo("by its beginning");
        assertThat(ssml(text, "--ssml")).isEqualTo("true");
    }

    private static ObjectNode request(String... arguments) {
        SpeechOptions options = new SpeechOptions();
        new CommandLine(options).parseArgs(arguments);
        return options.toRequest("x", new SoundFile());
    }

    @Test
    void asksForAStyleAndForMorasAsAFileHasThem(@TempDir Path folder) throws IOException {
        String moras = "[{\"mora\":\"ホ\",\"tone\":0},{\"mora\":\"ン\",\"tone\":1}]";
        Path file = Files.writeString(folder.resolve("moras.json"), moras);

        ObjectNode request =
                request("--style", "怒り", "--style-weight", "2.5", "--kata-tone", file.toString());
        assertThat(request.path("style").asText()).isEqualTo("怒り");
        assertThat(request.path("style_weight").asDouble()).isEqualTo(2.5);
        assertThat(request.path("kata_tone").toString()).isEqualTo(moras);
        assertThat(request().has("kata_tone")).isFalse();
        Files.writeString(file, "[{");
        assertThatThrownBy(() -> request("--kata-tone", file.toString()))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("moras.json");
    }

    private static String format(String out, String format) {
        SoundFile file = new SoundFile();
        file.out = Path.of(out);
        SpeechOptions options = new SpeechOptions();
        new CommandLine(options).parseArgs("--format", format);
        return options.toRequest("x", file).path("output").path("format").asText();
    }

    @Test
    void refusesAFileWhoseEndingSaysAnotherFormat() {
        assertThat(format("x.wav", "wav-float")).isEqualTo("wav-float");
        assertThat(format("x.ogg", "opus")).isEqualTo("opus");
        assertThat(format("x.sound", "mp3")).isEqualTo("mp3");
        assertThat(format("-", "mp3")).isEqualTo("mp3");
        assertThatThrownBy(() -> format("x.wav", "mp3"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("was mp3 and wav");
    }

    @Test
    void namesTheKindsThereAre() {
        assertThatThrownBy(() -> split("--pauses", "verse=1"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining(
                        "expected clause, sentence, list_item, paragraph, heading, scene");
    }
}
