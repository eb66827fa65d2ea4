package voxfarm.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.UnservedVoice;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.models.importer.VoiceFolders;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackage;

@Timeout(60)
class RootImportsTest {
    private static final Duration SOON = Duration.ofMillis(10);
    private static final UnservedVoice EMPTY = new UnservedVoice("voices/e", "the folder is empty");
    private static final VoiceId ANN = new VoiceId("ann");
    private static final VoiceId BOB = new VoiceId("bob");

    private final Set<ObjectKey> bucket = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<VoiceId> told = new LinkedBlockingQueue<>();
    private Function<VoiceId, VoicePackage> importer = RootImportsTest::made;
    private RootImports imports = imports(List.of());

    private static VoicePackage made(VoiceId voice) {
        return new VoicePackage(Manifests.of(voice).build(), Path.of("nowhere"));
    }

    private static ObjectKey manifest(VoiceId voice) {
        return BucketLayout.voiceManifest(voice, new VoiceVersion("0123456789abcdef"));
    }

    private RootImports imports(List<VoiceId> voices) {
        RootImports.Bringing bringing =
                new RootImports.Bringing() {
                    @Override
                    public Set<ObjectKey> published() {
                        return Set.copyOf(bucket);
                    }

                    @Override
                    public VoicePackage importVoice(VoiceSource source) {
                        return importer.apply(source.voice());
                    }

                    @Override
                    public boolean publish(VoicePackage voice) {
                        return bucket.add(manifest(voice.manifest().voice()));
                    }
                };
        imports =
                new RootImports(
                        new VoiceFolders.Found(
                                voices.stream().<VoiceSource>map(RootImportsTest::source).toList(),
                                List.of(),
                                List.of(EMPTY)),
                        bringing,
                        SOON,
                        SOON);
        return imports;
    }

    private static VoiceSource source(VoiceId voice) {
        return new VoiceSource.Piper(
                voice,
                Path.of("nowhere", voice + ".onnx"),
                Path.of("nowhere", voice + ".onnx.json"),
                VoiceSource.Phonemizer.BUILTIN);
    }

    @AfterEach
    void close() {
        imports.close();
    }

    private VoiceId nextTold() throws InterruptedException {
        VoiceId voice = told.poll(30, TimeUnit.SECONDS);
        assertThat(voice).as("told in time").isNotNull();
        return java.util.Objects.requireNonNull(voice);
    }

    @Test
    void waitsForAllWhereTheBucketIsEmptyAndTellsOfThem() throws Exception {
        imports(List.of(ANN, BOB)).start();
        assertThat(bucket).containsExactlyInAnyOrder(manifest(ANN), manifest(BOB));
        assertThat(imports.bringing()).isEmpty();

        imports.announceTo(voice -> told.add(voice.voice()));
        assertThat(List.of(nextTold(), nextTold())).containsExactlyInAnyOrder(ANN, BOB);
    }

    @Test
    void tellsOfNoVoiceThatWasThere() throws Exception {
        bucket.add(manifest(ANN));
        imports(List.of(ANN, BOB)).start();
        imports.announceTo(voice -> told.add(voice.voice()));

        assertThat(nextTold()).isEqualTo(BOB);
        assertThat(told).isEmpty();
    }

    /** Callers are told to come back, meanwhile. */
    @Test
    void saysWhatItIsBringingWhileItsStartIsOver() throws Exception {
        bucket.add(manifest(ANN));
        CountDownLatch go = new CountDownLatch(1);
        importer =
                voice -> {
                    if (voice.equals(BOB)) {
                        awaitQuietly(go);
                    }
                    return made(voice);
                };
        imports(List.of(ANN, BOB));
        assertThat(imports.bringing()).as("before it starts").containsExactly(ANN, BOB);
        imports.start();
        assertThat(imports.isBringing(BOB)).isTrue();
        imports.announceTo(voice -> told.add(voice.voice()));
        go.countDown();

        assertThat(nextTold()).isEqualTo(BOB);
        assertThat(imports.isBringing(BOB)).as("in the bucket before anybody is told").isFalse();
    }

    /** The others take all threads, for minutes. */
    @Test
    void tellsOfWhatIsThereWhileOthersAreStillImported() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch first = new CountDownLatch(1);
        importer =
                voice -> {
                    if (!voice.equals(ANN)) {
                        awaitQuietly(go);
                    }
                    first.countDown();
                    return made(voice);
                };
        bucket.add(new ObjectKey("voices/other/00000000/manifest.json"));
        List<VoiceId> voices =
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(ANN),
                                IntStream.range(0, 20).mapToObj(i -> new VoiceId("v" + i)))
                        .toList();
        imports(voices).start();
        first.await();
        while (imports.isBringing(ANN)) {
            Thread.onSpinWait();
        }
        imports.announceTo(voice -> told.add(voice.voice()));

        assertThat(nextTold()).isEqualTo(ANN);
        go.countDown();
    }

    @Test
    void tellsAgainUntilItWasHeard() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        imports(List.of(ANN)).start();
        imports.announceTo(voice -> {
            if (calls.incrementAndGet() < 3) {
                throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "down");
            }
            told.add(voice.voice());
        });

        assertThat(nextTold()).isEqualTo(ANN);
        assertThat(calls).hasValue(3);
    }

    /** The start does not hang on it, and callers are not told that there is no such voice. */
    @Test
    void triesAgainWhatMayMend() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<Void> mended = new CompletableFuture<>();
        importer =
                voice -> {
                    calls.incrementAndGet();
                    if (!mended.isDone()) {
                        throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "down");
                    }
                    return made(voice);
                };
        imports(List.of(ANN)).start();
        assertThat(imports.isBringing(ANN)).isTrue();
        imports.announceTo(voice -> told.add(voice.voice()));
        while (calls.get() < 3) {
            Thread.onSpinWait();
        }
        mended.complete(null);

        assertThat(nextTold()).isEqualTo(ANN);
    }

    @Test
    void givesUpWhatCannotBeImportedAndHoldsUpNoOther() throws Exception {
        importer =
                voice -> {
                    if (voice.equals(ANN)) {
                        throw new VoxfarmException(ErrorCode.INVALID_VOICE, "no voice");
                    }
                    return made(voice);
                };
        imports(List.of(ANN, BOB)).start();

        assertThat(imports.bringing()).as("nobody needs to wait for it").isEmpty();
        assertThat(bucket).containsExactly(manifest(BOB));
        assertThat(imports.unserved())
                .as("for those who ask what became of it")
                .containsExactly(
                        EMPTY,
                        new UnservedVoice(Path.of("nowhere", "ann.onnx").toString(), "no voice"));
    }

    @Test
    void saysAgainAndAgainWhatIsImportedAndTakesItBackOnce() {
        List<VoiceId> left = new java.util.ArrayList<>(List.of(ANN, BOB));
        List<List<VoiceId>> said = new java.util.ArrayList<>();
        ImportNotices notices =
                new ImportNotices(() -> List.copyOf(left), ids -> said.add(List.copyOf(ids)));
        notices.turn();
        left.remove(ANN);
        notices.turn();
        left.clear();
        notices.turn();
        notices.turn();
        notices.close();

        assertThat(said).containsExactly(List.of(ANN, BOB), List.of(BOB), List.of());
    }

    @Test
    void takesBackWhatItWillNotBring() {
        List<List<VoiceId>> said = new java.util.ArrayList<>();
        ImportNotices notices =
                new ImportNotices(() -> List.of(ANN), ids -> said.add(List.copyOf(ids)));
        notices.turn();
        notices.close();
        notices.close();

        assertThat(said).containsExactly(List.of(ANN), List.of());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
