package voxfarm.common.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** What every bucket does; run on the fake and on real servers. Each test uses names of its own. */
public abstract class ObjectStoreContract {
    private static final String TEXT = "text/plain";

    protected abstract ObjectStore store();

    private final String folder = "contract/" + java.util.UUID.randomUUID() + "/";

    private ObjectKey key(String name) {
        return new ObjectKey(folder + name);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsBackWhatWasCreated() {
        assertThat(store().create(key("a"), bytes("hello"), TEXT))
                .isEqualTo(ObjectStore.Created.STORED);

        assertThat(store().read(key("a"), 100))
                .hasValueSatisfying(b -> assertThat(b).isEqualTo(bytes("hello")));
    }

    @Test
    void keepsTheFirstOfTwoWrites() {
        store().create(key("a"), bytes("first"), TEXT);

        assertThat(store().create(key("a"), bytes("second"), TEXT))
                .isEqualTo(ObjectStore.Created.TAKEN);
        assertThat(store().read(key("a"), 100))
                .hasValueSatisfying(b -> assertThat(b).isEqualTo(bytes("first")));
    }

    @Test
    void takesTheSameBytesAgainAsStored() {
        store().create(key("a"), bytes("same"), TEXT);

        assertThat(store().create(key("a"), bytes("same"), TEXT))
                .isEqualTo(ObjectStore.Created.STORED);
    }

    @Test
    void createsFromAFile(@TempDir Path temporary) throws IOException {
        byte[] large = new byte[300_000];
        new java.util.Random(1).nextBytes(large);
        Path file = Files.write(temporary.resolve("f"), large);

        assertThat(store().create(key("f"), file, TEXT)).isEqualTo(ObjectStore.Created.STORED);
        assertThat(store().create(key("f"), file, TEXT)).isEqualTo(ObjectStore.Created.STORED);
        assertThat(store().read(key("f"), large.length))
                .hasValueSatisfying(b -> assertThat(b).isEqualTo(large));
    }

    /** Large enough to go in parts where a store would hold a whole body in memory. */
    @Test
    void createsFromALargeFile(@TempDir Path temporary) throws IOException {
        byte[] large = new byte[70 << 20];
        new java.util.Random(2).nextBytes(large);
        Path file = Files.write(temporary.resolve("large"), large);
        Path other = temporary.resolve("other");
        large[large.length - 1] ^= 1;
        Files.write(other, large);

        assertThat(store().create(key("large"), file, TEXT)).isEqualTo(ObjectStore.Created.STORED);
        assertThat(store().create(key("large"), file, TEXT)).isEqualTo(ObjectStore.Created.STORED);
        assertThat(store().create(key("large"), other, TEXT)).isEqualTo(ObjectStore.Created.TAKEN);
        assertThat(store().head(key("large")))
                .hasValueSatisfying(info -> assertThat(info.bytes()).isEqualTo(large.length));
    }

    @Test
    void findsNothingUnderAnUnusedName() {
        assertThat(store().read(key("none"), 10)).isEmpty();
        assertThat(store().open(key("none"), 0)).isEmpty();
        assertThat(store().head(key("none"))).isEmpty();
    }

    @Test
    void refusesToReadMoreThanAllowed() {
        store().create(key("a"), bytes("12345"), TEXT);

        assertThat(store().read(key("a"), 5)).isPresent();
        assertThatThrownBy(() -> store().read(key("a"), 4))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE));
    }

    @Test
    void opensFromAnOffset() throws IOException {
        store().create(key("a"), bytes("0123456789"), TEXT);

        try (InputStream in = store().open(key("a"), 7).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes("789"));
        }
    }

    @Test
    void tellsSizeAndTag() {
        store().create(key("a"), bytes("12345"), TEXT);

        assertThat(store().head(key("a")))
                .hasValueSatisfying(info -> {
                    assertThat(info.bytes()).isEqualTo(5);
                    assertThat(info.etag()).isNotBlank().doesNotContain("\"");
                });
    }

    @Test
    void listsInOrderFromAPlace() {
        for (String name : List.of("b", "a", "d", "c", "other/x")) {
            store().create(key(name), bytes(name), TEXT);
        }

        List<ObjectInfo> first = store().list(folder, Optional.empty(), 2);
        List<ObjectInfo> rest = store().list(folder, Optional.of(first.getLast().key()), 10);

        assertThat(first).extracting(ObjectInfo::key).containsExactly(key("a"), key("b"));
        assertThat(rest)
                .extracting(ObjectInfo::key)
                .containsExactly(key("c"), key("d"), key("other/x"));
    }

    @Test
    void listsFolders() {
        store().create(key("x/1"), bytes("1"), TEXT);
        store().create(key("x/2"), bytes("2"), TEXT);
        store().create(key("y/1"), bytes("1"), TEXT);
        store().create(key("file"), bytes("1"), TEXT);

        assertThat(store().folders(folder)).containsExactly("x", "y");
    }

    @Test
    void deletesAndDoesNotMindDeletingAgain() {
        store().create(key("a"), bytes("1"), TEXT);

        store().delete(key("a"));
        store().delete(key("a"));

        assertThat(store().head(key("a"))).isEmpty();
    }

    @Test
    void letsExactlyOneOfManyWritersWin() throws Exception {
        List<Callable<ObjectStore.Created>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            byte[] mine = bytes("writer " + i);
            writers.add(() -> store().create(key("race"), mine, TEXT));
        }
        int won = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<ObjectStore.Created> answer : threads.invokeAll(writers)) {
                won += answer.get() == ObjectStore.Created.STORED ? 1 : 0;
            }
        }

        assertThat(won).isEqualTo(1);
    }

    @Test
    void passesTheProbeOfCreateOnce() {
        CreateOnceProbe.check(store());

        assertThat(store().list("probes/", Optional.empty(), 10)).isEmpty();
    }
}
