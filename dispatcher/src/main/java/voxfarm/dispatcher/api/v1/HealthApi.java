package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.lifecycle.Probe;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Routes;

/**
 * {@code /healthz}: this process is alive. {@code /readyz}: a request sent now is taken, and who
 * waits for it is answered: the bucket answers, Kafka takes records, and there is a voice. Store
 * and broker are asked once a second, however many ask.
 */
public final class HealthApi {
    private static final Logger LOG = LoggerFactory.getLogger(HealthApi.class);
    private static final Duration BUCKET_PATIENCE = Duration.ofSeconds(3);

    private final Supplier<Optional<String>> kafkaProblem;
    private final ObjectStore store;
    private final VoiceCatalog catalog;
    private final BooleanSupplier started;
    private final BooleanSupplier history;

    /** The store's client tries again for longer than a probe should wait. */
    private final Probe bucket;

    /** Guarded by this. */
    private String lastProblem = "";

    /**
     * @param kafkaProblem why Kafka would not take a request's records; bounded in time
     * @param started whether the start is over, of all that answers requests here
     * @param history whether the events before the start are known: only what a request's state
     *     says of its progress waits for it
     * @param nanos a clock for durations
     */
    public HealthApi(
            Supplier<Optional<String>> kafkaProblem,
            ObjectStore store,
            VoiceCatalog catalog,
            BooleanSupplier started,
            BooleanSupplier history,
            LongSupplier nanos) {
        this.kafkaProblem = kafkaProblem;
        this.store = store;
        this.catalog = catalog;
        this.started = started;
        this.history = history;
        this.bucket = new Probe("readiness", BUCKET_PATIENCE, nanos, this::askBucket);
    }

    public void register(Routes routes) {
        routes.get(
                "/healthz",
                Access.OPEN,
                ctx -> ctx.contentType("application/json").result("{\"status\":\"alive\"}"));
        routes.get("/readyz", Access.OPEN, this::ready);
    }

    private void ready(Context ctx) {
        Optional<String> kafka = kafkaProblem.get();
        boolean bucketAnswers = bucket.problem().isEmpty();
        boolean voices = !catalog.all().isEmpty();
        boolean up = started.getAsBoolean();
        boolean ready = kafka.isEmpty() && bucketAnswers && voices && up;
        tell(kafka.map(why -> "Kafka: " + why).orElse(""));
        ObjectNode answer =
                Json.object()
                        .put("status", ready ? "ready" : "not ready")
                        .put("started", up)
                        .put("kafka", kafka.isEmpty())
                        .put("bucket", bucketAnswers)
                        .put("voices", catalog.all().size())
                        .put("history", history.getAsBoolean());
        ctx.status(ready ? 200 : 503).contentType("application/json").result(Json.bytes(answer));
    }

    /** One line per change; a probe asks every few seconds. */
    private synchronized void tell(String problem) {
        if (!problem.equals(lastProblem)) {
            lastProblem = problem;
            LOG.info("readiness: {}", problem.isEmpty() ? "Kafka takes records" : problem);
        }
    }

    private Optional<String> askBucket() {
        try {
            store.list(BucketLayout.VOICES, Optional.empty(), 1);
            return Optional.empty();
        } catch (VoxfarmException e) {
            LOG.warn("readiness: {}", e.getMessage());
            return Optional.of(e.getMessage());
        }
    }
}
