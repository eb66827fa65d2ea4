package voxfarm.common.job;

import java.time.Instant;
import java.util.List;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;

/**
 * Queue work for one voice: segments to speak and how. Holds all that a worker needs, so that it
 * reads nothing from the bucket before it starts.
 *
 * @param requeue how often the job was put on its topic again after it was lost, from 0
 * @param acceptedAt when the request was accepted
 * @throws VoxfarmException {@code INVALID_PLAN} if there is no segment
 */
public record SynthesisJob(
        JobId id,
        int requeue,
        Lane lane,
        Instant acceptedAt,
        SpeechSettings settings,
        List<Segment> segments) {
    public SynthesisJob {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN, "job %s: expected at least one segment", id);
        }
    }
}
