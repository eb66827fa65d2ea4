package voxfarm.common.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** What every bucket does; run on the fake and on real servers. Each test uses names of its own. */
public abstract class ObjectStoreContract {
    private static final String TEXT = "text/plain";

    protected abstract ObjectStore store();

    /** Does what a writer does that ends in the middle of a large file. */
    protected abstract void beginUpload(ObjectKey key);

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
    void replacesWhatIsThereAndWhatIsNot() {
        store().replace(key("a"), bytes("first"), TEXT);
        store().replace(key("a"), bytes("2nd"), TEXT);
        assertThat(store().read(key("a"), 100)).hasValue(bytes("2nd"));
        assertThat(store().head(key("a")).orElseThrow().bytes()).isEqualTo(3);
        assertThat(store().create(key("a"), bytes("third"), TEXT))
                .as("create-once holds behind it")
                .isEqualTo(ObjectStore.Created.TAKEN);
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
    void readsARangeAndLessWhereTheObjectEnds() {
        store().create(key("a"), bytes("0123456789"), TEXT);

        assertThat(store().readRange(key("a"), 0, 3)).hasValue(bytes("012"));
        assertThat(store().readRange(key("a"), 4, 1)).hasValue(bytes("4"));
        assertThat(store().readRange(key("a"), 7, 100)).hasValue(bytes("789"));
        assertThat(store().readRange(key("a"), 10, 5)).hasValue(new byte[0]);
        assertThat(store().readRange(key("a"), 99, 5)).hasValue(new byte[0]);
        assertThat(store().readRange(key("none"), 0, 5)).isEmpty();
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

        Page first = store().list(folder, Optional.empty(), 2);
        Page rest = store().list(folder, Optional.of(first.last()), 10);

        assertThat(first.objects()).extracting(ObjectInfo::key).containsExactly(key("a"), key("b"));
        assertThat(first.more()).isTrue();
        assertThat(rest.objects())
                .extracting(ObjectInfo::key)
                .containsExactly(key("c"), key("d"), key("other/x"));
        assertThat(rest.more()).isFalse();
    }

    @Test
    void saysThatNothingFollowsAFullLastPage() {
        store().create(key("a"), bytes("a"), TEXT);
        store().create(key("b"), bytes("b"), TEXT);

        assertThat(store().list(folder, Optional.empty(), 2).more()).isFalse();
        assertThat(store().list(folder, Optional.of(key("b")), 2)).isEqualTo(Page.EMPTY);
    }

    /** Also where a store answers shorter pages than it was asked for. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void listsEverythingOnceHoweverShortThePages(int pageSize) {
        List<ObjectKey> expected = new ArrayList<>();
        for (int i = 100; i < 205; i++) {
            expected.add(key(i + "/x"));
            store().create(expected.getLast(), bytes("x"), TEXT);
        }
        ObjectStore shortPages = new ShortPages(store(), pageSize);

        List<ObjectKey> found = new ArrayList<>();
        new ObjectListing(shortPages, folder).forEachRemaining(object -> found.add(object.key()));
        List<ObjectKey> behind = new ArrayList<>();
        new ObjectListing(shortPages, folder, Optional.of(expected.get(99)))
                .forEachRemaining(object -> behind.add(object.key()));

        assertThat(found).isEqualTo(expected);
        assertThat(behind).isEqualTo(expected.subList(100, 105));
        assertThat(ObjectListing.first(shortPages, folder, 101))
                .extracting(ObjectInfo::key)
                .isEqualTo(expected.subList(0, 101));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void listsWhatStaysOnceWhileOthersComeAndGo(int pageSize) {
        List<ObjectKey> staying = new ArrayList<>();
        for (int i = 100; i < 150; i++) {
            staying.add(key(i + "/x"));
            store().create(staying.getLast(), bytes("x"), TEXT);
            store().create(key(i + "/gone"), bytes("x"), TEXT);
        }
        List<ObjectKey> found = new ArrayList<>();
        ObjectListing all = new ObjectListing(new ShortPages(store(), pageSize), folder);
        for (int i = 149; all.hasNext(); i--) {
            found.add(all.next().key());
            store().delete(key(i + "/gone"));
            if (i > 100) { // then as many as there were come in their place
                store().create(key(i + "/new"), bytes("x"), TEXT);
            }
        }

        assertThat(found).filteredOn(staying::contains).isEqualTo(staying);
        assertThat(found).doesNotHaveDuplicates().isSorted();
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

        assertThat(store().list("probes/", Optional.empty(), 10)).isEqualTo(Page.EMPTY);
    }

    @Test
    void deletesManyAtOnce() {
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            keys.add(key("many/" + i));
            store().create(keys.getLast(), bytes("x"), TEXT);
        }
        store().create(key("stays"), bytes("x"), TEXT);
        keys.add(key("many/never-there"));

        store().deleteAll(keys);
        store().deleteAll(List.of());

        assertThat(store().list(folder, Optional.empty(), 100).objects())
                .extracting(ObjectInfo::key)
                .containsExactly(key("stays"));
    }

    @Test
    void findsAndAbortsUploadsThatWereNeverCompleted() {
        beginUpload(key("u"));
        Instant now = Instant.now();

        List<IncompleteUpload> found = store().incompleteUploads(now.plus(1, ChronoUnit.HOURS));

        assertThat(found).extracting(IncompleteUpload::key).contains(key("u"));
        assertThat(store().incompleteUploads(now.minus(1, ChronoUnit.HOURS)))
                .extracting(IncompleteUpload::key)
                .doesNotContain(key("u"));
        assertThat(store().list(folder, Optional.empty(), 10)).isEqualTo(Page.EMPTY);
        found.forEach(store()::abort);
        found.forEach(store()::abort);
        assertThat(store().incompleteUploads(now.plus(1, ChronoUnit.HOURS))).isEmpty();
    }

    @Test
    void tellsWhenAnObjectWasWritten() {
        store().create(key("a"), bytes("1"), TEXT);

        Instant listed =
                store().list(folder, Optional.empty(), 1).objects().getFirst().lastModified();
        Instant asked = store().head(key("a")).orElseThrow().lastModified();

        // stores keep seconds, and have a clock of their own
        assertThat(listed).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
        assertThat(asked).isCloseTo(listed, within(1, ChronoUnit.SECONDS));
    }
}
