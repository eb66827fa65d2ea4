package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.client.FarmClient;
import voxfarm.app.local.DataFolder;
import voxfarm.app.local.Endpoints;
import voxfarm.app.local.KafkaCredentials;
import voxfarm.common.config.Secret;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.StoreConfig;

/** Farms are the locks of their folder here, and what stands in it. */
@Timeout(60)
class FolderFarmTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    @TempDir Path folder;

    private final StringWriter notes = new StringWriter();

    /** Which farm did the work, in order. */
    private final List<String> worked = new ArrayList<>();

    private static Endpoints at(String http) {
        return new Endpoints(
                1,
                http,
                "127.0.0.1:2",
                new KafkaCredentials("voxfarm", new Secret("quiet")),
                StoreConfig.local(
                        URI.create("http://127.0.0.1:3"), "r", "b", "key", new Secret("hush")),
                List.of(Path.of("/voices")));
    }

    private static void write(Endpoints endpoints, Path folder) {
        try {
            endpoints.write(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a farm does: takes the folder, says where it listens, gives both back. */
    private FolderFarm.Own own() {
        return new FolderFarm.Own() {
            private @Nullable DataFolder taken;

            @Override
            public FarmClient start() {
                taken = DataFolder.open(folder);
                write(at("http://own:1"), folder);
                worked.add("own");
                return new FarmClient("http://own:1");
            }

            @Override
            public void close() {
                if (taken != null) {
                    taken.close();
                }
            }
        };
    }

    private FarmClient theirs(String address) {
        worked.add(address);
        return new FarmClient(address);
    }

    private void use(Duration start, Consumer<FarmClient> work) {
        new FolderFarm(folder, new PrintWriter(notes, true), start)
                .use(this::theirs, this::own, work);
    }

    @Test
    void startsOneWhereNoneRuns() {
        use(LONG, _ -> {});

        assertThat(worked).containsExactly("own");
        assertThat(DataFolder.inUseByAnyone(folder)).isFalse();
        assertThat(notes.toString()).isEmpty();
    }

    @Test
    void usesTheOneThatRuns() {
        try (DataFolder other = DataFolder.open(folder)) {
            write(at("http://other:1"), other.path());
            use(LONG, _ -> {});
        }
        assertThat(worked).containsExactly("http://other:1");
    }

    /** Of two commands at once the second comes while the first's farm is starting. */
    @Test
    void waitsForTheOneThatIsJustStarting() throws Exception {
        try (DataFolder other = DataFolder.open(folder)) {
            CompletableFuture<Void> second = CompletableFuture.runAsync(() -> use(LONG, _ -> {}));
            while (!notes.toString().contains("waiting for it for up to 50 s")) {
                assertThat(second.isDone()).isFalse();
                Thread.onSpinWait();
            }
            write(at("http://other:1"), other.path());
            second.get(30, TimeUnit.SECONDS);
        }
        assertThat(worked).containsExactly("http://other:1");
        assertThat(notes.toString().lines()).hasSize(1);
    }

    @Test
    void startsOneWhenTheOtherHasStopped() throws Exception {
        CompletableFuture<Void> second;
        try (DataFolder other = DataFolder.open(folder)) {
            assertThat(other.path()).isDirectory();
            second = CompletableFuture.runAsync(() -> use(LONG, _ -> {}));
            while (!notes.toString().contains("waiting for it")) {
                Thread.onSpinWait();
            }
        }
        second.get(30, TimeUnit.SECONDS);
        assertThat(worked).containsExactly("own");
    }

    /** The first command is done, and its farm goes while the second's text is spoken. */
    @Test
    void goesOnWithAnotherWhenTheFarmOfAnotherCommandGoes() {
        DataFolder other = DataFolder.open(folder);
        write(at("http://other:1"), folder);
        use(
                LONG,
                _ -> {
                    if (worked.getLast().equals("http://other:1")) {
                        other.close();
                        throw new VoxfarmException(ErrorCode.NOT_READY, "no farm answers");
                    }
                });

        assertThat(worked).containsExactly("http://other:1", "own");
        assertThat(notes.toString()).contains("has stopped; going on with another");
    }

    /** What the farm refuses, another refuses as well. */
    @Test
    void tellsWhatIsWrongWithTheWork() {
        try (DataFolder other = DataFolder.open(folder)) {
            write(at("http://other:1"), other.path());
            assertThatThrownBy(() ->
                            use(
                                    LONG,
                                    _ -> {
                                        throw new VoxfarmException(ErrorCode.NOT_READY, "queue");
                                    }))
                    .as("the farm is there")
                    .hasMessage("queue");
        }
        assertThatThrownBy(() ->
                        use(
                                LONG,
                                _ -> {
                                    throw new VoxfarmException(ErrorCode.UNKNOWN_VOICE, "no voice");
                                }))
                .hasMessage("no voice");
        assertThat(worked).containsExactly("http://other:1", "own");
    }

    @Test
    void tellsWhyItsOwnDoesNotStart() {
        FolderFarm farm = new FolderFarm(folder, new PrintWriter(notes, true), LONG);
        assertThatThrownBy(() ->
                        farm.use(
                                this::theirs,
                                () ->
                                        new FolderFarm.Own() {
                                            @Override
                                            public FarmClient start() {
                                                throw new VoxfarmException(
                                                        ErrorCode.INVALID_CONFIG, "no engine");
                                            }

                                            @Override
                                            public void close() {}
                                        },
                                _ -> {}))
                .hasMessage("no engine");
    }

    /** Another command was quicker, between the look and the start. */
    @Test
    void usesTheFarmThatWasQuicker() {
        List<DataFolder> others = new ArrayList<>();
        new FolderFarm(folder, new PrintWriter(notes, true), LONG)
                .use(
                        this::theirs,
                        () -> {
                            others.add(DataFolder.open(folder));
                            write(at("http://other:1"), folder);
                            return own();
                        },
                        _ -> {});
        others.forEach(DataFolder::close);

        assertThat(worked).containsExactly("http://other:1");
    }

    @Test
    void saysWhenItHasWaitedLongEnough() {
        try (DataFolder other = DataFolder.open(folder)) {
            assertThat(other.path()).isDirectory();
            assertThatThrownBy(() -> use(Duration.ZERO, _ -> {}))
                    .hasMessageContaining("just starting or stopping")
                    .hasMessageContaining("try again in a moment");
        }
    }
}
