package voxfarm.dispatcher.acceptance;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.PartChain;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.job.Work;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.PlanPart;
import voxfarm.common.plan.PlanParts;

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
        return SynthesisJob.of(request, requeue, new Work.Assembly(whole(request)));
    }

    /** The job that makes the files of a book. */
    public static SynthesisJob binding(AcceptedRequest book, int requeue) {
        return SynthesisJob.of(
                book,
                requeue,
                new Work.Binding(book.planKey(), book.book().orElseThrow().chapters()));
    }

    private static Work.Whole whole(AcceptedRequest request) {
        return new Work.Whole(request.parts(), request.segments());
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
            return SynthesisJob.of(
                    request,
                    requeue,
                    request.parts() == 1
                            ? new Work.Single(part.segments())
                            : new Work.Part(
                                    part.part(),
                                    whole(request),
                                    Optional.of(
                                            new PartChain(
                                                    request.window(),
                                                    request.planKey(),
                                                    part.offset())),
                                    part.segments()));
        }
    }
}
