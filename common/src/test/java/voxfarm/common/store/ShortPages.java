package voxfarm.common.store;

import java.util.Optional;

/** A bucket that answers fewer objects a page than it is asked for. */
public final class ShortPages extends ForwardingObjectStore {
    private final int pageSize;

    public ShortPages(ObjectStore store, int pageSize) {
        super(store);
        this.pageSize = pageSize;
    }

    @Override
    public Page list(String prefix, Optional<ObjectKey> after, int limit) {
        return store().list(prefix, after, Math.min(limit, pageSize));
    }

    @Override
    public Page next(String prefix, Page page, int limit) {
        return store().next(prefix, page, Math.min(limit, pageSize));
    }
}
