package voxfarm.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.voice.VoiceImport;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;

/** An import of files whose names lead elsewhere by the time they are read. */
class OpenedFilesTest {
    private static final Path SOUND = Path.of("../models/src/test/resources/golden/model/2.0.2");

    @TempDir private Path folder;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final List<String> opened = new ArrayList<>();
    private Path checkpoint = Path.of("");
    private Path config = Path.of("");

    @BeforeEach
    void putOtherFilesUnderTheNames() throws IOException {
        Path voice = Files.createDirectories(folder.resolve("kobe"));
        checkpoint = Files.writeString(voice.resolve("G_1302.pth"), "changed meanwhile");
        config = Files.writeString(voice.resolve("config.json"), "{}");
    }

    private VoiceImports imports() {
        VoicePackageCache cache = new VoicePackageCache(folder.resolve("cache"));
        return new VoiceImports(
                new VoiceImporter(cache, InstantSource.system()),
                new VoicePackageStore(store, cache));
    }

    private SeekableByteChannel sound(Path file) {
        opened.add(String.valueOf(file.getFileName()));
        try {
            return Files.newByteChannel(SOUND.resolve(file.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void importsTheBytesThatWereOpened() throws IOException {
        VoiceManifest voice = imports().importVoice(checkpoint, config, this::sound);

        assertThat(opened).containsExactly("G_1302.pth", "config.json");
        assertThat(voice.voice().value()).isEqualTo("kobe");
        assertThat(voice.sources())
                .containsEntry("checkpoint", Sha256.hex(SOUND.resolve("G_1302.pth")))
                .containsEntry("config", Sha256.hex(SOUND.resolve("config.json")));
    }

    @Test
    void importsNothingWhereOneFileMayNotBeOpened() throws IOException {
        for (String name : List.of("config.json", "style_vectors.npy")) {
            Files.writeString(checkpoint.resolveSibling(name), "x");
            VoiceImport.Opener closed =
                    file -> {
                        if (file.endsWith(name)) {
                            throw new VoxfarmException(ErrorCode.INVALID_VOICE, "elsewhere");
                        }
                        return sound(file);
                    };

            assertThatThrownBy(() -> imports().importVoice(checkpoint, config, closed))
                    .hasMessage("elsewhere");
            assertThat(store.writes()).isEmpty();
        }
    }
}
