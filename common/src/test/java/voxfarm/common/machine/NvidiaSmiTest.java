package voxfarm.common.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class NvidiaSmiTest {
    private static final MachineLoad.Gpu FIRST = new MachineLoad.Gpu(0, 0.37, 81559, 1024, 80535);

    @TempDir Path folder;

    private NvidiaSmi program(String script) throws IOException {
        Path file = folder.resolve("nvidia-smi");
        Files.writeString(file, "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return new NvidiaSmi(Optional.of(file));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void readsWhatTheProgramSays() throws IOException {
        assertThat(program("echo '0, 37, 81559, 1024, 80535'\n").query()).containsExactly(FIRST);
        assertThat(program("echo failed; exit 9\n").query()).isEmpty();
        assertThat(program("sleep 60\n").query()).as("does not answer").isEmpty();
        assertThat(new NvidiaSmi(Optional.of(folder.resolve("none"))).query()).isEmpty();
    }

    @Test
    void passesOverWhatIsNoGpu() {
        assertThat(
                        NvidiaSmi.parse(
                                """
                                Warning: a, b
                                0, 37, 81559, 1024, 80535
                                1, [N/A], 40960, [N/A], 40960
                                -1, 1, 1, 1, 1
                                """))
                .containsExactly(FIRST, new MachineLoad.Gpu(1, 0, 40960, 0, 40960));
    }
}
