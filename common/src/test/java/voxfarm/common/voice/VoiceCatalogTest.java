package voxfarm.common.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Scales;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;

class VoiceCatalogTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final VoiceCatalog catalog = new VoiceCatalog(store);

    private void add(String voice, String version, int second) {
        VoiceManifest manifest =
                new VoiceManifest(
                        new VoiceId(voice),
                        version,
                        VoiceKind.PIPER,
                        22050,
                        256,
                        List.of(new Speaker(0, "default")),
                        List.of("EN"),
                        Scales.ORIGINAL_DEFAULTS,
                        300,
                        "builtin",
                        "en-us",
                        List.of(),
                        Map.of(),
                        "test",
                        Instant.ofEpochSecond(second));
        store.create(
                BucketLayout.voiceManifest(manifest.voice(), version),
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
}
