package voxfarm.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.CatalogFollower;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;

class ServedVoicesTest {
    private static final VoiceId ANN = new VoiceId("ann");
    private static final VoiceId JOE = new VoiceId("joe");

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger changes = new AtomicInteger();
    private Consumer<Set<VoiceId>> topics = _ -> {};
    private final ServedVoices served =
            new ServedVoices(
                    new VoiceCatalog(store),
                    voices -> topics.accept(voices),
                    changes::incrementAndGet,
                    nanos::get);

    private void add(VoiceId voice) {
        VoiceManifest manifest = Manifests.of(voice).build();
        store.create(
                BucketLayout.voiceManifest(voice, manifest.version()),
                VoiceManifestCodec.write(manifest),
                "application/json");
    }

    @Test
    void looksAgainSoonAfterALookThatFailed() {
        add(JOE);
        served.refresh();
        add(ANN); // its announcement comes while the store is down
        store.setDown(true);
        assertThat(served.refresh()).isFalse();
        served.refreshIfDue();
        assertThat(served.now()).as("as before").containsExactly(JOE);

        store.setDown(false);
        served.refreshIfDue();
        assertThat(served.now()).containsExactlyInAnyOrder(ANN, JOE);
        assertThat(changes).hasValue(2);
    }

    /** Each look is a walk over the bucket. */
    @Test
    void looksOnceForAThousandAnnouncementsAndMissesNone() {
        add(JOE);
        served.announced();
        assertThat(served.now()).as("at once").containsExactly(JOE);
        int before = store.lists();
        add(ANN);
        for (int i = 0; i < 1000; i++) {
            served.announced();
        }
        assertThat(store.lists()).isEqualTo(before);

        served.refreshIfDue();
        int after = store.lists();
        served.refreshIfDue();

        assertThat(served.now()).containsExactlyInAnyOrder(ANN, JOE);
        assertThat(store.lists()).isEqualTo(after);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        served.announced();
        assertThat(store.lists()).as("at once again").isGreaterThan(after);
    }

    @Test
    void servesNoVoiceBeforeItHasItsTopics() {
        add(JOE);
        topics =
                _ -> {
                    throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "down");
                };
        assertThat(served.refresh()).isFalse();
        assertThat(served.now()).isEmpty();

        topics = _ -> {};
        served.refreshIfDue();
        assertThat(served.now()).containsExactly(JOE);
    }

    @Test
    void looksForLostAnnouncementsNowAndThenAndCostsNothingInBetween() {
        served.refresh();
        int before = store.lists();
        add(JOE);
        nanos.addAndGet(CatalogFollower.PERIOD.toNanos() - 1);
        served.refreshIfDue();
        assertThat(store.lists()).isEqualTo(before);

        nanos.addAndGet(1);
        served.refreshIfDue();
        assertThat(served.now()).containsExactly(JOE);
    }

    /** Two announcements: the first look is held up where it makes topics. */
    @Test
    void neverPutsWhatAnEarlierLookSawInThePlaceOfALaterOnes() throws Exception {
        add(JOE);
        CountDownLatch inFirst = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        topics =
                voices -> {
                    if (!voices.contains(ANN)) {
                        inFirst.countDown();
                        await(goOn);
                    }
                };
        CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(served::refresh);
        await(inFirst);
        add(ANN);
        Thread second = Thread.ofPlatform().start(served::refresh);
        while (second.isAlive() && second.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        second.join();
        first.get(1, TimeUnit.MINUTES);

        assertThat(served.now()).containsExactlyInAnyOrder(ANN, JOE);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
