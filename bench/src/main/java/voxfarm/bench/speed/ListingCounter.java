package voxfarm.bench.speed;

import java.util.Optional;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.store.ForwardingObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.Page;

/** Counts listings, and those that begin a sweep. On one thread. */
final class ListingCounter extends ForwardingObjectStore {
    int listings;
    long sweeps;

    ListingCounter(ObjectStore store) {
        super(store);
    }

    @Override
    public Page list(String prefix, Optional<ObjectKey> after, int limit) {
        listings++;
        sweeps += prefix.equals(BucketLayout.OPEN) && after.isEmpty() ? 1 : 0;
        return store().list(prefix, after, limit);
    }

    /** By the store's own token, as the farm goes on: by the key it would begin anew. */
    @Override
    public Page next(String prefix, Page page, int limit) {
        listings++;
        return store().next(prefix, page, limit);
    }
}
