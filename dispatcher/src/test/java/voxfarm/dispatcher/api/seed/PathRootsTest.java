package voxfarm.dispatcher.api.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathRootsTest {
    @TempDir Path folder;

    private PathRoots roots = new PathRoots(List.of());
    private Path root = Path.of(".");
    private Path outside = Path.of(".");

    @BeforeEach
    void makeFolders() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve("a"));
        outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(root.resolve("a").resolve("x.wav"), "inside");
        Files.writeString(outside.resolve("x.wav"), "secret");
        roots = new PathRoots(List.of(root));
    }

    private Optional<String> read(String path) throws IOException {
        Optional<PathRoots.Opened> opened = roots.open(path);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (var in = Channels.newInputStream(opened.get().channel())) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void opensWhatLiesInside() throws IOException {
        Files.createSymbolicLink(root.resolve("in"), root.resolve("a"));

        assertThat(read("a/x.wav")).hasValue("inside");
        assertThat(read(root.resolve("in").resolve("x.wav").toString())).hasValue("inside");
        assertThat(roots.open("a/x.wav").orElseThrow().bytes()).isEqualTo(6);
    }

    @Test
    void opensNothingElse() throws IOException {
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("out.wav"), outside.resolve("x.wav"));

        for (String path :
                List.of(
                        "out/x.wav",
                        "out.wav",
                        "../outside/x.wav",
                        outside.resolve("x.wav").toString(),
                        "a",
                        "none.wav",
                        "",
                        "\0")) {
            assertThat(read(path)).as(path).isEmpty();
        }
    }

    /** A folder and a file change places with links to the outside, as fast as they can. */
    @Test
    void noSwapBetweenLookAndOpenGetsOut() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Path inner = root.resolve("a").resolve("x.wav");
        Path spare = root.resolve("spare.wav");
        Files.writeString(spare, "inside");
        Thread swapper =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                while (!stop.get()) {
                                    replace(root.resolve("l"), outside.resolve("x.wav"), inner);
                                    Files.move(
                                            root.resolve("a"),
                                            root.resolve("b"),
                                            StandardCopyOption.ATOMIC_MOVE);
                                    Files.createSymbolicLink(root.resolve("a"), outside);
                                    Files.delete(root.resolve("a"));
                                    Files.move(
                                            root.resolve("b"),
                                            root.resolve("a"),
                                            StandardCopyOption.ATOMIC_MOVE);
                                    Files.copy(spare, root.resolve("copy"));
                                    Files.move(
                                            root.resolve("copy"),
                                            inner,
                                            StandardCopyOption.ATOMIC_MOVE);
                                }
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        });
        int inside = 0;
        try {
            for (int i = 0; i < 20_000; i++) {
                Optional<String> found = read("a/x.wav");
                assertThat(found).as("try %d", i).isNotEqualTo(Optional.of("secret"));
                inside += found.isPresent() ? 1 : 0;
            }
        } finally {
            stop.set(true);
            swapper.join();
        }
        assertThat(inside).as("reads between the swaps").isPositive();
    }

    private static void replace(Path link, Path target, Path place) throws IOException {
        Files.createSymbolicLink(link, target);
        Files.move(link, place, StandardCopyOption.ATOMIC_MOVE);
    }
}
