package voxfarm.common.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.PlanPart;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.Warning;

/**
 * Queue work for one voice: segments to speak and how. Holds all that a worker needs, so that it
 * reads nothing from the bucket before it starts.
 *
 * @param acceptedBy the acceptance that the job belongs to
 * @param requeue how often the job was put on its topic again after it was lost, from 0
 * @param acceptedAt when the request was accepted
 * @param deadline when the request fails if it has no result
 * @param parts how many jobs speak the request
 * @param segmentsInAll how many segments the request has
 * @param chain how the part after this one is found; only of parts, and none where an earlier build
 *     queued all parts at once
 * @param segments in order; none for an assembly
 * @param warnings of the request, for its result
 * @throws VoxfarmException {@code INVALID_PLAN} if the name of the job, its part and its segments
 *     do not go together
 */
public record SynthesisJob(
        JobId id,
        AcceptedBy acceptedBy,
        int requeue,
        Lane lane,
        Instant acceptedAt,
        Optional<Instant> deadline,
        SpeechSettings settings,
        int parts,
        int segmentsInAll,
        Optional<PartChain> chain,
        List<Segment> segments,
        List<Warning> warnings) {
    public SynthesisJob {
        warnings = List.copyOf(warnings);
        segments = List.copyOf(segments);
        boolean single = id.name().equals(JobId.SINGLE);
        boolean wellFormed =
                single
                        ? parts == 1 && !segments.isEmpty()
                        : id.isAssembly()
                                ? parts > 1 && segments.isEmpty()
                                : id.part().orElse(parts) < parts && !segments.isEmpty();
        if (!wellFormed || (chain.isPresent() && id.part().isEmpty())) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "job %s: expected single with segments, part0 to part%d with segments, or"
                            + " assembly without; found %d segments of %d parts",
                    id,
                    Math.max(1, parts - 1),
                    segments.size(),
                    parts);
        }
    }

    /** Of a request that there is nothing to say about. */
    public SynthesisJob(
            JobId id,
            AcceptedBy acceptedBy,
            int requeue,
            Lane lane,
            Instant acceptedAt,
            Optional<Instant> deadline,
            SpeechSettings settings,
            int parts,
            int segmentsInAll,
            Optional<PartChain> chain,
            List<Segment> segments) {
        this(
                id,
                acceptedBy,
                requeue,
                lane,
                acceptedAt,
                deadline,
                settings,
                parts,
                segmentsInAll,
                chain,
                segments,
                List.of());
    }

    /** The part that is queued when this one is done; empty if it is the last of its chain. */
    public OptionalInt nextPart() {
        if (chain.isEmpty()) {
            return OptionalInt.empty();
        }
        int next = id.part().orElseThrow() + chain.get().window();
        return next < parts ? OptionalInt.of(next) : OptionalInt.empty();
    }

    /** The job that speaks another part of the same request, as its first delivery. */
    public SynthesisJob ofPart(PlanPart other) {
        PartChain mine = chain.orElseThrow();
        return new SynthesisJob(
                JobId.part(id.request(), other.part()),
                acceptedBy,
                0,
                lane,
                acceptedAt,
                deadline,
                settings,
                parts,
                segmentsInAll,
                Optional.of(new PartChain(mine.window(), mine.plan(), other.offset())),
                other.segments(),
                warnings);
    }

    /** The job that joins the parts of the request. */
    public SynthesisJob ofAssembly() {
        return new SynthesisJob(
                JobId.assembly(id.request()),
                acceptedBy,
                requeue,
                lane,
                acceptedAt,
                deadline,
                settings,
                parts,
                segmentsInAll,
                Optional.empty(),
                List.of(),
                warnings);
    }
}
