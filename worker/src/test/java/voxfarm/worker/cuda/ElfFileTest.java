package voxfarm.worker.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ElfFileTest {
    @TempDir Path folder;

    @Test
    void readsWhatALibraryNeeds() throws IOException {
        Path file =
                MadeElf.write(
                        folder.resolve("a.so"), "$ORIGIN:/opt/x", "libcudart.so.12", "libc.so.6");

        ElfFile elf = ElfFile.read(file);

        assertThat(elf.needed()).containsExactly("libcudart.so.12", "libc.so.6");
        assertThat(elf.runPaths()).containsExactly("$ORIGIN", "/opt/x");
    }

    @Test
    void readsOneThatNeedsNothing() throws IOException {
        assertThat(ElfFile.read(MadeElf.write(folder.resolve("a.so"), "")).needed()).isEmpty();
    }

    /** Written by a linker. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void readsALibraryOfThisJava() throws IOException {
        ElfFile elf = ElfFile.read(Path.of(System.getProperty("java.home"), "lib", "libnio.so"));

        assertThat(elf.needed()).contains("libjava.so").anyMatch(name -> name.startsWith("libc."));
    }

    @Test
    void refusesOtherFiles() throws IOException {
        Path file = Files.writeString(folder.resolve("x"), "no library".repeat(20));

        assertThatThrownBy(() -> ElfFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a 64-bit");
    }

    /** Whatever a file holds: an answer or an IOException, nothing else. */
    @Test
    void survivesBrokenFiles() throws IOException {
        byte[] sound = Files.readAllBytes(MadeElf.write(folder.resolve("a.so"), "/x", "liba.so"));
        long seed = 18;
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] broken = Arrays.copyOf(sound, random.nextInt(sound.length + 1));
            for (int j = random.nextInt(4); j > 0 && broken.length > 8; j--) {
                broken[8 + random.nextInt(broken.length - 8)] = (byte) random.nextInt(256);
            }
            Path file = Files.write(folder.resolve("b.so"), broken);
            try {
                assertThat(ElfFile.read(file).needed()).isNotNull();
            } catch (IOException e) {
                assertThat(e).as("seed %d, round %d", seed, i).hasMessageNotContaining("null");
            }
        }
    }
}
