package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceCatalog;

/**
 * {@code /healthz}: this process is alive. {@code /readyz}: what it needs answers, and there is a
 * voice.
 */
public final class HealthApi {
    private static final Logger LOG = LoggerFactory.getLogger(HealthApi.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final TopicAdmin admin;
    private final ObjectStore store;
    private final VoiceCatalog catalog;
    private final BooleanSupplier started;

    /**
     * @param started whether the dispatcher's start is over
     */
    public HealthApi(
            TopicAdmin admin, ObjectStore store, VoiceCatalog catalog, BooleanSupplier started) {
        this.admin = admin;
        this.store = store;
        this.catalog = catalog;
        this.started = started;
    }

    public void register(RoutesConfig routes) {
        routes.get(
                "/healthz",
                ctx -> ctx.contentType("application/json").result("{\"status\":\"alive\"}"));
        routes.get("/readyz", this::ready);
    }

    private void ready(Context ctx) {
        boolean broker = admin.reachable(PATIENCE);
        boolean bucket = bucketAnswers();
        boolean voices = !catalog.all().isEmpty();
        boolean ready = broker && bucket && voices && started.getAsBoolean();
        ObjectNode answer =
                Json.object()
                        .put("status", ready ? "ready" : "not ready")
                        .put("kafka", broker)
                        .put("bucket", bucket)
                        .put("voices", catalog.all().size());
        ctx.status(ready ? 200 : 503).contentType("application/json").result(Json.bytes(answer));
    }

    private boolean bucketAnswers() {
        try {
            store.folders(BucketLayout.VOICES);
            return true;
        } catch (VoxfarmException e) {
            LOG.warn("readiness: {}", e.getMessage());
            return false;
        }
    }
}
