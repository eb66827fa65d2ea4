package voxfarm.common.event;

import java.time.InstantSource;
import java.util.Optional;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.Lane;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectStore;

/**
 * What follows a stored result, whoever stored it: the dead letter of a failed one, then the event,
 * then the request is no longer open. All of it is said from what is stored, so saying it again is
 * harmless; whoever is broken off leaves the request open, and a sweep says it. Thread-safe.
 */
public final class Conclusion {
    private final Outbox outbox;
    private final OpenIndex index;
    private final InstantSource clock;

    public Conclusion(ObjectStore store, Outbox outbox, InstantSource clock) {
        this.outbox = outbox;
        this.index = new OpenIndex(store, clock);
        this.clock = clock;
    }

    /** By a dispatcher, which has no job in hand. */
    public void tell(AcceptedRequest request, SynthesisResult stored) {
        if (stored.outcome() instanceof SynthesisResult.Outcome.Failed(ErrorInfo error)) {
            outbox.publish(
                    new DeadLetter(
                            Optional.of(request.id()),
                            Optional.empty(),
                            new byte[0],
                            error,
                            stored.attempts(),
                            stored.workerId(),
                            clock.instant()));
        }
        publish(stored, request.lane());
        index.ended(request);
    }

    /**
     * By a worker, of a job's delivery.
     *
     * @param record the job as it was delivered
     * @param deliveries how often it was
     * @param workerId of who says it
     */
    public void tell(
            SynthesisJob job,
            byte[] record,
            int deliveries,
            String workerId,
            SynthesisResult stored) {
        if (stored.outcome() instanceof SynthesisResult.Outcome.Failed(ErrorInfo error)) {
            outbox.publish(
                    new DeadLetter(
                            Optional.of(job.id().request()),
                            Optional.of(job),
                            record,
                            error,
                            deliveries,
                            workerId,
                            clock.instant()));
        }
        publish(stored, job.lane());
        index.ended(job);
        passOver(stored);
    }

    /** A job of the request is out of hand: the hint that its end left, if it did, has served. */
    public void passOver(SynthesisResult stored) {
        if (stored.attempts() == 0) { // ended by a dispatcher, which left a hint
            outbox.clearHint(stored.id());
        }
    }

    private void publish(SynthesisResult stored, Lane lane) {
        outbox.publish(TerminalEvents.of(stored, lane, clock.instant()));
    }
}
