package voxfarm.common.store;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A bucket that answers fewer objects a page than it is asked for. */
public final class ShortPages implements ObjectStore {
    private final ObjectStore store;
    private final int pageSize;

    public ShortPages(ObjectStore store, int pageSize) {
        this.store = store;
        this.pageSize = pageSize;
    }

    @Override
    public Page list(String prefix, Optional<ObjectKey> after, int limit) {
        return store.list(prefix, after, Math.min(limit, pageSize));
    }

    @Override
    public Page next(String prefix, Page page, int limit) {
        return store.next(prefix, page, Math.min(limit, pageSize));
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
    public boolean createsOnce(long bytes) {
        return store.createsOnce(bytes);
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
