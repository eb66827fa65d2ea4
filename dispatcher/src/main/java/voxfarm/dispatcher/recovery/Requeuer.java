package voxfarm.dispatcher.recovery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.Outbox;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.PlanParts;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.JobMaker;

/**
 * Queues the jobs of a request that are missing. A note is written before (whoever wrote it
 * produces), and one when the broker has the jobs: only requeues with both count. Thread-safe.
 */
final class Requeuer {
    private static final Logger LOG = LoggerFactory.getLogger(Requeuer.class);
    private static final int MOST_NOTES = 1000;
    private static final String TYPE = "application/json";

    private final ObjectStore store;
    private final JobRecords records;
    private final Outbox outbox;
    private final InstantSource clock;

    Requeuer(ObjectStore store, JobRecords records, Outbox outbox, InstantSource clock) {
        this.store = store;
        this.records = records;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * The notes of a request.
     *
     * @param last the greatest number that somebody claimed; {@link Sightings#NO_NOTE} if nobody
     *     did
     * @param queued how often the broker had its jobs again, not counting number 0
     */
    record Notes(int last, int queued) {}

    Notes notes(AcceptedRequest request) {
        String prefix = BucketLayout.requeues(request.id(), request.acceptedBy());
        List<ObjectInfo> found = ObjectListing.first(store, prefix, MOST_NOTES);
        int last = Sightings.NO_NOTE;
        int queued = 0;
        for (ObjectInfo note : found) {
            ObjectKey key = note.key();
            last =
                    Math.max(
                            last,
                            BucketLayout.requeueOf(request.id(), request.acceptedBy(), key)
                                    .orElse(Sightings.NO_NOTE));
            queued +=
                    BucketLayout.requeuedOf(request.id(), request.acceptedBy(), key).orElse(0) > 0
                            ? 1
                            : 0;
        }
        return new Notes(last, queued);
    }

    /**
     * Queues what is missing of a request, as number {@code n}.
     *
     * @return false if somebody else claimed that number
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} if the broker may not have the jobs; the
     *     number is free again then, as far as the store could be asked. {@code INVALID_PLAN} if
     *     the plan is gone or damaged: no jobs can be made of it, now or later
     */
    boolean queue(AcceptedRequest request, int n) {
        records.prepare(request.settings().voice());
        ObjectKey claim = BucketLayout.requeue(request.id(), request.acceptedBy(), n);
        if (store.create(claim, note(), TYPE) == ObjectStore.Created.TAKEN) {
            return false;
        }
        try {
            produce(request, n);
        } catch (VoxfarmException e) {
            withdraw(claim, e);
            throw e;
        }
        store.create(BucketLayout.requeued(request.id(), request.acceptedBy(), n), note(), TYPE);
        return true;
    }

    private void withdraw(ObjectKey claim, VoxfarmException reason) {
        try {
            store.delete(claim);
        } catch (VoxfarmException e) {
            reason.addSuppressed(e); // the next number is taken then, after the grace
        }
    }

    private byte[] note() {
        return Json.bytes(
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("at", clock.instant().toString())
                        .put("by", UUID.randomUUID().toString()));
    }

    private void produce(AcceptedRequest request, int requeue) {
        if (requeue > 0) {
            LOG.warn(
                    "request {}: its jobs are gone; queueing them again, number {}",
                    request.id(),
                    requeue);
        }
        Set<Integer> done = request.parts() > 1 ? partsDone(request) : Set.of();
        if (request.parts() > 1 && done.size() >= request.parts()) {
            publish(request, List.of(JobMaker.assembly(request, requeue)).iterator());
            return;
        }
        try (InputStream plan =
                new BufferedInputStream(
                        store.open(request.planKey(), 0).orElseThrow(() -> noPlan(request)))) {
            publish(request, JobMaker.jobs(request, PlanParts.read(plan), requeue, done));
        } catch (IOException | UncheckedIOException e) {
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE, request.planKey() + ": cannot be read: " + e, e);
        }
    }

    /** With the event once more: whoever queued it first may have died before that was sent. */
    private void publish(AcceptedRequest request, Iterator<SynthesisJob> jobs) {
        outbox.publish(Acceptance.event(request), jobs);
    }

    private static VoxfarmException noPlan(AcceptedRequest request) {
        return VoxfarmException.of(ErrorCode.INVALID_PLAN, "%s: was deleted", request.planKey());
    }

    private Set<Integer> partsDone(AcceptedRequest request) {
        Set<Integer> done = new HashSet<>();
        new ObjectListing(store, BucketLayout.parts(request.id(), request.acceptedBy()))
                .forEachRemaining(part ->
                        BucketLayout.partOf(request.id(), request.acceptedBy(), part.key())
                                .ifPresent(done::add));
        return done;
    }
}
