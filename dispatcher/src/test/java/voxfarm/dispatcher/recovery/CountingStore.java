package voxfarm.dispatcher.recovery;

import java.util.Optional;
import voxfarm.common.store.ForwardingObjectStore;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.Page;

/** Counts what a sweep asks for. */
final class CountingStore extends ForwardingObjectStore {
    int listings;
    int others;

    CountingStore(ObjectStore inner) {
        super(inner);
    }

    @Override
    public Page list(String prefix, Optional<ObjectKey> after, int limit) {
        listings++;
        return super.list(prefix, after, limit);
    }

    @Override
    public Optional<byte[]> read(ObjectKey key, long maxBytes) {
        others++;
        return super.read(key, maxBytes);
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        others++;
        return super.head(key);
    }

    @Override
    public Created create(ObjectKey key, byte[] body, String contentType) {
        others++;
        return super.create(key, body, contentType);
    }
}
