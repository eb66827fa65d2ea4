package voxfarm.app.wiring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.ja.JapaneseDictionary;
import voxfarm.frontend.ja.UniDic;
import voxfarm.frontend.local.LocalJapanese;

/** With programs of the test's in the place of the machine's package clients. */
class JapaneseSetupTest {
    @TempDir private Path folder;

    private final List<String> said = new ArrayList<>();

    private JapaneseSetup setup(Path... programs) {
        List<String> path = new ArrayList<>();
        for (Path program : programs) {
            path.add(program.toString());
        }
        return new JapaneseSetup(
                String.join(":", path), Optional::empty, Optional::empty, said::add);
    }

    private Path program(String name, String script) throws IOException {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Path program = programs.resolve(name);
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return programs;
    }

    @Test
    void saysWhatToDoWhereThereIsNoClient() {
        assertThatThrownBy(() -> setup().ensure(folder.resolve("data")))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("neither apt-get nor python3")
                .hasMessageContaining("voices.japanese");
    }

    @Test
    void saysWhyAClientFailed() throws IOException {
        Path programs = program("python3", "echo fetching; echo 'no route to host' >&2; exit 1");

        assertThatThrownBy(() -> setup(programs).ensure(folder.resolve("data")))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("python3: no route to host");
        assertThat(said).anyMatch(line -> line.contains("pip"));
        assertThat(folder.resolve("data/japanese")).doesNotExist();
    }

    @Test
    void copiesUniDicFromWherePythonHasIt() throws IOException {
        Path installed = Files.createDirectories(folder.resolve("dicdir"));
        writeDictionary(installed);
        Path programs = program("python3", "echo " + installed);
        Path data = folder.resolve("data");

        Path copied = setup(programs).ensureEarly(data);

        assertThat(copied).isEqualTo(data.resolve("japanese-early"));
        assertThat(UniDic.isIn(copied)).isTrue();
        assertThat(data.resolve("japanese")).as("which is to be brought yet").doesNotExist();
        assertThat(said).anyMatch(line -> line.contains("260 MB"));
    }

    @Test
    void saysHowUniDicIsBrought() throws IOException {
        Path programs = program("python3", "echo no module named unidic_lite >&2; exit 1");

        assertThatThrownBy(() -> setup(programs).ensureEarly(folder.resolve("data")))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("no module named unidic_lite")
                .hasMessageContaining("pip install unidic-lite==1.0.8");
        assertThat(folder.resolve("data/japanese-early")).doesNotExist();
    }

    @Test
    void bringsDebiansPackageWithoutInstallingIt() throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        writeDictionary(files);
        program(
                "dpkg-deb",
                "mkdir -p all"
                        + LocalJapanese.DEBIAN
                        + " && cp "
                        + files
                        + "/* all"
                        + LocalJapanese.DEBIAN);
        program("apt-get", "test $1 = download && echo deb > $2_1.deb");
        Path programs = program("cp", "exec /bin/cp \"$@\"");

        Path brought = setup(programs, Path.of("/bin")).ensure(folder.resolve("data"));

        assertThat(brought).isEqualTo(folder.resolve("data/japanese"));
        assertThat(JapaneseDictionary.isIn(brought)).isTrue();
        assertThat(said).hasSize(3).first().asString().contains("16 MB");
        try (var left = Files.list(folder.resolve("data"))) {
            assertThat(left).containsExactly(brought);
        }
    }

    @Test
    void takesWhatAnotherProcessBroughtMeanwhile() throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        writeDictionary(files);
        Path target = folder.resolve("data/japanese");
        program(
                "dpkg-deb",
                "mkdir -p all%1$s %2$s && cp %3$s/* all%1$s && cp %3$s/* %2$s"
                        .formatted(LocalJapanese.DEBIAN, target, files));
        Path programs = program("apt-get", "echo deb > it.deb");

        Path brought = setup(programs, Path.of("/bin")).ensure(folder.resolve("data"));

        assertThat(brought).isEqualTo(target);
        assertThat(said).noneMatch(line -> line.contains("pip"));
    }

    /** The least that is one: a kind of characters, and a word for it. */
    private static void writeDictionary(Path into) throws IOException {
        String kind = "DEFAULT";
        ByteBuffer kinds = little(4 + 32 + 4 * 0xffff).putInt(1).put(kind.getBytes(US_ASCII));
        for (int i = 0; i < 0xffff; i++) {
            kinds.putInt(36 + 4 * i, i == ' ' ? 0 : 1); // letters are no blanks
        }
        Files.write(into.resolve("char.bin"), all(kinds));
        Files.write(
                into.resolve("matrix.bin"), all(little(6).putShort((short) 1).putShort((short) 1)));
        Files.write(into.resolve("sys.dic"), lexicon(0, kind));
        Files.write(into.resolve("unk.dic"), lexicon(2, kind));
    }

    private static byte[] lexicon(int type, String word) {
        int step = 300;
        int units = step * (word.length() + 1);
        int size = 72 + 8 * units + 16 + 4;
        ByteBuffer bytes = little(size);
        bytes.putInt(0xef718f77 ^ size).putInt(102).putInt(type).putInt(1).putInt(1).putInt(1);
        bytes.putInt(8 * units).putInt(16).putInt(4).putInt(0).put("UTF-8".getBytes(US_ASCII));
        int base = 1;
        bytes.putInt(72, base);
        for (int i = 0; i < word.length(); i++) {
            int unit = base + word.charAt(i) + 1;
            int next = step * (i + 1);
            bytes.putInt(72 + 8 * unit, next).putInt(76 + 8 * unit, base);
            base = next;
        }
        bytes.putInt(72 + 8 * base, -2).putInt(76 + 8 * base, base); // one token, the first
        return all(bytes);
    }

    private static byte[] all(ByteBuffer bytes) {
        byte[] written = new byte[bytes.capacity()];
        bytes.get(0, written);
        return written;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void refusesWhatIsNoDictionary() throws IOException {
        program(
                "dpkg-deb",
                "mkdir -p all"
                        + LocalJapanese.DEBIAN
                        + " && echo x > all"
                        + LocalJapanese.DEBIAN
                        + "/sys.dic");
        Path programs = program("apt-get", "echo deb > it.deb");

        assertThatThrownBy(() -> setup(programs).ensure(folder.resolve("data")))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("sys.dic");
        assertThat(folder.resolve("data/japanese")).doesNotExist();
    }
}
