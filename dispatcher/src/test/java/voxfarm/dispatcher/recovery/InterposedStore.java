package voxfarm.dispatcher.recovery;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import voxfarm.common.store.IncompleteUpload;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.Page;

/** Passes every call on, for a test that changes or counts some. */
class InterposedStore implements ObjectStore {
    private final ObjectStore inner;

    InterposedStore(ObjectStore inner) {
        this.inner = inner;
    }

    @Override
    public Created create(ObjectKey key, byte[] body, String contentType) {
        return inner.create(key, body, contentType);
    }

    @Override
    public Created create(ObjectKey key, Path file, String contentType) {
        return inner.create(key, file, contentType);
    }

    @Override
    public Optional<byte[]> read(ObjectKey key, long maxBytes) {
        return inner.read(key, maxBytes);
    }

    @Override
    public Optional<InputStream> open(ObjectKey key, long offset) {
        return inner.open(key, offset);
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        return inner.head(key);
    }

    @Override
    public Page list(String prefix, Optional<ObjectKey> after, int limit) {
        return inner.list(prefix, after, limit);
    }

    @Override
    public List<String> folders(String prefix) {
        return inner.folders(prefix);
    }

    @Override
    public void delete(ObjectKey key) {
        inner.delete(key);
    }

    @Override
    public void deleteAll(List<ObjectKey> keys) {
        inner.deleteAll(keys);
    }

    @Override
    public List<IncompleteUpload> incompleteUploads(Instant startedBefore) {
        return inner.incompleteUploads(startedBefore);
    }

    @Override
    public void abort(IncompleteUpload upload) {
        inner.abort(upload);
    }

    @Override
    public String uri(ObjectKey key) {
        return inner.uri(key);
    }

    @Override
    public void close() {
        inner.close();
    }
}
