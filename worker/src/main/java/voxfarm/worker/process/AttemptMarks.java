package voxfarm.worker.process;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import voxfarm.common.bucket.AttemptErrors;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
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

    /** A worker has few jobs in hand: more are owed only in an outage of hours. */
    private static final int MOST_OWED = 1000;

    private static final String JSON = "application/json";

    /** How long shortages may hinder a job, without other word. */
    public static final Duration PATIENCE = Duration.ofMinutes(15);

    /** Notes of shortages are taken this often in the time of patience. */
    private static final int NOTES = 4;

    private final ObjectStore store;
    private final String workerId;
    private final Duration patience;

    /** Marks that count no attempt and could not be taken away yet. */
    private final Set<ObjectKey> owed = ConcurrentHashMap.newKeySet();

    public AttemptMarks(ObjectStore store, String workerId) {
        this(store, workerId, PATIENCE);
    }

    /**
     * @param patience how long shortages may hinder a job before it is given up, at least a second
     */
    public AttemptMarks(ObjectStore store, String workerId, Duration patience) {
        this.store = store;
        this.workerId = workerId;
        this.patience = patience;
    }

    /** Whose attempts these are. */
    String workerId() {
        return workerId;
    }

    Duration patience() {
        return patience;
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
        takeAwayOwed();
        if (!isMarked(job, delivery)) {
            return new Attempt(1, 0);
        }
        store.create(mark(job, delivery), worker(), JSON);
        String prefix = BucketLayout.attempts(job.id(), job.acceptedBy());
        List<ObjectInfo> marks = ObjectListing.first(store, prefix, MOST_MARKS);
        int deaths = ending(marks, BucketLayout.DIED);
        int errors = ending(marks, BucketLayout.ERROR);
        return new Attempt(1 + marks.size() - deaths - errors, deaths);
    }

    private static int ending(List<ObjectInfo> marks, String suffix) {
        return (int) marks.stream().filter(mark -> mark.key().value().endsWith(suffix)).count();
    }

    /** Says why this delivery failed. */
    void failed(SynthesisJob job, int delivery, String error) {
        store.create(
                BucketLayout.failure(job.id(), job.acceptedBy(), job.requeue(), delivery),
                AttemptErrors.write(workerId, error),
                JSON);
    }

    /** Why the latest attempt failed, or what was missing; empty if nobody could say it. */
    Optional<String> lastError(SynthesisJob job) {
        return AttemptErrors.latest(store, job.id().request(), job.acceptedBy());
    }

    /** Says that the engine died in this delivery. */
    void died(SynthesisJob job, int delivery) {
        store.create(
                BucketLayout.death(job.id(), job.acceptedBy(), job.requeue(), delivery),
                worker(),
                JSON);
    }

    private byte[] worker() {
        return Json.bytes(Json.object().put("worker_id", workerId));
    }

    /** Takes the mark back: the delivery is handed on unfinished, and that is no failure. */
    void withdraw(SynthesisJob job, int delivery) {
        if (isMarked(job, delivery)) {
            store.delete(mark(job, delivery));
        }
    }

    /**
     * Takes the mark back as soon as the store answers again: without it nothing could be decided,
     * so the delivery was no attempt. What a worker owes is lost with it.
     */
    void owe(SynthesisJob job, int delivery) {
        if (isMarked(job, delivery) && owed.size() < MOST_OWED) {
            owed.add(mark(job, delivery));
        }
    }

    private void takeAwayOwed() {
        try {
            for (ObjectKey mark : List.copyOf(owed)) {
                store.delete(mark);
                owed.remove(mark);
            }
        } catch (VoxfarmException e) {
            // later: a mark that cannot be taken away is to hold up no other job
        }
    }

    private static boolean isMarked(SynthesisJob job, int delivery) {
        return delivery > 1 || job.requeue() > 0;
    }

    private static ObjectKey mark(SynthesisJob job, int delivery) {
        return BucketLayout.attempt(job.id(), job.acceptedBy(), job.requeue(), delivery);
    }

    /**
     * Notes that something was missing that the job needs: the store, room on a disk. Such failures
     * are no attempts. Time is cut into quarters of the patience, with one note in each; a quarter
     * without a failure means that the shortage was over.
     *
     * @param error what was missing
     * @return whether that has gone on, without a pause of a quarter, for the whole patience; at
     *     most half as long again
     */
    boolean shortage(SynthesisJob job, Instant now, String error) {
        long quarter = now.toEpochMilli() / (patience.toMillis() / NOTES);
        store.create(
                BucketLayout.shortage(job.id(), job.acceptedBy(), quarter),
                AttemptErrors.write(workerId, error),
                JSON);
        for (long earlier = quarter - 1; earlier >= quarter - NOTES - 1; earlier--) {
            if (store.head(BucketLayout.shortage(job.id(), job.acceptedBy(), earlier)).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
