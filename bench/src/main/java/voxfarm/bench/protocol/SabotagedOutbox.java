package voxfarm.bench.protocol;

import java.util.Iterator;
import java.util.function.IntSupplier;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.ForwardingOutbox;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.Carried;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.store.ObjectStore;

/** What a process publishes that has a fault again which was mended. */
final class SabotagedOutbox {
    private SabotagedOutbox() {}

    /**
     * Of a worker.
     *
     * @param delivery which one it works on
     */
    static Outbox ofWorker(
            Outbox outbox, Sabotage sabotage, IntSupplier delivery, ObjectStore store) {
        return switch (sabotage) {
            case SUCCESSOR_FORGOTTEN ->
                    new ForwardingOutbox(outbox) {
                        @Override
                        public void publish(SynthesisJob job, Carried carried) {
                            if (delivery.getAsInt() == 1 || job.id().isAssembly()) {
                                super.publish(job, carried);
                            }
                        }
                    };
            case ENDS_UNCHECKED ->
                    new ForwardingOutbox(outbox) {
                        @Override
                        public void publish(SynthesisJob job, Carried carried) {
                            if (!job.id().isAssembly()) {
                                super.publish(job, carried);
                            }
                        }
                    };
            case INDEX_EARLY ->
                    new ForwardingOutbox(outbox) {
                        @Override
                        public void publish(RequestEvent event) {
                            if (event.terminal()) {
                                store.delete(BucketLayout.open(event.request()));
                            }
                            super.publish(event);
                        }
                    };
            default -> outbox;
        };
    }

    /** Of an acceptance. */
    static Outbox ofAcceptance(SimBroker broker, Sabotage sabotage) {
        return sabotage == Sabotage.ACCEPTED_BESIDE
                ? new ForwardingOutbox(broker) {
                    @Override
                    public void publish(RequestEvent.Accepted event, Iterator<SynthesisJob> jobs) {
                        broker.publishTogether(event, jobs);
                    }
                }
                : broker;
    }

    /** Of a recovery. */
    static Outbox ofRecovery(Outbox outbox, Sabotage sabotage) {
        return sabotage == Sabotage.REQUEUE_UNPRODUCED
                ? new ForwardingOutbox(outbox) {
                    @Override
                    public void publish(RequestEvent.Accepted event, Iterator<SynthesisJob> jobs) {
                        try {
                            super.publish(event, jobs);
                        } catch (VoxfarmException e) {
                            // as if it were queued
                        }
                    }
                }
                : outbox;
    }
}
