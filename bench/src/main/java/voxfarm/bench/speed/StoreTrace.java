package voxfarm.bench.speed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import voxfarm.common.store.ForwardingObjectStore;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.Page;

/**
 * A bucket that notes what is asked of it, and can ask the same again of another, under another
 * request's id. Thread-safe.
 */
final class StoreTrace extends ForwardingObjectStore {
    private final List<Timed> calls = new ArrayList<>();
    private volatile boolean recording;

    StoreTrace(ObjectStore store) {
        super(store);
    }

    /** What was asked; only what costs the store something. */
    private sealed interface Call {
        record Create(String key, byte[] body, String type) implements Call {}

        record Read(String key) implements Call {}

        record Head(String key) implements Call {}

        record ListKeys(String prefix, int limit) implements Call {}

        record Folders(String prefix) implements Call {}

        record Delete(String key) implements Call {}

        record DeleteAll(List<String> keys) implements Call {}
    }

    private record Timed(Call call, long begunNanos, long endedNanos) {}

    /** The calls of one request, in the order of their ends. */
    record Trace(List<Timed> calls, String id) {
        int writes() {
            return (int)
                    calls.stream().filter(timed -> timed.call() instanceof Call.Create).count();
        }

        /** How many of the writes waited for one another: those that overlap count once. */
        int writesInTurn() {
            int inTurn = 0;
            long free = 0;
            for (Timed timed : calls) {
                if (timed.call() instanceof Call.Create
                        && (inTurn == 0 || timed.begunNanos() - free >= 0)) {
                    inTurn++;
                    free = timed.endedNanos();
                }
            }
            return inTurn;
        }

        /** Asks all of it again, as if for another request. */
        void replay(ObjectStore store, String otherId) {
            for (Timed timed : calls) {
                switch (timed.call()) {
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
                    case Call.DeleteAll(List<String> keys) ->
                            store.deleteAll(keys.stream().map(k -> key(k, otherId)).toList());
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
                    .map(timed ->
                            switch (timed.call()) {
                                case Call.Create(String key, byte[] body, _) ->
                                        "put " + short_(key) + " (" + body.length + " bytes)";
                                case Call.Read(String key) -> "get " + short_(key);
                                case Call.Head(String key) -> "head " + short_(key);
                                case Call.ListKeys(String prefix, _) -> "list " + prefix;
                                case Call.Folders(String prefix) -> "list " + prefix;
                                case Call.Delete(String key) -> "delete " + short_(key);
                                case Call.DeleteAll(List<String> keys) ->
                                        "delete " + keys.size() + " objects";
                            })
                    .collect(Collectors.joining(", "));
        }

        private String short_(String key) {
            return key.replace(id, "ID");
        }
    }

    /**
     * Of several requests, one that nothing else of the farm got between.
     *
     * @param request speaks one and names it
     */
    Trace shortestOf(int times, Supplier<String> request) {
        List<Trace> found = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            begin();
            found.add(end(request.get()));
        }
        return found.stream()
                .min(Comparator.comparingInt(trace -> trace.calls().size()))
                .orElseThrow();
    }

    private synchronized void begin() {
        calls.clear();
        recording = true;
    }

    private synchronized Trace end(String id) {
        recording = false;
        return new Trace(List.copyOf(calls), id);
    }

    /** What a call is, is made only if it is kept: what is measured must not pay for it. */
    private <T> T noted(Supplier<Call> what, Supplier<T> call) {
        if (!recording) {
            return call.get();
        }
        long begun = System.nanoTime();
        T answer = call.get();
        long ended = System.nanoTime();
        add(new Timed(what.get(), begun, ended));
        return answer;
    }

    private synchronized void add(Timed call) {
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
        return noted(
                () -> new Call.Create(key.value(), body.clone(), contentType),
                () -> store().create(key, body, contentType));
    }

    @Override
    public Created create(ObjectKey key, Path file, String contentType) {
        return noted(
                () -> new Call.Create(key.value(), bytes(file), contentType),
                () -> store().create(key, file, contentType));
    }

    @Override
    public Optional<byte[]> read(ObjectKey key, long maxBytes) {
        return noted(() -> new Call.Read(key.value()), () -> store().read(key, maxBytes));
    }

    @Override
    public Optional<InputStream> open(ObjectKey key, long offset) {
        return noted(() -> new Call.Read(key.value()), () -> store().open(key, offset));
    }

    @Override
    public Optional<byte[]> readRange(ObjectKey key, long offset, int length) {
        return noted(
                () -> new Call.Read(key.value()), () -> store().readRange(key, offset, length));
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        return noted(() -> new Call.Head(key.value()), () -> store().head(key));
    }

    @Override
    public Page list(String prefix, Optional<ObjectKey> after, int limit) {
        return noted(
                () -> new Call.ListKeys(prefix, limit), () -> store().list(prefix, after, limit));
    }

    @Override
    public Page next(String prefix, Page page, int limit) {
        return store().next(prefix, page, limit); // the trace repeats beginnings only
    }

    @Override
    public List<String> folders(String prefix) {
        return noted(() -> new Call.Folders(prefix), () -> store().folders(prefix));
    }

    @Override
    public void delete(ObjectKey key) {
        var _ =
                noted(
                        () -> new Call.Delete(key.value()),
                        () -> {
                            store().delete(key);
                            return true;
                        });
    }

    @Override
    public void deleteAll(List<ObjectKey> keys) {
        var _ =
                noted(
                        () -> new Call.DeleteAll(keys.stream().map(ObjectKey::value).toList()),
                        () -> {
                            store().deleteAll(keys);
                            return true;
                        });
    }
}
