package voxfarm.dispatcher.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.EventSink;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.CancelCodec;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Submission;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.Sha256;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.ending.Endings;

/**
 * Submissions by topic: the same rules as by HTTP, with events for answers. A refusal is published,
 * and stored under {@code refusals/}. Thread-safe.
 */
public final class TopicDoor {
    private static final Logger LOG = LoggerFactory.getLogger(TopicDoor.class);

    private final Acceptance acceptance;
    private final Endings endings;
    private final ObjectStore store;
    private final EventSink events;
    private final InstantSource clock;

    public TopicDoor(
            Acceptance acceptance,
            Endings endings,
            ObjectStore store,
            EventSink events,
            InstantSource clock) {
        this.acceptance = acceptance;
        this.endings = endings;
        this.store = store;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Admits or refuses one record. Doing it again is harmless.
     *
     * @param topicId the topic's unique id: a topic made anew counts its offsets from 0 again
     * @param value the record's bytes
     * @throws VoxfarmException with a retryable code if store or broker could not be asked
     */
    public void submit(String topicId, int partition, long offset, byte[] value) {
        RequestId derived = new RequestId("t-" + topicId + "-" + partition + "-" + offset);
        Submission submission;
        try {
            ObjectNode document = Json.readObject(value, "request", ErrorCode.INVALID_REQUEST);
            Optional<RequestId> toCancel = CancelCodec.read(document);
            if (toCancel.isPresent()) {
                cancel(toCancel.get(), Sha256.hex(value));
                return;
            }
            submission = RequestCodec.read(document);
        } catch (VoxfarmException e) {
            if (undecided(e)) {
                throw e;
            }
            refuse(derived, Sha256.hex(value), Optional.empty(), e);
            return;
        }
        RequestId id = submission.id().orElse(derived);
        try {
            acceptance.admit(id, submission);
        } catch (VoxfarmException e) {
            if (undecided(e)) {
                throw e;
            }
            refuse(id, submission.bodySha256(), Optional.of(submission), e);
        }
    }

    private static boolean undecided(VoxfarmException e) {
        return e.code() == ErrorCode.STORE_UNAVAILABLE
                || e.code() == ErrorCode.BROKER_UNAVAILABLE
                || e.code() == ErrorCode.NOT_READY;
    }

    /** What cannot be cancelled is refused like a submission; the request itself stays as it is. */
    private void cancel(RequestId id, String bodySha256) {
        Optional<AcceptedRequest> request = acceptance.find(id);
        if (request.isEmpty()) {
            refuse(
                    id,
                    bodySha256,
                    Optional.empty(),
                    VoxfarmException.of(
                            ErrorCode.UNKNOWN_REQUEST, "there is no request %s to cancel", id));
            return;
        }
        SynthesisResult result = endings.cancel(request.get());
        if (!(result.outcome() instanceof SynthesisResult.Outcome.Cancelled)) {
            refuse(id, bodySha256, Optional.empty(), Endings.tooLate(result));
        }
    }

    private void refuse(
            RequestId id, String bodySha256, Optional<Submission> submission, VoxfarmException e) {
        LOG.info("submission {} refused: {}", id, e.getMessage());
        RequestEvent.Refused refused =
                new RequestEvent.Refused(
                        new EventHeader(
                                id,
                                submission.map(s -> s.request().voice()),
                                submission.map(s -> s.request().lane()),
                                clock.instant(),
                                0),
                        bodySha256,
                        ErrorInfo.of(e));
        store.create(
                BucketLayout.refusal(id, bodySha256),
                RequestEventCodec.write(refused),
                "application/json");
        events.publish(refused);
    }
}
