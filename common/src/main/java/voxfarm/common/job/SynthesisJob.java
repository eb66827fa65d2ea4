package voxfarm.common.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;

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
 * @param segments in order; none for an assembly
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
        List<Segment> segments) {
    public SynthesisJob {
        segments = List.copyOf(segments);
        boolean single = id.name().equals(JobId.SINGLE);
        boolean wellFormed =
                single
                        ? parts == 1 && !segments.isEmpty()
                        : id.isAssembly()
                                ? parts > 1 && segments.isEmpty()
                                : id.part().orElse(parts) < parts && !segments.isEmpty();
        if (!wellFormed) {
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
}
