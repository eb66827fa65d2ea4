package voxfarm.common.event;

import java.util.Optional;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.store.ObjectKey;

/**
 * Something that happened to a request. Published at least once each; after a {@link #terminal}
 * one, readers ignore every other event of that request.
 */
public sealed interface RequestEvent {
    EventHeader header();

    default RequestId request() {
        return header().request();
    }

    /** Whether nothing more will happen to the request. */
    default boolean terminal() {
        return switch (this) {
            case Accepted _, Started _, Progress _, Refused _ -> false;
            case Completed _, Failed _, Cancelled _ -> true;
        };
    }

    /** The request is stored and will end in a result. */
    record Accepted(EventHeader header) implements RequestEvent {
        /** Says it of a request; the same however often it is said. */
        public static Accepted of(AcceptedRequest request) {
            return new Accepted(
                    new EventHeader(
                            request.id(),
                            Optional.of(request.settings().voice()),
                            Optional.of(request.lane()),
                            request.acceptedAt(),
                            0));
        }
    }

    /**
     * A worker began an attempt.
     *
     * @param workerId which worker took it; empty if an older build wrote the event
     */
    record Started(EventHeader header, String workerId) implements RequestEvent {}

    /**
     * @param segmentsDone segments spoken so far
     * @param audioSeconds sound made so far
     * @param etaSeconds estimated time to the result
     */
    record Progress(
            EventHeader header,
            int segmentsDone,
            int segments,
            double audioSeconds,
            double etaSeconds)
            implements RequestEvent {}

    record Completed(EventHeader header, ObjectKey result, ObjectKey audio, double durationSeconds)
            implements RequestEvent {}

    record Failed(EventHeader header, ObjectKey result, ErrorInfo error) implements RequestEvent {}

    record Cancelled(EventHeader header, ObjectKey result) implements RequestEvent {}

    /**
     * One submission by topic was turned away. It speaks of that submission only: a stored request
     * of the same id outranks it, which is why it does not count as terminal.
     */
    record Refused(EventHeader header, String bodySha256, ErrorInfo error)
            implements RequestEvent {}
}
