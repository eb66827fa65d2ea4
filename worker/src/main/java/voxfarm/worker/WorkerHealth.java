package voxfarm.worker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import voxfarm.common.json.Json;
import voxfarm.http.HttpShell;

/**
 * What a worker's process answers to probes. {@code /healthz}: it lives, and so do its threads; it
 * says so while it still starts, and while it ends the jobs in hand. {@code /readyz}: a job sent
 * now is taken; else 503 with the reasons. Thread-safe.
 */
public final class WorkerHealth {
    private static final String JSON = "application/json";

    private volatile Optional<Watched> watched = Optional.empty();
    private volatile boolean stopping;

    /** What can be asked of a worker that has started. */
    interface Watched {
        /** A thread that should run and does not; empty if there is none. */
        Optional<String> deadThread();

        /** What it needs to take jobs, in the order in which it is shown. */
        List<Check> checks();
    }

    /**
     * Something that a worker needs.
     *
     * @param problem what is not as it should be; empty if all is well; within some seconds
     */
    record Check(String name, Supplier<Optional<String>> problem) {}

    /** From here on this worker is asked; its start is over. */
    public void watch(Worker worker) {
        watch(worker.watched());
    }

    void watch(Watched worker) {
        watched = Optional.of(worker);
    }

    /** No more jobs are taken from here on. */
    public void stopping() {
        stopping = true;
    }

    /** The paths and their answers. */
    public Map<String, Supplier<HttpShell.Page>> pages() {
        return Map.of("/healthz", this::alive, "/readyz", this::ready);
    }

    private HttpShell.Page alive() {
        Optional<String> dead = watched.flatMap(Watched::deadThread);
        ObjectNode answer = Json.object().put("status", dead.isEmpty() ? "alive" : "dead");
        dead.ifPresent(thread -> answer.putArray("reasons").add(thread + ": its thread has ended"));
        return page(dead.isEmpty(), answer);
    }

    private HttpShell.Page ready() {
        ObjectNode answer = Json.object().put("status", "");
        List<String> reasons = new ArrayList<>();
        answer.put("started", watched.isPresent());
        if (watched.isEmpty()) {
            reasons.add("it is starting");
        }
        if (stopping) {
            reasons.add("it is stopping");
        }
        for (Check check : watched.map(Watched::checks).orElse(List.of())) {
            Optional<String> problem = check.problem().get();
            answer.put(check.name(), problem.isEmpty());
            problem.ifPresent(why -> reasons.add(check.name() + ": " + why));
        }
        answer.put("status", reasons.isEmpty() ? "ready" : "not ready");
        ArrayNode told = answer.putArray("reasons");
        reasons.forEach(told::add);
        return page(reasons.isEmpty(), answer);
    }

    private static HttpShell.Page page(boolean good, ObjectNode answer) {
        return new HttpShell.Page(good ? 200 : 503, JSON, Json.bytes(answer));
    }
}
