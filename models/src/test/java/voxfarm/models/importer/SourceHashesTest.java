package voxfarm.models.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.files.Sha256;

class SourceHashesTest {
    @TempDir Path folder;

    private final List<Path> read = new ArrayList<>();
    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("G_1.pth"), "weights").toRealPath();
    }

    /** Of a process that starts so many seconds after the file was written. */
    private SourceHashes after(int seconds) throws IOException {
        Instant now = Files.getLastModifiedTime(file).toInstant().plusSeconds(seconds);
        return new SourceHashes(
                folder.resolve("notes"),
                InstantSource.fixed(now),
                path -> {
                    read.add(path);
                    return Sha256.hex(path);
                });
    }

    @Test
    void readsOnceWhatDoesNotChange() throws IOException {
        String hash = after(60).sha256(file);

        assertThat(hash).isEqualTo(Sha256.hex(file));
        assertThat(after(120).sha256(file)).isEqualTo(hash);
        assertThat(read).containsExactly(file);
    }

    @Test
    void readsAgainWhatChangedEvenIfItsSizeAndTimeAreSetBack() throws IOException {
        after(60).sha256(file);
        FileTime time = Files.getLastModifiedTime(file);
        Path other = Files.writeString(folder.resolve("other"), "WEIGHTS");
        Files.setLastModifiedTime(other, time);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        assertThat(after(60).sha256(file)).isEqualTo(Sha256.hex(file));
        assertThat(read).hasSize(2);
    }

    @Test
    void remembersNothingOfAFileThatMayStillBeWritten() throws IOException {
        after(1).sha256(file);
        after(1).sha256(file);

        assertThat(read).hasSize(2);
    }

    @Test
    void readsAgainWhereItsNoteIsDamaged() throws IOException {
        after(60).sha256(file);
        try (var notes = Files.list(folder.resolve("notes"))) {
            Files.writeString(notes.findFirst().orElseThrow(), "{");
        }

        assertThat(after(60).sha256(file)).isEqualTo(Sha256.hex(file));
        assertThat(read).hasSize(2);
    }

    /** Which a configuration may name. */
    @Test
    void readsNoDevice() {
        assertThatThrownBy(() -> after(60).sha256(Path.of("/dev/zero")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("expected a file, is a device or a pipe");
        assertThat(read).isEmpty();
    }
}
