package voxfarm.common.store;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A bucket that passes every call on to another, for those that change or watch some. What the port
 * makes of other calls, {@link #next} of {@link #list} and {@link #readRange} of {@link #open}, is
 * made of this object's own, so that nothing goes past a subclass; one that leaves those calls as
 * they are may pass the two on itself, which costs a store less.
 */
public abstract class ForwardingObjectStore implements ObjectStore {
    private final ObjectStore store;

    protected ForwardingObjectStore(ObjectStore store) {
        this.store = store;
    }

    /** Where calls go. */
    protected final ObjectStore store() {
        return store;
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
    public Page list(String prefix, Optional<ObjectKey> after, int limit) {
        return store.list(prefix, after, limit);
    }

    @Override
    public List<String> folders(String prefix) {
        return store.folders(prefix);
    }

    @Override
    public void replace(ObjectKey key, byte[] body, String contentType) {
        store.replace(key, body, contentType);
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
