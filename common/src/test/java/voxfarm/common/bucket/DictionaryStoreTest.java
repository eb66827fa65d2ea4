package voxfarm.common.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.VoiceId;

class DictionaryStoreTest {
    private static final Optional<VoiceId> FARM = Optional.empty();

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final DictionaryStore dictionaries = new DictionaryStore(store);

    private static byte[] lines(String... lines) {
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, String> words() {
        return new DictionaryStore(store).words(dictionaries.current(FARM).orElseThrow());
    }

    @Test
    void numbersItsVersions() {
        assertThat(dictionaries.current(FARM)).isEmpty();
        ObjectKey first = dictionaries.put(FARM, lines("a\tx"));
        ObjectKey second = dictionaries.put(FARM, lines("a\ty"));

        assertThat(first.value()).isEqualTo("dictionaries/farm/00000001.tsv");
        assertThat(second.value()).isEqualTo("dictionaries/farm/00000002.tsv");
        assertThat(words()).containsExactly(Map.entry("a", "y"));
    }

    @Test
    void keepsTheWordsOfManySmallVersions() {
        List<ObjectKey> versions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            versions.add(dictionaries.put(FARM, lines("a\t" + i)));
        }
        DictionaryStore another = new DictionaryStore(store);
        int before = store.reads();
        versions.forEach(another::words);
        versions.forEach(another::words);
        assertThat(store.reads()).isEqualTo(before + 100);
    }

    /** A dozen of them held would be more than a farm's heap has to spare. */
    @Test
    void keepsTheWordsOfFewLargeVersions() {
        List<ObjectKey> versions = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            versions.add(dictionaries.put(FARM, words("word" + i + "-", 100_000)));
        }
        DictionaryStore another = new DictionaryStore(store);
        versions.forEach(another::words);
        int before = store.reads();
        another.words(versions.get(4));
        another.words(versions.get(5));
        assertThat(store.reads()).as("the farm's and a voice's").isEqualTo(before);
        another.words(versions.get(0));
        another.words(versions.get(1));
        assertThat(store.reads()).as("were let go").isEqualTo(before + 2);
    }

    @Test
    void goesOnBehindVersionsOfAnOlderBuild() {
        store.create(
                new ObjectKey("dictionaries/farm/00000007-0123456789ab.tsv"), lines("a\tx"), "x");

        assertThat(dictionaries.put(FARM, lines("b\ty")).value()).endsWith("/00000008.tsv");
        assertThat(words()).containsOnlyKeys("b");
    }

    @Test
    void countsTheVersionBehindAThousandOthers() {
        for (int i = 1; i <= 2500; i++) {
            String key = String.format(Locale.ROOT, "dictionaries/farm/%08d-ab.tsv", i);
            store.create(new ObjectKey(key), lines("a\t" + i), "x");
        }
        ObjectKey key = dictionaries.put(FARM, lines("a\tlast"));

        assertThat(key.value()).endsWith("/00002501.tsv");
        assertThat(words()).containsEntry("a", "last");
        int before = store.lists();
        assertThat(dictionaries.current(FARM)).contains(key);
        assertThat(store.lists() - before).as("only what came since").isEqualTo(1);
    }

    @Test
    void losesNoUpdateOfManyAtOnce() throws Exception {
        dictionaries.put(FARM, lines("old\tx"));
        int writers = 16;
        CountDownLatch begin = new CountDownLatch(1);
        List<Future<ObjectKey>> puts = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            ObjectKey base = dictionaries.current(FARM).orElseThrow();
            for (int i = 0; i < writers; i++) {
                byte[] document = lines("# " + base, "old\tx", "new" + i + "\ty" + i);
                puts.add(
                        threads.submit(() -> {
                            begin.await();
                            return new DictionaryStore(store).put(FARM, document);
                        }));
            }
            begin.countDown();
            for (Future<ObjectKey> put : puts) {
                assertThat(put.get()).isNotNull();
            }
        }
        assertThat(puts.stream().map(Future::resultNow)).doesNotHaveDuplicates();
        assertThat(words()).hasSize(1 + writers).containsEntry("new7", "y7");
    }

    @Test
    void removesAndChangesBesideWhatOthersAdded() {
        ObjectKey base = dictionaries.put(FARM, lines("gone\tx", "kept\ty", "changed\tz"));
        dictionaries.put(FARM, lines("gone\tx", "kept\ty", "changed\tz", "theirs\ta"));
        dictionaries.put(FARM, lines("# " + base, "kept\ty", "changed\tb"));

        assertThat(words())
                .containsOnly(
                        Map.entry("kept", "y"),
                        Map.entry("changed", "b"),
                        Map.entry("theirs", "a"));
    }

    @Test
    void refusesToDecideBetweenTwoReadingsOfAWord() {
        ObjectKey base = dictionaries.put(FARM, lines("a\tx"));
        dictionaries.put(FARM, lines("a\tthere"));

        assertThatThrownBy(() -> dictionaries.put(FARM, lines("# " + base, "a\there")))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ID_CONFLICT))
                .hasMessageContaining("changed to here here, and to there by")
                .hasMessageContaining("00000002.tsv");
        assertThat(words()).containsEntry("a", "there");
    }

    private static byte[] words(String name, int count) {
        StringBuilder document = new StringBuilder();
        for (int i = 0; i < count; i++) {
            document.append(name).append(i).append("\tr\n");
        }
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] based(ObjectKey base, byte[] document) {
        return lines("# " + base, new String(document, StandardCharsets.UTF_8));
    }

    @Test
    void refusesToJoinWhatNobodyCouldReadTogether() {
        ObjectKey base = dictionaries.put(FARM, lines("a\tx"));
        ObjectKey theirs = dictionaries.put(FARM, words("theirs", 60_000));

        assertThatThrownBy(() -> dictionaries.put(FARM, based(base, words("mine", 60_000))))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("at most 100000 words")
                .hasMessageContaining("120000");
        String longReading = "r".repeat(1 << 20);
        ObjectKey before = dictionaries.put(FARM, lines("a\tx"));
        ObjectKey large =
                dictionaries.put(
                        FARM, lines("b\t" + longReading, "c\t" + longReading, "d\t" + longReading));
        assertThatThrownBy(() ->
                        dictionaries.put(
                                FARM,
                                based(before, lines("e\t" + longReading, "f\t" + longReading))))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("4,194,304 bytes");
        assertThat(theirs.value()).endsWith("/00000002.tsv");
        assertThat(dictionaries.current(FARM)).contains(large);
    }

    @Test
    void saysThatThereAreTooManyWordsOnce() {
        assertThatThrownBy(() -> dictionaries.put(FARM, words("w", 150_000)))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("line 100001: expected at most 100000 words")
                .hasMessageNotContaining("line 100002");
    }
}
