package voxfarm.common.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One request as it came in at a door.
 *
 * @param id the id inside the document, if there is one
 * @param bodySha256 hash of the canonical form of what was submitted, without the id: two
 *     submissions with equal hashes ask for the same thing
 * @param warnings what of the document its caller may want to mend
 */
public record Submission(
        Optional<RequestId> id,
        SynthesisRequest request,
        String bodySha256,
        List<Warning> warnings) {
    public Submission {
        warnings = List.copyOf(warnings);
    }

    /** The same, with more that its caller may want to mend. */
    public Submission with(List<Warning> more) {
        return new Submission(
                id, request, bodySha256, Stream.concat(warnings.stream(), more.stream()).toList());
    }

    /**
     * The same where it names nobody who is told of its end.
     *
     * @param usual whom its sender wants to be told then; the hash stays, as it is of what was
     *     submitted
     */
    public Submission orCallback(CallbackUrl usual) {
        return request.callback().isPresent()
                ? this
                : new Submission(id, request.with(usual), bodySha256, warnings);
    }

    /** The same from somebody who holds the line until the sound comes. */
    public Submission whileCallerWaits() {
        return new Submission(
                id, request.with(LaneChoice.WHILE_CALLER_WAITS), bodySha256, warnings);
    }
}
