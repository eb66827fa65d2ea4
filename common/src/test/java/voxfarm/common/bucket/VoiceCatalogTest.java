package voxfarm.common.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.CapturedLog;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.common.voice.VoiceVersion;

class VoiceCatalogTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> told = new ArrayList<>();
    private final Set<VoiceId> expected = new HashSet<>();
    private final VoiceCatalog catalog =
            new VoiceCatalog(
                    store,
                    new VoiceCatalog.Observer() {
                        @Override
                        public void prepare(Set<VoiceId> voices) {
                            told.add("prepare " + new TreeSet<>(voices));
                        }

                        @Override
                        public boolean expects(VoiceId voice) {
                            return expected.contains(voice);
                        }

                        @Override
                        public void found(VoiceManifest voice) {
                            told.add("found " + voice.voice());
                        }
                    },
                    nanos::get);

    @Test
    void fillsNoLogWithWhatIsNoVoice() {
        for (int i = 0; i < 50; i++) {
            for (String key : List.of("voices/UP CASE" + i + "/1/", "voices/joe" + i + "/1/")) {
                store.create(new ObjectKey(key + "manifest.json"), new byte[] {'{'}, "x/y");
            }
        }
        try (CapturedLog log = new CapturedLog(VoiceCatalog.class)) {
            for (int i = 0; i < 5; i++) {
                catalog.refresh();
            }
            assertThat(log.lines()).hasSize(2);
        }
    }

    private void add(String voice, String version, int second) {
        VoiceManifest manifest =
                Manifests.of(voice)
                        .version(new VoiceVersion(version))
                        .importedAt(Instant.ofEpochSecond(second))
                        .build();
        store.create(
                BucketLayout.voiceManifest(manifest.voice(), manifest.version()),
                VoiceManifestCodec.write(manifest),
                "application/json");
    }

    @Test
    void takesTheVersionImportedLast() {
        add("joe", "aaaaaaaa", 2);
        add("joe", "bbbbbbbb", 1);
        add("ann", "cccccccc", 3);
        catalog.refresh();

        assertThat(catalog.all())
                .extracting(m -> m.voice() + "@" + m.version())
                .containsExactly("ann@cccccccc", "joe@aaaaaaaa");
    }

    @Test
    void passesOverIncompleteAndDamagedPackages() {
        store.create(new ObjectKey("voices/half/aaaaaaaa/encoder.onnx"), new byte[1], "x");
        store.create(new ObjectKey("voices/bad/aaaaaaaa/manifest.json"), new byte[] {'{'}, "x");
        store.create(
                new ObjectKey("voices/not an id/aaaaaaaa/manifest.json"), new byte[] {'{'}, "x");
        add("joe", "aaaaaaaa", 1);
        catalog.refresh();

        assertThat(catalog.all()).hasSize(1);
        assertThat(catalog.find(new VoiceId("half"))).isEmpty();
    }

    @Test
    void keepsWhatItKnowsWhileTheStoreIsDown() {
        add("joe", "aaaaaaaa", 1);
        catalog.refresh();
        store.setDown(true);

        assertThatThrownBy(catalog::refresh).isInstanceOf(VoxfarmException.class);
        assertThat(catalog.find(new VoiceId("joe"))).isPresent();
    }

    @Test
    void deniesNoVoiceWhileItCannotLook() {
        add("joe", "aaaaaaaa", 1);
        store.setDown(true);
        assertThatThrownBy(catalog::refresh).isInstanceOf(VoxfarmException.class);
        assertNotReady("joe");

        store.setDown(false);
        catalog.refresh();
        assertThat(catalog.find(new VoiceId("joe"))).isPresent();
        assertThat(catalog.find(new VoiceId("eve"))).isEmpty();

        store.setDown(true);
        assertThatThrownBy(catalog::refresh).isInstanceOf(VoxfarmException.class);
        assertNotReady("eve");
    }

    private void assertNotReady(String voice) {
        assertThatThrownBy(() -> catalog.find(new VoiceId(voice)))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
    }

    @Test
    void looksForAVoiceThatCameSinceBeforeItDeniesIt() {
        catalog.refresh();
        add("joe", "aaaaaaaa", 1);
        add("joe", "bbbbbbbb", 2);
        told.clear();

        assertThat(catalog.find(new VoiceId("joe")).orElseThrow().version().value())
                .isEqualTo("bbbbbbbb");
        assertThat(told).containsExactly("prepare [joe]", "found joe");
        assertThat(catalog.all()).hasSize(1);
    }

    @Test
    void looksAgainForADeniedVoiceWhenTheDenialIsOld() {
        catalog.refresh();
        assertThat(catalog.find(new VoiceId("joe"))).isEmpty();
        add("joe", "aaaaaaaa", 1);

        nanos.addAndGet(VoiceCatalog.DENIAL.toNanos());
        assertThat(catalog.find(new VoiceId("joe"))).isPresent();
    }

    @Test
    void looksAgainForADeniedVoiceWhenVoicesWereAnnounced() {
        assertThat(catalog.find(new VoiceId("joe"))).isEmpty();
        add("joe", "aaaaaaaa", 1);
        catalog.refresh();

        assertThat(catalog.find(new VoiceId("joe"))).isPresent();
    }

    @Test
    void looksSoOftenASecondAndDeniesNothingBeyond() {
        catalog.refresh();
        int before = store.lists();
        for (int i = 0; i < 3 * VoiceCatalog.LOOKS_A_SECOND; i++) {
            String voice = "eve" + i;
            if (i < VoiceCatalog.LOOKS_A_SECOND) {
                assertThat(catalog.find(new VoiceId(voice))).isEmpty();
            } else {
                assertNotReady(voice);
            }
        }
        assertThat(store.lists() - before).isEqualTo(VoiceCatalog.LOOKS_A_SECOND);
        assertThat(catalog.find(new VoiceId("eve0"))).as("known to be none").isEmpty();

        nanos.addAndGet(1_000_000_000);
        assertThat(catalog.find(new VoiceId("eve50"))).isEmpty();
    }

    @Test
    void listsAllVoicesAtOnce() {
        for (int i = 0; i < 50; i++) {
            add("v" + i, "aaaaaaaa", i);
        }
        int before = store.lists();
        catalog.refresh();

        assertThat(catalog.all()).hasSize(50);
        assertThat(store.lists() - before).isEqualTo(1);
        assertThat(told.getFirst()).startsWith("prepare [v0, v1, v10,");
    }

    @Test
    void keepsVoicesUnknownWhileWhatTheyNeedCannotBePrepared() {
        VoiceCatalog unprepared =
                new VoiceCatalog(
                        store,
                        new VoiceCatalog.Observer() {
                            @Override
                            public void prepare(Set<VoiceId> voices) {
                                throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "down");
                            }
                        },
                        nanos::get);
        add("joe", "aaaaaaaa", 1);

        assertThatThrownBy(() -> unprepared.find(new VoiceId("joe")))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
    }

    @Test
    void servesTheFirstOfTwoVoicesThatKafkaCannotTellApart() {
        add("a_b", "aaaaaaaa", 1);
        add("a.b", "bbbbbbbb", 2);
        add("a_b", "cccccccc", 3);
        catalog.refresh();

        assertThat(catalog.all()).extracting(m -> m.voice().value()).containsExactly("a_b");
        assertThat(catalog.find(new VoiceId("a.b"))).isEmpty();
    }

    @Test
    void refusesTheSecondOfTwoVoicesThatKafkaCannotTellApartByName() {
        VoiceNames.claim(store, new VoiceId("a.b"));
        VoiceNames.claim(store, new VoiceId("a.b"));

        assertThatThrownBy(() -> VoiceNames.claim(store, new VoiceId("a_b")))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VOICE))
                .hasMessageContaining("voice a_b")
                .hasMessageContaining("voice a.b");

        catalog.remove(new VoiceId("a.b"));
        VoiceNames.claim(store, new VoiceId("a_b"));
    }

    @Test
    void deniesNoVoiceThatSomebodyIsBringing() {
        VoiceId ann = new VoiceId("ann");
        assertThat(catalog.find(ann)).as("denied, and remembered for a moment").isEmpty();
        expected.add(ann);
        assertThatThrownBy(() -> catalog.find(ann))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY))
                .hasMessageContaining("being brought");
        assertThat(catalog.find(new VoiceId("eve"))).isEmpty();

        add("ann", "cccccccc", 3);
        assertThat(catalog.find(ann)).as("there, before its importer says so").isPresent();
    }

    @Test
    void deniesAVoiceThatItsImporterGaveUp() {
        VoiceId ann = new VoiceId("ann");
        expected.add(ann);
        assertThatThrownBy(() -> catalog.find(ann)).isInstanceOf(VoxfarmException.class);
        expected.clear();
        assertThat(catalog.find(ann)).isEmpty();
    }
}
