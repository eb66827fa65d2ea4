package voxfarm.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import voxfarm.common.store.IncompleteUpload;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.Page;

/**
 * A bucket that notes what is asked of it, and can ask the same again of another, under another
 * request's id. Thread-safe.
 */
final class StoreTrace implements ObjectStore {
    private final ObjectStore store;
    private final List<Call> calls = new ArrayList<>();
    private volatile boolean recording;

    StoreTrace(ObjectStore store) {
        this.store = store;
    }

    /** What was asked; only what costs the store something. */
    private sealed interface Call {
        record Create(String key, byte[] body, String type) implements Call {}

        record Read(String key) implements Call {}

        record Head(String key) implements Call {}

        record ListKeys(String prefix, int limit) implements Call {}

        record Folders(String prefix) implements Call {}

        record Delete(String key) implements Call {}
    }

    /** The calls of one request, in their order. */
    record Trace(List<Call> calls, String id) {
        /** Asks all of it again, as if for another request. */
        void replay(ObjectStore store, String otherId) {
            for (Call call : calls) {
                switch (call) {
                    case Call.Create(String key, byte[] body, String type) -> {
                        var _ = store.create(key(key, otherId), body, type);
                    }
                    case Call.Read(String key) -> drain(store, key(key, otherId));
                    case Call.Head(String key) -> {
                        var _ = store.head(key(key, otherId));
                    }
                    case Call.ListKeys(String prefix, int limit) -> {
                        var _ = store.list(prefix.replace(id, otherId), Optional.empty(), limit);
                    }
                    case Call.Folders(String prefix) -> {
                        var _ = store.folders(prefix.replace(id, otherId));
                    }
                    case Call.Delete(String key) -> store.delete(key(key, otherId));
                }
            }
        }

        private ObjectKey key(String key, String otherId) {
            return new ObjectKey(key.replace(id, otherId));
        }

        private static void drain(ObjectStore store, ObjectKey key) {
            try (InputStream in = store.open(key, 0).orElse(InputStream.nullInputStream())) {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String describe() {
            return calls.stream()
                    .map(call ->
                            switch (call) {
                                case Call.Create(String key, byte[] body, _) ->
                                        "put " + short_(key) + " (" + body.length + " bytes)";
                                case Call.Read(String key) -> "get " + short_(key);
                                case Call.Head(String key) -> "head " + short_(key);
                                case Call.ListKeys(String prefix, _) -> "list " + prefix;
                                case Call.Folders(String prefix) -> "list " + prefix;
                                case Call.Delete(String key) -> "delete " + short_(key);
                            })
                    .collect(Collectors.joining(", "));
        }

        private String short_(String key) {
            return key.replace(id, "ID");
        }
    }

    synchronized void begin() {
        calls.clear();
        recording = true;
    }

    synchronized Trace end(String id) {
        recording = false;
        return new Trace(List.copyOf(calls), id);
    }

    /** Made only if it is kept: what is measured must not pay for it. */
    private void note(Supplier<Call> call) {
        if (recording) {
            add(call.get());
        }
    }

    private synchronized void add(Call call) {
        calls.add(call);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Created create(ObjectKey key, byte[] body, String contentType) {
        note(() -> new Call.Create(key.value(), body.clone(), contentType));
        return store.create(key, body, contentType);
    }

    @Override
    public Created create(ObjectKey key, Path file, String contentType) {
        note(() -> new Call.Create(key.value(), bytes(file), contentType));
        return store.create(key, file, contentType);
    }

    @Override
    public boolean createsOnce(long bytes) {
        return store.createsOnce(bytes);
    }

    @Override
    public Optional<byte[]> read(ObjectKey key, long maxBytes) {
        note(() -> new Call.Read(key.value()));
        return store.read(key, maxBytes);
    }

    @Override
    public Optional<InputStream> open(ObjectKey key, long offset) {
        note(() -> new Call.Read(key.value()));
        return store.open(key, offset);
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        note(() -> new Call.Head(key.value()));
        return store.head(key);
    }

    @Override
    public Page list(String prefix, Optional<ObjectKey> after, int limit) {
        note(() -> new Call.ListKeys(prefix, limit));
        return store.list(prefix, after, limit);
    }

    @Override
    public Page next(String prefix, Page page, int limit) {
        return store.next(prefix, page, limit); // the trace repeats beginnings only
    }

    @Override
    public List<String> folders(String prefix) {
        note(() -> new Call.Folders(prefix));
        return store.folders(prefix);
    }

    @Override
    public void delete(ObjectKey key) {
        note(() -> new Call.Delete(key.value()));
        store.delete(key);
    }

    @Override
    public void deleteAll(List<ObjectKey> keys) {
        keys.forEach(key -> note(() -> new Call.Delete(key.value())));
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
