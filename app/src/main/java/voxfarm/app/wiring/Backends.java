package voxfarm.app.wiring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.store.S3ObjectStore;

/** The cluster and the store that a process needs before anything else. */
final class Backends {
    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

    private Backends() {}

    /**
     * Checks both, and makes bucket and topics where they are missing.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code BROKER_UNAVAILABLE} or {@code
     *     STORE_UNAVAILABLE}, saying what is missing
     */
    static S3ObjectStore connect(ComponentStack parts, FarmConfig config) {
        S3ObjectStore store = S3ObjectStore.connect(config.store().toConfig());
        parts.start(new Held("bucket", store));
        store.createBucket();
        if (config.store().createOnce()) {
            store.checkCreateOnce();
        } else {
            LOG.warn(
                    "store.create-once is off: a result may be replaced by a later one, and two"
                            + " submissions of one id may both be accepted");
        }
        try (TopicAdmin admin = new TopicAdmin(config.kafka().toConfig())) {
            admin.checkFeatures();
            admin.createFixedTopics();
        }
        return store;
    }
}
