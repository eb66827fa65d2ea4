package voxfarm.dispatcher.recovery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.files.FileFailure;
import voxfarm.common.job.Carried;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.PlanParts;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.telemetry.LogContext;
import voxfarm.common.telemetry.Tracer;
import voxfarm.dispatcher.acceptance.JobMaker;

/**
 * Queues the jobs of a request that are missing. A note is written before (whoever wrote it
 * produces), and one when the broker has the jobs: only requeues with both count. Thread-safe.
 */
final class Requeuer {
    private static final Logger LOG = LoggerFactory.getLogger(Requeuer.class);

    private final RequestStore requests;
    private final Books books;
    private final JobRecords records;
    private final Outbox outbox;
    private final InstantSource clock;
    private final Tracer tracer;

    Requeuer(
            ObjectStore store,
            Books books,
            JobRecords records,
            Outbox outbox,
            InstantSource clock) {
        this(store, books, records, outbox, clock, Tracer.NONE);
    }

    /**
     * As the other.
     *
     * @param tracer told of it in the request's own trace
     */
    Requeuer(
            ObjectStore store,
            Books books,
            JobRecords records,
            Outbox outbox,
            InstantSource clock,
            Tracer tracer) {
        this.books = books;
        this.tracer = tracer;
        this.requests = new RequestStore(store);
        this.records = records;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Queues what is missing of a request, as number {@code n}. A book has no job before all its
     * chapters are completed: it is taken on.
     *
     * @return false if somebody else claimed that number, or nothing is to be queued yet
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} if the broker may not have the jobs; the
     *     number is free again then, as far as the store could be asked. {@code INVALID_PLAN} if
     *     the plan is gone or damaged: no jobs can be made of it, now or later
     */
    boolean queue(AcceptedRequest request, int n) {
        try (LogContext _ = LogContext.of(request.id());
                Tracer.Span span =
                        tracer.begin(Tracer.Kind.PRODUCER, "queue", new Carried(request.trace()))) {
            span.with("voxfarm.request", request.id().value())
                    .with("voxfarm.requeue", String.valueOf(n));
            return queueNow(request, n);
        }
    }

    private boolean queueNow(AcceptedRequest request, int n) {
        if (request.book().isPresent() && !books.takeOn(request)) {
            return false;
        }
        records.prepare(request.settings().voice());
        if (!requests.claimRequeue(request, n, clock.instant())) {
            return false;
        }
        try {
            produce(request, n);
        } catch (VoxfarmException e) {
            withdraw(request, n, e);
            throw e;
        }
        requests.requeued(request, n, clock.instant());
        return true;
    }

    private void withdraw(AcceptedRequest request, int n, VoxfarmException reason) {
        try {
            requests.withdrawRequeue(request, n);
        } catch (VoxfarmException e) {
            reason.addSuppressed(e); // the next number is taken then, after the grace
        }
    }

    private void produce(AcceptedRequest request, int requeue) {
        if (requeue > 0) {
            LOG.warn(
                    "request {}: its jobs are gone; queueing them again, number {}",
                    request.id(),
                    requeue);
        }
        if (request.book().isPresent()) {
            publish(request, List.of(JobMaker.binding(request, requeue)).iterator());
            return;
        }
        Set<Integer> done =
                request.parts() > 1
                        ? requests.partsDone(request.id(), request.acceptedBy())
                        : Set.of();
        if (request.parts() > 1 && done.size() >= request.parts()) {
            publish(request, List.of(JobMaker.assembly(request, requeue)).iterator());
            return;
        }
        try (InputStream plan =
                new BufferedInputStream(
                        requests.openPlan(request).orElseThrow(() -> noPlan(request)))) {
            publish(request, JobMaker.jobs(request, PlanParts.read(plan), requeue, done));
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE,
                    request.planKey() + ": cannot be read: " + FileFailure.reason(e),
                    e);
        }
    }

    /** With the event once more: whoever queued it first may have died before that was sent. */
    private void publish(AcceptedRequest request, Iterator<SynthesisJob> jobs) {
        outbox.publish(RequestEvent.Accepted.of(request), jobs);
    }

    private static VoxfarmException noPlan(AcceptedRequest request) {
        return VoxfarmException.of(ErrorCode.INVALID_PLAN, "%s: was deleted", request.planKey());
    }
}
