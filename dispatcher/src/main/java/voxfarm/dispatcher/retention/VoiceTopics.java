package voxfarm.dispatcher.retention;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceId;

/**
 * Deletes the job topics of voices that were removed: when nothing is queued on them, no request of
 * the voice is open, and the voice has been gone for the age of tombstones, since a run noted that
 * in the bucket. On one thread.
 */
public final class VoiceTopics {
    private final RetentionConfig config;
    private final ObjectStore store;
    private final VoiceCatalog catalog;
    private final RequestStore requests;
    private final Topics topics;

    /** The broker's job topics. */
    public interface Topics {
        /** Voices that have some. */
        Set<VoiceId> voices();

        /** Those of a voice, if nothing is queued on any of them. */
        List<String> empty(VoiceId voice);

        void delete(List<String> topics);
    }

    public VoiceTopics(
            RetentionConfig config, ObjectStore store, VoiceCatalog catalog, Topics topics) {
        this.config = config;
        this.store = store;
        this.catalog = catalog;
        this.requests = new RequestStore(store);
        this.topics = topics;
    }

    /**
     * @param dry whether nothing is deleted; then all that will go some time are named
     * @param names told of each topic
     * @throws voxfarm.common.error.VoxfarmException if the broker or the store does not answer, or
     *     an open request cannot be read: which voice it is of is not known then
     */
    public Removed prune(boolean dry, Consumer<String> names) {
        catalog.refresh();
        Removed removed = Removed.NOTHING;
        Optional<Set<VoiceId>> asked = Optional.empty();
        for (VoiceId voice : topics.voices()) {
            ObjectKey gone = BucketLayout.voiceGone(voice);
            // the catalog may be behind: the bucket decides; its own look is rationed for callers
            if (catalog.knows(voice) || catalog.isStored(voice)) {
                if (!dry) {
                    store.delete(gone);
                }
                continue;
            }
            List<String> empty = topics.empty(voice);
            if (empty.isEmpty()) {
                continue;
            }
            if (asked.isEmpty()) {
                asked = Optional.of(asked());
            }
            if (!asked.get().contains(voice) && goes(gone, empty, dry)) {
                empty.forEach(names);
                removed = removed.and(new Removed(empty.size(), 0));
            }
        }
        return removed;
    }

    /** Deletes empty topics if their voice is gone for long; who only counts takes it for so. */
    private boolean goes(ObjectKey gone, List<String> empty, boolean dry) {
        if (dry) {
            return true;
        }
        if (!isOld(gone)) {
            return false;
        }
        topics.delete(empty);
        store.delete(gone);
        return true;
    }

    /**
     * Notes that a voice is gone, and says whether that was noted long ago, by the store's clock.
     */
    private boolean isOld(ObjectKey gone) {
        store.create(gone, gone.fileName().getBytes(StandardCharsets.UTF_8), "text/plain");
        StoreTime time = new StoreTime(store);
        Optional<Instant> now = time.now();
        Optional<Instant> since = time.written(gone);
        return now.isPresent()
                && since.isPresent()
                && !since.get().plus(config.tombstonesAge()).isAfter(now.get());
    }

    /** Voices of requests that are open: one may wait for its time, or for a sweep. */
    private Set<VoiceId> asked() {
        Set<VoiceId> asked = new HashSet<>();
        new OpenIndex(store)
                .forEach(id ->
                        requests.find(id)
                                .ifPresent(request -> asked.add(request.settings().voice())));
        return asked;
    }
}
