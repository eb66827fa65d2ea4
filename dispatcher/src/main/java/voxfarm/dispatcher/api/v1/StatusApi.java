package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import voxfarm.common.json.Json;
import voxfarm.common.machine.MachineLoad;
import voxfarm.common.machine.MachineProbe;
import voxfarm.common.worker.SetAsideVoice;
import voxfarm.common.worker.WorkerHeartbeat;
import voxfarm.common.worker.WorkerHeartbeatCodec;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Query;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.fleet.DeviceWishes;
import voxfarm.dispatcher.fleet.WorkerRegistry;

/**
 * {@code /status} and {@code /v1/workers}: who works here, and what is not as it was asked for.
 * {@code /status} has the members of the original's, of the machine that answers; each worker
 * carries its own machine's.
 */
public final class StatusApi {
    private static final int USUAL_PAGE = 200;
    private static final int LARGEST_PAGE = 1000;
    private static final int LONGEST_CURSOR = 256;
    private static final int MOST_PAGE_BYTES = 1 << 20;
    private static final int MOST_WARNINGS = 200;

    private final WorkerRegistry workers;
    private final DeviceWishes wishes;
    private final MachineProbe machine = new MachineProbe();

    public StatusApi(WorkerRegistry workers, DeviceWishes wishes) {
        this.workers = workers;
        this.wishes = wishes;
    }

    public void register(Routes routes) {
        routes.get("/status", Access.READ, this::status);
        routes.get("/v1/workers", Access.READ, this::workers);
    }

    private void status(Context ctx) {
        List<WorkerHeartbeat> alive = workers.alive();
        ObjectNode answer = Json.object();
        MachineLoad here = machine.measure();
        ArrayNode devices = answer.putArray("devices");
        Stream.of(
                        Stream.of("cpu"),
                        here.gpus().stream().map(gpu -> "cuda:" + gpu.id()),
                        alive.stream().map(WorkerHeartbeat::device))
                .flatMap(names -> names)
                .distinct()
                .sorted()
                .limit(USUAL_PAGE)
                .forEach(devices::add);
        here.writeTo(answer);
        ArrayNode warnings = answer.putArray("warnings");
        warn(alive, warnings);
        Page shown = page(alive, USUAL_PAGE);
        if (shown.count() < alive.size()) {
            int more = alive.size() - shown.count();
            warnings.add(more + " more workers are not shown here; GET /v1/workers has them");
        }
        answer.set("workers", shown.workers());
        ctx.contentType("application/json").result(Json.prettyBytes(answer));
    }

    private void warn(List<WorkerHeartbeat> alive, ArrayNode warnings) {
        Stream<String> aside =
                alive.stream()
                        .flatMap(worker ->
                                worker.setAside().stream().map(voice -> aside(worker, voice)));
        Stream<String> unserved =
                alive.stream()
                        .flatMap(worker -> worker.unserved().stream())
                        .distinct()
                        .map(one -> "not served: " + one);
        Stream.of(wishes.warnings(alive).stream(), aside, unserved)
                .flatMap(all -> all)
                .limit(MOST_WARNINGS)
                .forEach(warnings::add);
    }

    private static String aside(WorkerHeartbeat worker, SetAsideVoice voice) {
        return "worker %s has set voice %s aside for %.0f s: %s"
                .formatted(worker.workerId(), voice.voice(), voice.retrySeconds(), voice.reason());
    }

    /** In the order of their ids, a page at a time. */
    private void workers(Context ctx) {
        Query query = new Query(ctx);
        int limit = query.whole("limit", 1, LARGEST_PAGE).orElse(USUAL_PAGE);
        Optional<String> after = query.text("cursor", LONGEST_CURSOR);
        query.throwIfAny();
        List<WorkerHeartbeat> left =
                workers.alive().stream()
                        .filter(worker ->
                                after.isEmpty() || worker.workerId().compareTo(after.get()) > 0)
                        .toList();
        Page page = page(left, limit);
        ObjectNode answer = Json.object();
        answer.set("workers", page.workers());
        answer.put(
                "next_cursor",
                page.count() < left.size() ? left.get(page.count() - 1).workerId() : null);
        ctx.contentType("application/json").result(Json.prettyBytes(answer));
    }

    /** The first of some workers. */
    private record Page(ArrayNode workers, int count) {}

    /** As many as asked for, and as fit; one at least. */
    private static Page page(List<WorkerHeartbeat> workers, int limit) {
        ArrayNode list = Json.array();
        int bytes = 0;
        for (WorkerHeartbeat worker : workers.subList(0, Math.min(limit, workers.size()))) {
            ObjectNode one = WorkerHeartbeatCodec.toJson(worker);
            bytes += Json.bytes(one).length;
            if (bytes > MOST_PAGE_BYTES && !list.isEmpty()) {
                break;
            }
            list.add(one);
        }
        return new Page(list, list.size());
    }
}
