package voxfarm.dispatcher.api.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceImport;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.api.DoorFarm;
import voxfarm.dispatcher.api.TestHttp;

/** A checkpoint and its folder change places with links to the outside while they are added. */
class SwappedModelsTest {
    private static final int TRIES = 1500;

    @TempDir Path folder;

    /** Reads what it is given to read, and only so. */
    private static final class Reading implements VoiceImport {
        final Set<String> read = ConcurrentHashMap.newKeySet();
        final AtomicInteger imports = new AtomicInteger();

        @Override
        public VoiceManifest importVoice(Path checkpoint, Path config) {
            throw new IllegalStateException("callers name files that may change");
        }

        @Override
        public VoiceManifest importVoice(Path checkpoint, Path config, Opener files) {
            for (Path file : List.of(checkpoint, config)) {
                try (var in = Channels.newInputStream(files.open(file))) {
                    read.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            imports.incrementAndGet();
            return Voices.JOE;
        }

        @Override
        public VoiceManifest importFolder(VoiceId voice, Path from) {
            throw new IllegalStateException("not of this API");
        }
    }

    @Test
    void nothingFromOutsideIsImported() throws Exception {
        Path root = Files.createDirectories(folder.resolve("Data"));
        Path voice = Files.createDirectories(root.resolve("kobe"));
        Path outside = Files.createDirectories(folder.resolve("outside"));
        for (Path place : List.of(voice, outside)) {
            String text = place.equals(outside) ? "{\"secret\":1}" : "{\"inside\":1}";
            Files.writeString(place.resolve("G_1.pth"), text);
            Files.writeString(place.resolve("config.json"), text);
        }
        Files.copy(voice.resolve("G_1.pth"), root.resolve("spare"));
        Reading imports = new Reading();
        AtomicBoolean stop = new AtomicBoolean();
        Thread swapper =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!stop.get()) {
                                swap(root, voice, outside);
                            }
                        });
        try (DoorFarm farm =
                new DoorFarm(
                        TestHttp.config(200_000, 1), List.of(root), imports, (text, _) -> text)) {
            for (int i = 0; i < TRIES || imports.imports.get() == 0; i++) {
                var _ = farm.get("/models/add?model_path=Data/kobe/G_1.pth");
                // one that is in use is not imported again
                for (int number = 0; number < 3; number++) {
                    var _ = farm.get("/models/delete?model_id=" + (imports.imports.get() + number));
                }
            }
        } finally {
            stop.set(true);
            swapper.join();
        }

        assertThat(imports.imports).hasPositiveValue();
        assertThat(imports.read).containsOnly("{\"inside\":1}");
    }

    private static void swap(Path root, Path voice, Path outside) {
        try {
            for (String name : List.of("G_1.pth", "config.json")) {
                Files.createSymbolicLink(root.resolve("l"), outside.resolve(name));
                Files.move(root.resolve("l"), voice.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                Files.copy(root.resolve("spare"), root.resolve("copy"));
                Files.move(
                        root.resolve("copy"), voice.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(voice, root.resolve("b"), StandardCopyOption.ATOMIC_MOVE);
            Files.createSymbolicLink(voice, outside);
            Files.delete(voice);
            Files.move(root.resolve("b"), voice, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
