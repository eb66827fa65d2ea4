package voxfarm.dispatcher.acceptance;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import voxfarm.common.job.JobId;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.Segment;

/** Makes the jobs of a request, from what is stored of it and nothing else. */
public final class JobMaker {
    private JobMaker() {}

    /**
     * The jobs that speak the request, one after the other as they are asked for.
     *
     * @param requeue how often they were lost before
     */
    public static Iterator<SynthesisJob> jobs(
            AcceptedRequest request, Iterator<PlannedSegment> plan, int requeue) {
        return new PartJobs(request, plan, requeue);
    }

    /** The job that joins the parts. */
    public static SynthesisJob assembly(AcceptedRequest request, int requeue) {
        return job(request, JobId.assembly(request.id()), requeue, List.of());
    }

    private static SynthesisJob job(
            AcceptedRequest request, JobId id, int requeue, List<Segment> segments) {
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
                segments);
    }

    private static final class PartJobs implements Iterator<SynthesisJob> {
        private final AcceptedRequest request;
        private final Iterator<PlannedSegment> plan;
        private final int requeue;
        private @Nullable PlannedSegment ahead;

        PartJobs(AcceptedRequest request, Iterator<PlannedSegment> plan, int requeue) {
            this.request = request;
            this.plan = plan;
            this.requeue = requeue;
            this.ahead = plan.hasNext() ? plan.next() : null;
        }

        @Override
        public boolean hasNext() {
            return ahead != null;
        }

        @Override
        public SynthesisJob next() {
            if (ahead == null) {
                throw new NoSuchElementException();
            }
            int part = ahead.part();
            List<Segment> segments = new ArrayList<>();
            while (ahead != null && ahead.part() == part) {
                segments.add(ahead.segment());
                ahead = plan.hasNext() ? plan.next() : null;
            }
            JobId id =
                    request.parts() == 1
                            ? JobId.single(request.id())
                            : JobId.part(request.id(), part);
            return job(request, id, requeue, segments);
        }
    }
}
