package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.stream.Stream;
import voxfarm.common.json.Json;
import voxfarm.common.machine.MachineLoad;
import voxfarm.common.machine.MachineProbe;
import voxfarm.common.worker.SetAsideVoice;
import voxfarm.common.worker.WorkerHeartbeat;
import voxfarm.common.worker.WorkerHeartbeatCodec;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.fleet.DeviceWishes;
import voxfarm.dispatcher.fleet.WorkerRegistry;

/**
 * {@code /status} and {@code /v1/workers}: who works here, and what is not as it was asked for.
 * {@code /status} has the members of the original's, of the machine that answers; each worker
 * carries its own machine's.
 */
public final class StatusApi {
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
                .forEach(devices::add);
        here.writeTo(answer);
        warn(alive, answer.putArray("warnings"));
        answer.set("workers", list(alive));
        ctx.contentType("application/json").result(Json.prettyBytes(answer));
    }

    private void warn(List<WorkerHeartbeat> alive, ArrayNode warnings) {
        wishes.warnings(alive).forEach(warnings::add);
        for (WorkerHeartbeat worker : alive) {
            for (SetAsideVoice voice : worker.setAside()) {
                warnings.add(
                        "worker %s has set voice %s aside for %.0f s: %s"
                                .formatted(
                                        worker.workerId(),
                                        voice.voice(),
                                        voice.retrySeconds(),
                                        voice.reason()));
            }
        }
        alive.stream()
                .flatMap(worker -> worker.unserved().stream())
                .distinct()
                .forEach(one -> warnings.add("not served: " + one));
    }

    private void workers(Context ctx) {
        ObjectNode answer = Json.object();
        answer.set("workers", list(workers.alive()));
        ctx.contentType("application/json").result(Json.prettyBytes(answer));
    }

    private static ArrayNode list(List<WorkerHeartbeat> workers) {
        ArrayNode list = Json.array();
        workers.forEach(worker -> list.add(WorkerHeartbeatCodec.toJson(worker)));
        return list;
    }
}
