package voxfarm.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.voice.VoiceId;

class ReturningVoiceTest {
    private static final VoiceId ANNA = new VoiceId("anna");

    @TempDir private Path root;

    private Path voice(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".onnx.json"), "{}");
        return Files.writeString(folder.resolve(name + ".onnx"), "");
    }

    @Test
    void namesTheFolderToMoveAway() throws IOException {
        voice(root.resolve("anna"), "model");

        assertThat(ReturningVoice.find(ANNA, List.of(Path.of("nowhere"), root)))
                .hasValueSatisfying(back -> {
                    assertThat(back.place()).isEqualTo(root.resolve("anna"));
                    assertThat(back.notice())
                            .contains("the next start brings it back")
                            .contains("move that")
                            .doesNotContain("comes with the farm");
                });
    }

    @Test
    void namesTheFileOfAVoiceThatLiesFlat() throws IOException {
        Path file = voice(root, "anna");

        assertThat(ReturningVoice.find(ANNA, List.of(root)))
                .hasValueSatisfying(back -> assertThat(back.place()).isEqualTo(file));
    }

    @Test
    void saysNothingOfAVoiceThatLiesNowhere() throws IOException {
        voice(root.resolve("bert"), "anna");

        assertThat(ReturningVoice.find(ANNA, List.of(root))).isEmpty();
        assertThat(ReturningVoice.find(ANNA, List.of())).isEmpty();
    }

    @Test
    void knowsTheVoiceThatComesWithTheFarm() {
        Path bundled = Path.of("../models/voices");
        VoiceId joe = new VoiceId("en_US-joe-medium");

        assertThat(ReturningVoice.find(joe, List.of(root, bundled), bundled))
                .hasValueSatisfying(back ->
                        assertThat(back.notice())
                                .contains("comes with the farm")
                                .contains(bundled.resolve("en_US-joe-medium").toString()));
    }
}
