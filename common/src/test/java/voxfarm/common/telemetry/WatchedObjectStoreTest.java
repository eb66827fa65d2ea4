package voxfarm.common.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.Carried;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.ObjectStoreContract;

/** A bucket stays a bucket when it is watched. */
class WatchedObjectStoreTest extends ObjectStoreContract {
    private static final ObjectKey KEY = new ObjectKey("a/b");
    private static final Carried CALLER = new Carried(Map.of("traceparent", "caller"));

    private final InMemoryObjectStore inner = new InMemoryObjectStore();
    private final InMemoryMetrics metrics = new InMemoryMetrics();
    private final RecordingTracer tracer = new RecordingTracer();
    private final WatchedObjectStore watched =
            new WatchedObjectStore(inner, new Telemetry(metrics, tracer), System::nanoTime);

    @Override
    protected ObjectStore store() {
        return watched;
    }

    @Override
    protected void beginUpload(ObjectKey key) {
        inner.beginUpload(key);
    }

    private static byte[] bytes() {
        return "x".getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void tellsEveryCall() {
        watched.create(KEY, bytes(), "text/plain");
        watched.read(KEY, 10);
        inner.setDown(true);
        assertThatThrownBy(() -> watched.head(KEY)).isInstanceOf(VoxfarmException.class);

        assertThat(metrics.observed(Metric.STORE_SECONDS, "put", "done")).isEqualTo(1);
        assertThat(metrics.observed(Metric.STORE_SECONDS, "get", "done")).isEqualTo(1);
        assertThat(metrics.observed(Metric.STORE_SECONDS, "head", "failed")).isEqualTo(1);
    }

    @Test
    void isPartOfATraceWhereThereIsOne() {
        watched.read(KEY, 10);
        assertThat(tracer.begun()).as("upkeep is of no request").isEmpty();

        try (Tracer.Span _ = tracer.begin(Tracer.Kind.SERVER, "call", CALLER)) {
            watched.read(KEY, 10);
        }
        assertThat(tracer.begun())
                .extracting(RecordingTracer.Begun::name)
                .containsExactly("call", "store get");
        assertThat(tracer.begun().getLast().said()).containsExactly("voxfarm.key=a/b");
    }
}
