package voxfarm.dispatcher.api.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.voice.VoiceImport;
import voxfarm.dispatcher.api.DoorFarm;
import voxfarm.dispatcher.api.TestHttp;

/** Folders that were made to be looked at for ever. */
class PathLooksTest {
    private static final int LINKS = 100_000;

    @TempDir static Path folder;

    private static Path made() throws IOException {
        Path root = folder.resolve("Data");
        if (Files.exists(root)) {
            return root;
        }
        Path voice = Files.createDirectories(root.resolve("zz-voice/models"));
        Files.createFile(voice.resolve("G_0.pth"));
        Path crowd = Files.createDirectories(root.resolve("crowd"));
        Path target = Files.createDirectories(folder.resolve("target"));
        for (int i = 0; i < LINKS; i++) {
            Files.createSymbolicLink(crowd.resolve("G_" + i + ".pth"), target);
        }
        for (int i = 0; i < 1000; i++) {
            // each leads to all of them again
            Files.createSymbolicLink(root.resolve("l" + i), crowd);
        }
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < LINKS; i++) {
            lines.append("crowd/none-").append(i).append(".wav|ann|ZH|text|a|1|1\n");
        }
        Files.writeString(root.resolve("train.list"), lines);
        return root;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/models/get_local",
                "/models/get_unloaded",
                "/models/get_local?root_dir=Data/crowd",
                "/tools/random_example",
                "/tools/random_example?root_dir=Data&language=ZH",
                "/tools/get_audio?path=Data/crowd/G_1.pth",
            })
    void areLookedAtUpToABound(String path) throws IOException {
        try (DoorFarm farm =
                new DoorFarm(
                        TestHttp.config(100_000, 2),
                        List.of(made()),
                        VoiceImport.NONE,
                        (text, _) -> text)) {
            farm.get("/healthz");
            long begun = System.nanoTime();
            assertThat(farm.get(path).status()).isEqualTo(200);
            // a second is the aim; a busy machine takes its time
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void countsNamesAndPathsApart() {
        PathLooks looks = new PathLooks();
        int paths = 0;
        while (looks.path()) {
            paths++;
        }
        assertThat(paths).isEqualTo(5_000);
        assertThat(looks.spent()).isTrue();
        assertThat(looks.name()).isTrue();
    }
}
