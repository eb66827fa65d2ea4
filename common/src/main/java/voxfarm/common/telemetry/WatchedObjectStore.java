package voxfarm.common.telemetry;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.Carried;
import voxfarm.common.store.ForwardingObjectStore;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.Page;

/** A bucket whose calls are timed, and are spans where somebody works for a request. */
public final class WatchedObjectStore extends ForwardingObjectStore {
    private final Metrics metrics;
    private final Tracer tracer;
    private final LongSupplier nanos;

    /**
     * @param nanos a clock for durations
     */
    public WatchedObjectStore(ObjectStore store, Telemetry telemetry, LongSupplier nanos) {
        super(store);
        this.metrics = telemetry.metrics();
        this.tracer = telemetry.tracer();
        this.nanos = nanos;
    }

    private void watched(String operation, String what, Runnable call) {
        var _ =
                watched(
                        operation,
                        what,
                        () -> {
                            call.run();
                            return operation;
                        });
    }

    private <T> T watched(String operation, String what, Supplier<T> call) {
        long begun = nanos.getAsLong();
        Carried current = tracer.current();
        // outside of a request there is nothing that a span would be part of
        try (Tracer.Span span =
                current.equals(Carried.NONE)
                        ? Tracer.NONE.begin(Tracer.Kind.CLIENT, operation, current)
                        : tracer.begin(Tracer.Kind.CLIENT, "store " + operation, Carried.NONE)) {
            span.with("voxfarm.key", what);
            try {
                T answer = call.get();
                metrics.time(Metric.STORE_SECONDS, nanos.getAsLong() - begun, operation, "done");
                return answer;
            } catch (VoxfarmException e) {
                metrics.time(Metric.STORE_SECONDS, nanos.getAsLong() - begun, operation, "failed");
                span.failed(e.code().wireName());
                throw e;
            }
        }
    }

    @Override
    public Created create(ObjectKey key, byte[] body, String contentType) {
        return watched("put", key.value(), () -> super.create(key, body, contentType));
    }

    @Override
    public Created create(ObjectKey key, Path file, String contentType) {
        return watched("put", key.value(), () -> super.create(key, file, contentType));
    }

    @Override
    public Optional<byte[]> read(ObjectKey key, long maxBytes) {
        return watched("get", key.value(), () -> super.read(key, maxBytes));
    }

    /** To its first byte. */
    @Override
    public Optional<InputStream> open(ObjectKey key, long offset) {
        return watched("open", key.value(), () -> super.open(key, offset));
    }

    @Override
    public Optional<byte[]> readRange(ObjectKey key, long offset, int length) {
        return watched("get", key.value(), () -> store().readRange(key, offset, length));
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        return watched("head", key.value(), () -> super.head(key));
    }

    @Override
    public Page list(String prefix, Optional<ObjectKey> after, int limit) {
        return watched("list", prefix, () -> super.list(prefix, after, limit));
    }

    @Override
    public Page next(String prefix, Page page, int limit) {
        return watched("list", prefix, () -> store().next(prefix, page, limit));
    }

    @Override
    public List<String> folders(String prefix) {
        return watched("list", prefix, () -> super.folders(prefix));
    }

    @Override
    public void replace(ObjectKey key, byte[] body, String contentType) {
        watched("put", key.value(), () -> super.replace(key, body, contentType));
    }

    @Override
    public void delete(ObjectKey key) {
        watched("delete", key.value(), () -> super.delete(key));
    }

    @Override
    public void deleteAll(List<ObjectKey> keys) {
        watched("delete", keys.size() + " keys", () -> super.deleteAll(keys));
    }

    /** Its owner closes it. */
    @Override
    public void close() {}
}
