package voxfarm.dispatcher.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.Defects;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.files.Sha256;
import voxfarm.common.job.Carried;
import voxfarm.common.lifecycle.LogRate;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.CancelCodec;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Submission;
import voxfarm.common.plan.SubmittedDocument;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.telemetry.Metrics;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.common.telemetry.Tracer;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.AdmissionFigures;
import voxfarm.dispatcher.book.BookDesk;
import voxfarm.dispatcher.book.BookRecord;
import voxfarm.dispatcher.book.BookReference;
import voxfarm.dispatcher.ending.Endings;

/**
 * Submissions by topic: the same rules as by HTTP, with events for answers. A refusal is published,
 * and stored under {@code refusals/} where the caller chose an id to look for. Thread-safe.
 */
public final class TopicDoor {
    private static final Logger LOG = LoggerFactory.getLogger(TopicDoor.class);

    private final Acceptance acceptance;
    private final BookDesk books;
    private final RequestStore requests;
    private final Endings endings;
    private final ObjectStore store;
    private final Outbox outbox;
    private final InstantSource clock;
    private final Metrics metrics;
    private final Tracer tracer;
    private final LogRate rate = new LogRate();

    /**
     * @param books where records that ask for books go
     */
    public TopicDoor(
            Acceptance acceptance,
            BookDesk books,
            Endings endings,
            ObjectStore store,
            Outbox outbox,
            InstantSource clock) {
        this(acceptance, books, endings, store, outbox, clock, Telemetry.NONE);
    }

