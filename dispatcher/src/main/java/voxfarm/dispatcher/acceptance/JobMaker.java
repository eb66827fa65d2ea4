package voxfarm.dispatcher.acceptance;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.JobId;
import voxfarm.common.job.PartChain;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.PlanPart;
import voxfarm.common.plan.PlanParts;
import voxfarm.common.plan.Segment;

/** Makes the jobs of a request, from what is stored of it and nothing else. */
public final class JobMaker {
    private JobMaker() {}

    /**
     * The jobs that have to be queued so that the rest of the request is spoken, one after the
     * other as they are asked for: of a long request the first missing part of each chain. Reads no
     * more of the plan than they need.
     *
     * @param requeue how often they were lost before
     * @param done numbers of the parts that are spoken
     */
    public static Iterator<SynthesisJob> jobs(
            AcceptedRequest request, PlanParts plan, int requeue, Set<Integer> done) {
        return new Jobs(request, plan, requeue, PartChains.toQueue(request, done));
    }

    /** The job that joins the parts. */
    public static SynthesisJob assembly(AcceptedRequest request, int requeue) {
        return job(request, JobId.assembly(request.id()), requeue, Optional.empty(), List.of());
    }

    private static SynthesisJob job(
            AcceptedRequest request,
            JobId id,
            int requeue,
            Optional<PartChain> chain,
            List<Segment> segments) {
        return new SynthesisJob(
                id,
                request.acceptedBy(),
                requeue,
                request.lane(),
                request.acceptedAt(),
                request.deadline(),
                request.settings(),
                request.parts(),
                request.segments(),
                chain,
                segments,
                request.warnings());
    }

    private static final class Jobs implements Iterator<SynthesisJob> {
        private final AcceptedRequest request;
        private final PlanParts plan;
        private final int requeue;
        private final SortedSet<Integer> wanted;

        Jobs(AcceptedRequest request, PlanParts plan, int requeue, SortedSet<Integer> wanted) {
            this.request = request;
            this.plan = plan;
            this.requeue = requeue;
            this.wanted = wanted;
        }

        @Override
        public boolean hasNext() {
            return !wanted.isEmpty();
        }

        @Override
        public SynthesisJob next() {
            if (wanted.isEmpty()) {
                throw new NoSuchElementException();
            }
            int part = wanted.removeFirst();
            while (plan.hasNext()) {
                PlanPart next = plan.next();
                if (next.part() == part) {
                    return jobOf(next);
                }
            }
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "%s: expected %d parts, part %d is not there",
                    request.planKey(),
                    request.parts(),
                    part);
        }

        private SynthesisJob jobOf(PlanPart part) {
            if (request.parts() == 1) {
                return job(
                        request,
                        JobId.single(request.id()),
                        requeue,
                        Optional.empty(),
                        part.segments());
            }
            return job(
                    request,
                    JobId.part(request.id(), part.part()),
                    requeue,
                    Optional.of(new PartChain(request.window(), request.planKey(), part.offset())),
                    part.segments());
        }
    }
}
