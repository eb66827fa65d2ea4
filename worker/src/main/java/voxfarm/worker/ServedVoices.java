package voxfarm.worker;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import voxfarm.common.bucket.CatalogFollower;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;

/** The voices that a worker takes jobs of: those in the bucket. Thread-safe. */
final class ServedVoices {
    private final VoiceCatalog catalog;
    private final CatalogFollower follower;
    private final Consumer<Set<VoiceId>> prepare;
    private final Runnable changed;
    private volatile Set<VoiceId> served = Set.of();

    /**
     * @param prepare called with all voices before any of them is served; throws what keeps them
     *     from that
     * @param changed called when other voices are served than before
     * @param nanos a clock for durations
     */
    ServedVoices(
            VoiceCatalog catalog,
            Consumer<Set<VoiceId>> prepare,
            Runnable changed,
            LongSupplier nanos) {
        this.catalog = catalog;
        this.prepare = prepare;
        this.changed = changed;
        this.follower = new CatalogFollower(catalog, this::serve, nanos);
    }

    /** Those that are served now. */
    Set<VoiceId> now() {
        return served;
    }

    /** Looks into the bucket; see {@link CatalogFollower#refresh}. */
    boolean refresh() {
        return follower.refresh();
    }

    /** At the word of somebody: see {@link CatalogFollower#announced}. */
    void announced() {
        follower.announced();
    }

    void refreshIfDue() {
        follower.refreshIfDue();
    }

    /** Looks now and then, on a thread of its own. */
    Component ticking() {
        return follower.ticking();
    }

    /** One look at a time comes here. */
    private void serve() {
        Set<VoiceId> found =
                catalog.all().stream()
                        .map(VoiceManifest::voice)
                        .collect(Collectors.toUnmodifiableSet());
        if (!found.equals(served)) {
            prepare.accept(found);
            served = found;
            changed.run();
        }
    }
}
