package voxfarm.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ConfigsTest {
    @TempDir Path folder;

    /** The original's config.yml, as it is written on Windows. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void readsBackslashesAsThePartsOfAPath() throws IOException {
        assertThat(Configs.path("Data\\wukong\\models\\G_1.pth"))
                .isEqualTo(Path.of("Data/wukong/models/G_1.pth"));
        assertThat(Configs.path("Data/a")).isEqualTo(Path.of("Data/a"));
        Path odd = Files.writeString(folder.resolve("a\\b"), "");
        assertThat(Configs.path(odd.toString())).as("a file that is there").isEqualTo(odd);
    }
}
