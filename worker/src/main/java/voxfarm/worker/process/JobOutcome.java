package voxfarm.worker.process;

import java.time.Duration;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;

/** What became of one delivery of a job, and so how the delivery is acknowledged. */
public sealed interface JobOutcome {
    /**
     * The request has its result, by this delivery or an earlier one, and its event is published.
     */
    record Finished() implements JobOutcome {}

    /** The job itself is at fault; its failed result is stored and its event published. */
    record Rejected(ErrorCode code, String detail) implements JobOutcome {}

    /**
     * The attempt failed for a reason that may pass; after the backoff another worker may succeed.
     */
    record Retry(ErrorCode code, String detail, Duration backoff) implements JobOutcome {}

    /** This worker stops; the job goes on elsewhere, and that counts as no attempt. */
    record HandedBack() implements JobOutcome {}

    /** For figures. */
    default String wireName() {
        return switch (this) {
            case Finished _ -> "finished";
            case Rejected _ -> "rejected";
            case Retry _ -> "retry";
            case HandedBack _ -> "handed_back";
        };
    }

    /** Why the attempt failed; empty if it did not, or was not ended by a failure. */
    default Optional<ErrorCode> failure() {
        return switch (this) {
            case Rejected(ErrorCode code, String _) -> Optional.of(code);
            case Retry(ErrorCode code, String _, Duration _) -> Optional.of(code);
            case Finished _, HandedBack _ -> Optional.empty();
        };
    }

    default Acknowledgement acknowledgement() {
        return switch (this) { // no default: a new outcome must not compile until decided here
            case Finished _ -> Acknowledgement.ACCEPT;
            case Rejected _ -> Acknowledgement.REJECT;
            case Retry _, HandedBack _ -> Acknowledgement.RELEASE;
        };
    }
}
