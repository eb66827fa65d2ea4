package voxfarm.common.voice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectStore;

/**
 * The voices in the bucket. Of each voice the version imported last is current; manifests never
 * change, so each is read once. Thread-safe; readers see the state of the last {@link #refresh}.
 */
public final class VoiceCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(VoiceCatalog.class);
    private static final long MAX_MANIFEST_BYTES = 16L << 20;

    private final ObjectStore store;

    /** Guarded by this. Every manifest ever seen, by voice and version. */
    private final Map<String, VoiceManifest> known = new HashMap<>();

    private volatile Map<VoiceId, VoiceManifest> current = Map.of();

    public VoiceCatalog(ObjectStore store) {
        this.store = store;
    }

    /**
     * Looks for new voices and versions. A package without its manifest is not complete and not
     * listed.
     */
    public synchronized void refresh() {
        Map<VoiceId, VoiceManifest> found = new TreeMap<>();
        for (String folder : store.folders(BucketLayout.VOICES)) {
            Optional<VoiceId> voice = voiceId(folder);
            if (voice.isPresent()) {
                newest(voice.get()).ifPresent(manifest -> found.put(voice.get(), manifest));
            }
        }
        current = Map.copyOf(found);
    }

    private static Optional<VoiceId> voiceId(String folder) {
        try {
            return Optional.of(new VoiceId(folder));
        } catch (VoxfarmException e) {
            LOG.warn(
                    "bucket: {}{} is not a voice: {}", BucketLayout.VOICES, folder, e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<VoiceManifest> newest(VoiceId voice) {
        List<VoiceManifest> versions = new ArrayList<>();
        for (String version : store.folders(BucketLayout.VOICES + voice + "/")) {
            read(voice, version).ifPresent(versions::add);
        }
        return versions.stream()
                .max(
                        Comparator.comparing(VoiceManifest::importedAt)
                                .thenComparing(VoiceManifest::version));
    }

    private Optional<VoiceManifest> read(VoiceId voice, String version) {
        String key = voice + "/" + version;
        VoiceManifest seen = known.get(key);
        if (seen != null) {
            return Optional.of(seen);
        }
        try {
            Optional<VoiceManifest> manifest =
                    store.read(BucketLayout.voiceManifest(voice, version), MAX_MANIFEST_BYTES)
                            .map(VoiceManifestCodec::read);
            manifest.ifPresent(m -> known.put(key, m));
            return manifest;
        } catch (VoxfarmException e) {
            if (e.code().retryable()) {
                throw e;
            }
            LOG.warn("voice {}: passed over: {}", key, e.getMessage());
            return Optional.empty();
        }
    }

    /** The current version of a voice. */
    public Optional<VoiceManifest> find(VoiceId voice) {
        return Optional.ofNullable(current.get(voice));
    }

    /** The current version of every voice, by id. */
    public List<VoiceManifest> all() {
        return current.values().stream()
                .sorted(Comparator.comparing(VoiceManifest::voice))
                .toList();
    }
}
