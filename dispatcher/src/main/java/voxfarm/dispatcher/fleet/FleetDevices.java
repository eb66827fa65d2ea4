package voxfarm.dispatcher.fleet;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import voxfarm.common.worker.WorkerHeartbeat;

/** Where voices are spoken: every worker speaks every voice, so it is where the workers are. */
public final class FleetDevices {
    private final WorkerRegistry workers;

    public FleetDevices(WorkerRegistry workers) {
        this.workers = workers;
    }

    /**
     * The devices of the workers that are heard of, such as {@code cpu} or {@code cpu, cuda:0}.
     *
     * @param asked what is told while none is heard of
     */
    public String used(String asked) {
        List<WorkerHeartbeat> alive = workers.alive();
        Set<String> devices =
                alive.stream().map(WorkerHeartbeat::device).collect(Collectors.toSet());
        return devices.isEmpty()
                ? asked
                : devices.stream().sorted().collect(Collectors.joining(", "));
    }
}
