package voxfarm.worker.poll;

import voxfarm.worker.process.Delivery;
import voxfarm.worker.process.JobOutcome;

/** Takes one delivery to its outcome. Called from inference threads. */
@FunctionalInterface
public interface JobWork {
    JobOutcome process(Delivery delivery);
}
