package voxfarm.worker.process;

import java.util.List;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;

/**
 * Counts attempts at a job by marks in the bucket. The broker's own count is no measure: it also
 * grows when a worker drains, and starts anew when a job is queued again. The first delivery leaves
 * no mark, so that the usual job costs nothing. Thread-safe.
 */
public final class AttemptMarks {
    /** A job that failed this often is given up. */
    public static final int MOST_ATTEMPTS = 5;

    /** A job in whose attempts the engine died this often is given up. */
    public static final int MOST_DEATHS = 2;

    private static final int MOST_MARKS = 100;
    private static final String JSON = "application/json";

    private final ObjectStore store;
    private final String workerId;

    public AttemptMarks(ObjectStore store, String workerId) {
        this.store = store;
        this.workerId = workerId;
    }

    /**
     * What is known of a job when an attempt begins.
     *
     * @param attempt number of the attempt, from 1
     * @param deaths how many attempts before it ended in the engine's death
     */
    record Attempt(int attempt, int deaths) {}

    /** Marks this delivery. */
    Attempt begin(SynthesisJob job, int delivery) {
        if (delivery <= 1 && job.requeue() == 0) {
            return new Attempt(1, 0);
        }
        store.create(
                BucketLayout.attempt(job.id(), job.acceptedBy(), job.requeue(), delivery),
                mark(),
                JSON);
        String prefix = BucketLayout.attempts(job.id(), job.acceptedBy());
        List<ObjectInfo> marks = ObjectListing.first(store, prefix, MOST_MARKS);
        int deaths =
                (int)
                        marks.stream()
                                .filter(mark -> mark.key().value().endsWith(BucketLayout.DIED))
                                .count();
        return new Attempt(1 + marks.size() - deaths, deaths);
    }

    /** Says that the engine died in this delivery. */
    void died(SynthesisJob job, int delivery) {
        store.create(
                BucketLayout.death(job.id(), job.acceptedBy(), job.requeue(), delivery),
                mark(),
                JSON);
    }

    private byte[] mark() {
        return Json.bytes(Json.object().put("worker_id", workerId));
    }

    /** Takes the mark back: the delivery is handed on unfinished, and that is no failure. */
    void withdraw(SynthesisJob job, int delivery) {
        if (delivery > 1 || job.requeue() > 0) {
            store.delete(BucketLayout.attempt(job.id(), job.acceptedBy(), job.requeue(), delivery));
        }
    }
}
