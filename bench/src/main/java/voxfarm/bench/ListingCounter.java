package voxfarm.bench;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.IncompleteUpload;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.Page;

/** Counts listings, and those that begin a sweep. On one thread. */
final class ListingCounter implements ObjectStore {
    int listings;
    long sweeps;
    private final ObjectStore store;

    ListingCounter(ObjectStore store) {
        this.store = store;
    }

    @Override
    public Page list(String prefix, Optional<ObjectKey> after, int limit) {
        listings++;
        sweeps += prefix.equals(BucketLayout.OPEN) && after.isEmpty() ? 1 : 0;
        return store.list(prefix, after, limit);
    }

    @Override
    public Created create(ObjectKey key, byte[] body, String contentType) {
        return store.create(key, body, contentType);
    }

    @Override
    public Created create(ObjectKey key, Path file, String contentType) {
        return store.create(key, file, contentType);
    }

    @Override
    public Optional<byte[]> read(ObjectKey key, long maxBytes) {
        return store.read(key, maxBytes);
    }

    @Override
    public Optional<InputStream> open(ObjectKey key, long offset) {
        return store.open(key, offset);
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        return store.head(key);
    }

    @Override
    public List<String> folders(String prefix) {
        return store.folders(prefix);
    }

    @Override
    public void delete(ObjectKey key) {
        store.delete(key);
    }

    @Override
    public void deleteAll(List<ObjectKey> keys) {
        store.deleteAll(keys);
    }

    @Override
    public List<IncompleteUpload> incompleteUploads(Instant startedBefore) {
        return store.incompleteUploads(startedBefore);
    }

    @Override
    public void abort(IncompleteUpload upload) {
        store.abort(upload);
    }

    @Override
    public String uri(ObjectKey key) {
        return store.uri(key);
    }

    @Override
    public void close() {
        store.close();
    }
}
