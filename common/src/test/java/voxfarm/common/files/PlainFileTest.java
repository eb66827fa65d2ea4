package voxfarm.common.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.ErrorCode;

class PlainFileTest {
    @TempDir Path folder;

    @Test
    void readsTheBeginningOfAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "abcdef");

        assertThat(PlainFile.read(file, 4)).asString().isEqualTo("abcd");
        assertThat(PlainFile.read(file, 9)).asString().isEqualTo("abcdef");
        assertThat(PlainFile.fault(file)).isEmpty();
    }

    /** Neither of which says how long it is. */
    @Test
    void opensNeitherDevicesNorPipes() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        for (Path file : new Path[] {pipe, Path.of("/dev/zero")}) {
            assertThat(PlainFile.fault(file)).contains("expected a file, is a device or a pipe");
            assertThatThrownBy(() -> PlainFile.read(file, 10))
                    .isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> BoundedFile.read(file, 10, ErrorCode.INVALID_VOICE))
                    .hasMessage(file + ": cannot be read: expected a file, is a device or a pipe");
        }
        assertThat(PlainFile.fault(folder)).contains("expected a file, is a folder");
        assertThat(PlainFile.fault(folder.resolve("none"))).contains("no such file or folder");
    }

    @Test
    void boundsWhatItReads() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "abcdef");

        assertThat(BoundedFile.read(file, 6, ErrorCode.INVALID_VOICE)).hasSize(6);
        assertThatThrownBy(() -> BoundedFile.read(file, 5, ErrorCode.INVALID_VOICE))
                .hasMessageContaining("expected at most 5 bytes");
    }
}
