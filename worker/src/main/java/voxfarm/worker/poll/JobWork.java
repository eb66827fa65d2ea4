package voxfarm.worker.poll;

import java.util.function.BooleanSupplier;
import voxfarm.worker.process.Delivery;
import voxfarm.worker.process.JobOutcome;

/** Takes one delivery to its outcome. Called from inference threads. */
@FunctionalInterface
public interface JobWork {
    /**
     * @param handBack true from when this worker wants to stop or has lost the delivery: the job
     *     ends at the next border of segments
     */
    JobOutcome process(Delivery delivery, BooleanSupplier handBack);
}
