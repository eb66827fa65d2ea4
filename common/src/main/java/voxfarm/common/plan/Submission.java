package voxfarm.common.plan;

import java.util.Optional;

/**
 * One request as it came in at a door.
 *
 * @param id the id inside the document, if there is one
 * @param bodySha256 hash of the canonical form of what was submitted, without the id: two
 *     submissions with equal hashes ask for the same thing
 */
public record Submission(Optional<RequestId> id, SynthesisRequest request, String bodySha256) {
    /** The same from somebody who holds the line until the sound comes. */
    public Submission whileCallerWaits() {
        return new Submission(id, request.with(LaneChoice.WHILE_CALLER_WAITS), bodySha256);
    }
}