    /**
     * As the other.
     *
     * @param telemetry told of what is let in, and what is not
     */
    public TopicDoor(
            Acceptance acceptance,
            BookDesk books,
            Endings endings,
            ObjectStore store,
            Outbox outbox,
            InstantSource clock,
            Telemetry telemetry) {
        this.metrics = telemetry.metrics();
        this.tracer = telemetry.tracer();
        this.acceptance = acceptance;
        this.books = books;
        this.requests = new RequestStore(store);
        this.endings = endings;
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * A record of {@code tts.requests} that was read: under which name it is refused.
     *
     * @param own whether the caller chose the id
     */
    private record Asked(RequestId id, boolean own, String bodySha256) {
        static Asked of(Optional<RequestId> own, RequestId derived, String bodySha256) {
            return new Asked(own.orElse(derived), own.isPresent(), bodySha256);
        }
    }

    /**
     * Admits or refuses one record. Doing it again is harmless.
     *
     * @param topicId the topic's unique id: a topic made anew counts its offsets from 0 again
     * @param value the record's bytes
     * @throws VoxfarmException with a retryable code if store or broker could not be asked
     * @throws RuntimeException if this build fails; {@link #refuse} is right if it does so again
     */
    public void submit(String topicId, int partition, long offset, byte[] value) {
        submit(topicId, partition, offset, value, Carried.NONE);
    }

    /**
     * As the other.
     *
     * @param carried the context that the record bears
     */
    public void submit(String topicId, int partition, long offset, byte[] value, Carried carried) {
        try (Tracer.Span span = tracer.begin(Tracer.Kind.CONSUMER, "request", carried)) {
            try {
                take(topicId, partition, offset, value);
            } catch (VoxfarmException e) {
                span.failed(e.code().wireName());
                throw e;
            }
        }
    }

    private void take(String topicId, int partition, long offset, byte[] value) {
        RequestId derived = derived(topicId, partition, offset);
        SubmittedDocument document;
        try {
            document = SubmittedDocument.read(value);
        } catch (VoxfarmException e) {
            refuse(unread(derived, value), Optional.empty(), e);
            return;
        }
        Asked asked = asked(derived, document);
        Submission submission;
        try {
            Optional<RequestId> toCancel = CancelCodec.read(document.members());
            if (toCancel.isPresent()) {
                cancel(toCancel.get(), asked.bodySha256());
                return;
            }
            if (BookRecord.isOne(document.members())) {
                takeBook(asked.id(), value);
                return;
            }
            submission = RequestCodec.read(document);
        } catch (VoxfarmException e) {
            if (e.code().retryable()) {
                throw e;
            }
            refuse(asked, Optional.empty(), e);
            return;
        }
        try {
            var _ =
                    AdmissionFigures.counted(
                            metrics,
                            AdmissionFigures.TOPIC,
                            () -> acceptance.admit(asked.id(), submission));
        } catch (VoxfarmException e) {
            if (e.code().retryable()) {
                throw e;
            }
            refuse(asked, Optional.of(submission), e);
        }
    }

    /** The same rules as by HTTP, but that nobody waits: there is no room to be had. */
    private void takeBook(RequestId id, byte[] value) {
        BookRecord record = BookRecord.read(value);
        BookDesk.Door door =
                (asked, order) -> books.acceptance().admit(asked.orElse(id), order, () -> {});
        var _ =
                AdmissionFigures.counted(
                        metrics,
                        AdmissionFigures.TOPIC,
                        () ->
                                switch (record) {
                                    case BookRecord.Planned(ObjectNode plan) ->
                                            books.admit(Optional.of(id), plan, door);
                                    case BookRecord.Placed(BookReference reference) ->
                                            books.admit(Optional.of(id), reference, door);
                                });
    }

    /**
     * Refuses a record at which this build, or the store at its text, failed too often, whatever is
     * in it.
     *
     * @throws VoxfarmException with a retryable code if store or broker could not be asked
     */
    public void refuse(
            String topicId, int partition, long offset, byte[] value, Throwable failure) {
        refuse(
                asked(derived(topicId, partition, offset), value),
                Optional.empty(),
                failure instanceof VoxfarmException named
                        ? named
                        : new VoxfarmException(
                                ErrorCode.INTERNAL,
                                Defects.told(
                                        LOG,
                                        "record " + topicId + "-" + partition + "@" + offset,
                                        failure)));
    }

    private static RequestId derived(String topicId, int partition, long offset) {
        return new RequestId("t-" + topicId + "-" + partition + "-" + offset);
    }

    private static Asked asked(RequestId derived, SubmittedDocument document) {
        return Asked.of(OwnId.in(document.members()), derived, BookRecord.bodySha256(document));
    }

    /** Whatever a build fails at, the name under which its caller waits may be read. */
    private static Asked asked(RequestId derived, byte[] value) {
        try {
            return asked(derived, SubmittedDocument.read(value));
        } catch (RuntimeException | StackOverflowError e) {
            return unread(derived, value);
        }
    }

    /** Of bytes that are no document to this build, the hash is of the bytes themselves. */
    private static Asked unread(RequestId derived, byte[] value) {
        return Asked.of(OwnId.in(value), derived, Sha256.hex(value));
    }

    /** What cannot be cancelled is refused like a submission; the request itself stays as it is. */
    private void cancel(RequestId id, String bodySha256) {
        Optional<AcceptedRequest> request = requests.find(id);
        if (request.isEmpty()) {
            refuse(
                    new Asked(id, true, bodySha256),
                    Optional.empty(),
                    VoxfarmException.of(
                            ErrorCode.UNKNOWN_REQUEST, "there is no request %s to cancel", id));
            return;
        }
        SynthesisResult result = endings.cancel(request.get());
        if (!(result.outcome() instanceof SynthesisResult.Outcome.Cancelled)) {
            refuse(new Asked(id, true, bodySha256), Optional.empty(), Endings.tooLate(result));
        }
    }

    private void refuse(Asked asked, Optional<Submission> submission, VoxfarmException e) {
        rate.write(
                e.code().wireName(),
                more -> LOG.info("submission {} refused: {}{}", asked.id(), e.getMessage(), more));
        RequestEvent.Refused refused =
                new RequestEvent.Refused(
                        new EventHeader(
                                asked.id(),
                                submission.map(s -> s.request().voice()),
                                submission.flatMap(s -> s.request().lane().named()),
                                clock.instant(),
                                0),
                        asked.bodySha256(),
                        ErrorInfo.of(e));
        if (asked.own()) { // nobody would look for it under a name that nobody chose
            store.create(
                    BucketLayout.refusal(asked.id(), asked.bodySha256()),
                    RequestEventCodec.write(refused),
                    "application/json");
        }
        outbox.publish(refused);
    }
}
