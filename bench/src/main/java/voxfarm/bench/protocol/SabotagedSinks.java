package voxfarm.bench.protocol;

import java.util.function.IntSupplier;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.AcceptedSink;
import voxfarm.common.event.EventSink;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.JobSink;
import voxfarm.common.store.ObjectStore;

/** What a process publishes that has a fault again which was mended. */
final class SabotagedSinks {
    private SabotagedSinks() {}

    /**
     * The jobs of a worker.
     *
     * @param delivery which one it works on
     */
    static JobSink ofWorker(JobSink jobs, Sabotage sabotage, IntSupplier delivery) {
        return switch (sabotage) {
            case SUCCESSOR_FORGOTTEN ->
                    job -> {
                        if (delivery.getAsInt() == 1 || job.id().isAssembly()) {
                            jobs.publish(job);
                        }
                    };
            case ENDS_UNCHECKED ->
                    job -> {
                        if (!job.id().isAssembly()) {
                            jobs.publish(job);
                        }
                    };
            default -> jobs;
        };
    }

    /** The events of a worker. */
    static EventSink ofWorker(EventSink events, Sabotage sabotage, ObjectStore store) {
        return sabotage == Sabotage.INDEX_EARLY
                ? new EventSink() {
                    @Override
                    public void publish(RequestEvent event) {
                        if (event.terminal()) {
                            store.delete(BucketLayout.open(event.request()));
                        }
                        events.publish(event);
                    }

                    @Override
                    public void announce(RequestEvent event) {
                        events.announce(event);
                    }
                }
                : events;
    }

    /** What an acceptance publishes. */
    static AcceptedSink ofAcceptance(SimBroker broker, Sabotage sabotage) {
        return sabotage == Sabotage.ACCEPTED_BESIDE ? broker::publishTogether : broker;
    }

    /** What a recovery queues again. */
    static AcceptedSink ofRecovery(AcceptedSink sink, Sabotage sabotage) {
        return sabotage == Sabotage.REQUEUE_UNPRODUCED
                ? (event, jobs) -> {
                    try {
                        sink.publish(event, jobs);
                    } catch (VoxfarmException e) {
                        // as if it were queued
                    }
                }
                : sink;
    }
}
