package voxfarm.dispatcher.callback;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;

/** What is open, read along with ids that are asked for in their order. On one thread. */
final class OpenRequests {
    private final ObjectListing listing;
    private @Nullable RequestId next;

    /**
     * @param behind no id up to this one will be asked for
     */
    OpenRequests(ObjectStore store, Optional<RequestId> behind) {
        this.listing = new ObjectListing(store, BucketLayout.OPEN, behind.map(BucketLayout::open));
    }

    /**
     * Whether a request was open when its part of the index was listed.
     *
     * @param id not before those asked for earlier
     */
    boolean contains(RequestId id) {
        while (next == null || next.value().compareTo(id.value()) < 0) {
            if (!listing.hasNext()) {
                return false;
            }
            next = BucketLayout.openOf(listing.next().key()).orElse(next);
        }
        return next.equals(id);
    }
}
