package voxfarm.worker.process;

import java.util.Optional;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectStore;

/**
 * Counts attempts at a job by marks in the bucket. The broker's own count is no measure: it also
 * grows when a worker drains, and starts anew when a job is queued again. The first delivery leaves
 * no mark, so that the usual job costs nothing.
 */
public final class AttemptMarks {
    /** A job that failed this often is given up. */
    public static final int MOST_ATTEMPTS = 5;

    private final ObjectStore store;
    private final String workerId;

    public AttemptMarks(ObjectStore store, String workerId) {
        this.store = store;
        this.workerId = workerId;
    }

    /** Marks this delivery and returns its number among all attempts at the job, from 1. */
    public int begin(SynthesisJob job, int delivery) {
        if (delivery <= 1 && job.requeue() == 0) {
            return 1;
        }
        byte[] mark = Json.bytes(Json.object().put("worker_id", workerId));
        store.create(
                BucketLayout.attempt(job.id().request(), job.id().name(), job.requeue(), delivery),
                mark,
                "application/json");
        String prefix = BucketLayout.attempts(job.id().request(), job.id().name());
        return 1 + store.list(prefix, Optional.empty(), MOST_ATTEMPTS + 1).size();
    }

    /** Takes the mark back: the delivery is handed on unfinished, and that is no failure. */
    public void withdraw(SynthesisJob job, int delivery) {
        if (delivery > 1 || job.requeue() > 0) {
            store.delete(
                    BucketLayout.attempt(
                            job.id().request(), job.id().name(), job.requeue(), delivery));
        }
    }
}
