package voxfarm.common.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.PartCutter;
import voxfarm.common.plan.PlanPart;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.Warning;

/**
 * Queue work for one voice: what to do and how. Holds all that a worker needs, so that it reads
 * nothing from the bucket before it starts.
 *
 * @param acceptedBy the acceptance that the job belongs to
 * @param requeue how often the job was put on its topic again after it was lost, from 0
 * @param acceptedAt when the request was accepted
 * @param deadline when the request fails if it has no result
 * @param warnings of the request, for its result
 */
public record SynthesisJob(
        RequestId request,
        AcceptedBy acceptedBy,
        int requeue,
        Lane lane,
        Instant acceptedAt,
        Optional<Instant> deadline,
        SpeechSettings settings,
        Work work,
        List<Warning> warnings) {
    public SynthesisJob {
        warnings = List.copyOf(warnings);
    }

    /** From what is stored of a request and nothing else. */
    public static SynthesisJob of(AcceptedRequest request, int requeue, Work work) {
        return new SynthesisJob(
                request.id(),
                request.acceptedBy(),
                requeue,
                request.lane(),
                request.acceptedAt(),
                request.deadline(),
                request.settings(),
                work,
                request.warnings());
    }

    /** Another job of the same request. */
    private SynthesisJob with(int otherRequeue, Work other) {
        return new SynthesisJob(
                request,
                acceptedBy,
                otherRequeue,
                lane,
                acceptedAt,
                deadline,
                settings,
                other,
                warnings);
    }

    public JobId id() {
        return work.of(request);
    }

    /** In order; none for an assembly. */
    public List<Segment> segments() {
        return work.segments();
    }

    /** How much sound it makes, roughly; none if it joins what is made. */
    public double estimatedSeconds() {
        double lengthScale = settings.scales().lengthScale();
        return segments().stream()
                .mapToDouble(segment -> PartCutter.seconds(segment, lengthScale))
                .sum();
    }

    /** How many jobs speak the request. */
    public int parts() {
        return work.parts();
    }

    /** How many segments the request has. */
    public int segmentsInAll() {
        return work.segmentsInAll();
    }

    /** How the part after this one is found; only of parts. */
    public Optional<PartChain> chain() {
        return work instanceof Work.Part part ? part.chain() : Optional.empty();
    }

    /** The part that is queued when this one is done; empty if it is the last of its chain. */
    public OptionalInt nextPart() {
        if (work instanceof Work.Part part && part.chain().isPresent()) {
            int next = part.part() + part.chain().get().window();
            return next < part.parts() ? OptionalInt.of(next) : OptionalInt.empty();
        }
        return OptionalInt.empty();
    }

    /** The job that speaks another part of the same request, as its first delivery. */
    public SynthesisJob ofPart(PlanPart other) {
        PartChain mine = chain().orElseThrow();
        return with(
                0,
                new Work.Part(
                        other.part(),
                        whole(),
                        Optional.of(new PartChain(mine.window(), mine.plan(), other.offset())),
                        other.segments()));
    }

    /** The job that joins the parts of the request. */
    public SynthesisJob ofAssembly() {
        return with(requeue, new Work.Assembly(whole()));
    }

    private Work.Whole whole() {
        return new Work.Whole(parts(), segmentsInAll());
    }
}
