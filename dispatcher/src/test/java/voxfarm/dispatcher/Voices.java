package voxfarm.dispatcher;

import java.util.List;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.common.voice.VoiceVersion;

/** A voice for tests. */
public final class Voices {
    public static final VoiceManifest JOE =
            Manifests.of("joe")
                    .speakers(List.of(new Speaker(0, "ann"), new Speaker(3, "bob")))
                    .defaults(new Scales(1, 0.667, 0.8, 1))
                    .maxSegmentCharacters(40)
                    .build();

    private Voices() {}

    /** The same under another name. */
    public static VoiceManifest named(String id) {
        return Manifests.like(JOE).voice(new VoiceId(id)).build();
    }

    /** Stores a later version of {@link #JOE}. */
    public static void addNewer(ObjectStore store) {
        VoiceVersion version = new VoiceVersion("fedcba9876543210");
        VoiceManifest newer =
                Manifests.like(JOE)
                        .version(version)
                        .importedAt(JOE.importedAt().plusSeconds(1))
                        .build();
        store.create(
                BucketLayout.voiceManifest(JOE.voice(), version),
                VoiceManifestCodec.write(newer),
                "application/json");
    }

    /** A catalog that holds {@link #JOE}. */
    public static VoiceCatalog catalog(ObjectStore store) {
        store.create(
                BucketLayout.voiceManifest(JOE.voice(), JOE.version()),
                VoiceManifestCodec.write(JOE),
                "application/json");
        VoiceCatalog catalog = new VoiceCatalog(store);
        catalog.refresh();
        return catalog;
    }
}
