package voxfarm.dispatcher.retention;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;

/**
 * The store's clock: ages are compared by it alone, as the machines of a farm may differ.
 *
 * @param store whose
 */
record StoreTime(ObjectStore store) {
    private static final byte[] MARK = ".".getBytes(StandardCharsets.US_ASCII);

    /** What time it is there; empty where the store does not say when objects were written. */
    Optional<Instant> now() {
        store.replace(BucketLayout.retentionTime(), MARK, "text/plain");
        return written(BucketLayout.retentionTime());
    }

    /** When an object was written; empty if it is not there, or the store does not say. */
    Optional<Instant> written(ObjectKey key) {
        return store.head(key).map(ObjectInfo::lastModified).filter(at -> !at.equals(Instant.MAX));
    }
}
