package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import voxfarm.common.json.Json;
import voxfarm.dispatcher.acceptance.Backlog;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Routes;

/**
 * {@code GET /v1/queue}: what waits, by voice and lane; those with the most jobs, where there are
 * many.
 */
public final class QueueApi {
    private static final int MOST_PLACES = 1000;

    private final Backlog backlog;
    private final DoubleSupplier endsPerSecond;
    private final IntSupplier deadLetters;

    /**
     * @param endsPerSecond requests of the farm that ended, over the last minute
     * @param deadLetters jobs given up that are on the list
     */
    public QueueApi(Backlog backlog, DoubleSupplier endsPerSecond, IntSupplier deadLetters) {
        this.backlog = backlog;
        this.endsPerSecond = endsPerSecond;
        this.deadLetters = deadLetters;
    }

    public void register(Routes routes) {
        routes.get("/v1/queue", Access.READ, this::tell);
    }

    private void tell(Context ctx) {
        List<Backlog.Lag> lags = backlog.lags().stream().filter(lag -> lag.jobs() > 0).toList();
        ObjectNode answer =
                Json.object()
                        .put("jobs", lags.stream().mapToLong(Backlog.Lag::jobs).sum())
                        .put(
                                "audio_s",
                                lags.stream()
                                        .mapToDouble(lag -> lag.audioSeconds().orElse(0))
                                        .sum())
                        .put("ends_per_s", endsPerSecond.getAsDouble())
                        .put("dead_letters", deadLetters.getAsInt());
        ArrayNode waiting = answer.putArray("waiting");
        lags.stream()
                .sorted((one, other) -> Long.compare(other.jobs(), one.jobs()))
                .limit(MOST_PLACES)
                .forEach(lag -> {
                    ObjectNode one =
                            waiting.addObject()
                                    .put("model_id", lag.voice().value())
                                    .put("lane", lag.lane().wireName())
                                    .put("jobs", lag.jobs());
                    lag.audioSeconds().ifPresent(seconds -> one.put("audio_s", seconds));
                });
        ctx.contentType("application/json").result(Json.prettyBytes(answer));
    }
}
