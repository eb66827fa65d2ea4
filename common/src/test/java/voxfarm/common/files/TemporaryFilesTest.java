package voxfarm.common.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TemporaryFilesTest {
    @Test
    void keepsAFilledFileAndDeletesABrokenOne() throws IOException {
        Path kept = TemporaryFiles.createFilled("a", ".txt", file -> Files.writeString(file, "a"));
        assertThat(kept).hasContent("a");
        TemporaryFiles.delete(kept);
        assertThat(kept).doesNotExist();

        AtomicReference<Path> broken = new AtomicReference<>();
        assertThatThrownBy(() ->
                        TemporaryFiles.createFilled(
                                "a",
                                ".txt",
                                file -> {
                                    broken.set(file);
                                    throw new OutOfMemoryError("as an error passes, too");
                                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(broken.get()).doesNotExist();
    }
}
