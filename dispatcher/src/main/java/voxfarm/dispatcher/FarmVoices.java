package voxfarm.dispatcher;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.CatalogFollower;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.fleet.ExpectedVoices;

/** The voices that requests may name here, kept fresh. Thread-safe. */
final class FarmVoices {
    private static final Logger LOG = LoggerFactory.getLogger(FarmVoices.class);

    private final VoiceCatalog catalog;
    private final CatalogFollower follower;
    private final KafkaSinks sinks;

    FarmVoices(ObjectStore store, FarmTopics topics, ExpectedVoices expected) {
        this.sinks = topics.sinks();
        this.catalog =
                new VoiceCatalog(
                        store, new Newcomers(topics.admin(), sinks, expected), System::nanoTime);
        this.follower = new CatalogFollower(catalog, () -> {}, System::nanoTime);
    }

    VoiceCatalog catalog() {
        return catalog;
    }

    /** Looks into the bucket; where that is not possible all stays as it is. */
    void refresh() {
        var _ = follower.refresh();
    }

    /** As {@link #refresh}, at the word of somebody: see {@link CatalogFollower#announced}. */
    void announced() {
        follower.announced();
    }

    /** What looks again, now and then. */
    Component ticking() {
        return follower.ticking();
    }

    /**
     * Serves a voice that is new in the bucket, changed or gone, and tells all others of it.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE}; others look by themselves, later
     */
    void announce(VoiceManifest voice) {
        refresh(); // a job accepted from now on must find its topic
        sinks.announce(voice);
    }

    /** Voices are known here only when their topics exist: a job accepted later must find one. */
    private record Newcomers(TopicAdmin admin, KafkaSinks sinks, ExpectedVoices expected)
            implements VoiceCatalog.Observer {
        @Override
        public boolean expects(VoiceId voice) {
            return expected.expects(voice);
        }

        @Override
        public void prepare(Set<VoiceId> voices) {
            admin.createJobTopics(voices);
        }

        /** Workers do not know it either, then. */
        @Override
        public void found(VoiceManifest voice) {
            try {
                sinks.announce(voice);
            } catch (VoxfarmException e) {
                LOG.warn("voice {} could not be announced: {}", voice.voice(), e.getMessage());
            }
        }
    }
}
