package voxfarm.common.plan;

import java.time.Instant;
import java.util.Map;
import voxfarm.common.job.Lane;
import voxfarm.common.store.ObjectKey;

/**
 * A request that the farm has promised to answer, as stored in {@code requests/<id>/request.json}.
 * All jobs of the request are made from this document and from what it names.
 *
 * @param bodySha256 hash of what was submitted, see {@link Submission#bodySha256}
 * @param acceptedBy random name of the acceptance: a dispatcher whose PUT lost its answer knows by
 *     it whether the stored document is its own
 * @param text as submitted
 * @param planKey where the plan is kept
 * @param segments how many segments the plan has
 */
public record AcceptedRequest(
        RequestId id,
        String bodySha256,
        String acceptedBy,
        Instant acceptedAt,
        Lane lane,
        SpeechSettings settings,
        String text,
        ObjectKey planKey,
        int segments,
        Map<String, String> labels) {
    public AcceptedRequest {
        labels = Map.copyOf(labels);
    }
}
