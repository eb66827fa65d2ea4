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
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
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

    /** Whether the last look failed, or there was none: then what is not known may be there. */
    private volatile boolean stale = true;

    public VoiceCatalog(ObjectStore store) {
        this.store = store;
    }

    /**
     * Looks for new voices and versions. A package without its manifest is not complete and not
     * listed.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE}; what was known stays known
     */
    public synchronized void refresh() {
        try {
            Map<VoiceId, VoiceManifest> found = new TreeMap<>();
            for (String folder : store.folders(BucketLayout.VOICES)) {
                Optional<VoiceId> voice = voiceId(folder);
                if (voice.isPresent()) {
                    newest(voice.get()).ifPresent(manifest -> found.put(voice.get(), manifest));
                }
            }
            current = Map.copyOf(found);
            stale = false;
        } catch (RuntimeException e) {
            stale = true;
            throw e;
        }
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

    /**
     * Deletes every version of a voice from the bucket, its manifests first: a package without one
     * is not there. Known here until the next {@link #refresh}.
     *
     * @return how many objects that were
     */
    public int remove(VoiceId voice) {
        for (String version : store.folders(BucketLayout.VOICES + voice + "/")) {
            store.delete(BucketLayout.voiceManifest(voice, version));
        }
        List<ObjectKey> objects = new ArrayList<>();
        new ObjectListing(store, BucketLayout.VOICES + voice + "/")
                .forEachRemaining(object -> objects.add(object.key()));
        store.deleteAll(objects);
        return objects.size();
    }

    /**
     * The current version of a voice; empty if the bucket holds none.
     *
     * @throws VoxfarmException {@code NOT_READY} if it is not known and the bucket could not be
     *     looked at: nobody may be told then that there is no such voice
     */
    public Optional<VoiceManifest> find(VoiceId voice) {
        VoiceManifest known = current.get(voice);
        if (known == null && stale) {
            throw VoxfarmException.of(
                    ErrorCode.NOT_READY,
                    "voice %s: the bucket's voices cannot be listed at the moment",
                    voice);
        }
        return Optional.ofNullable(known);
    }

    /** The current version of every voice, by id. */
    public List<VoiceManifest> all() {
        return current.values().stream()
                .sorted(Comparator.comparing(VoiceManifest::voice))
                .toList();
    }
}
