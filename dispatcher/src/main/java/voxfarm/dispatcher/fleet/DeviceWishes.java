package voxfarm.dispatcher.fleet;

import java.util.ArrayList;
import java.util.List;
import voxfarm.common.worker.WorkerHeartbeat;

/**
 * Devices that the original's configuration asks for. A voice that should run on CUDA is served by
 * the CPU where no worker has CUDA, and the farm says so.
 *
 * @param models what asks for CUDA, such as a model's path
 */
public record DeviceWishes(List<String> models) {
    public DeviceWishes {
        models = List.copyOf(models);
    }

    /** One warning for each wish that the workers cannot fulfil; none while no worker is known. */
    public List<String> warnings(List<WorkerHeartbeat> workers) {
        boolean cuda = workers.stream().anyMatch(worker -> worker.device().startsWith("cuda"));
        List<String> warnings = new ArrayList<>();
        if (!cuda && !workers.isEmpty()) {
            for (String model : models) {
                warnings.add(
                        model
                                + ": a CUDA device was asked for, and no worker has one; the CPU"
                                + " serves it");
            }
        }
        return warnings;
    }
}
