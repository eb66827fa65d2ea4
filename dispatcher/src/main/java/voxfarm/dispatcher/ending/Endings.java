package voxfarm.dispatcher.ending;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import voxfarm.common.Build;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.bucket.ChapterChains;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.Conclusion;
import voxfarm.common.event.Outbox;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectStore;

/**
 * Ends requests without a worker. To end one is to be the first who writes its result; whoever
 * comes second finds that and changes nothing (docs/architecture.md, delivery). Thread-safe.
 */
public final class Endings {
    private static final String WRITER = "dispatcher";

    private final ResultStore results;
    private final RequestStore requests;
    private final ChapterChains chains;
    private final Outbox outbox;
    private final Conclusion conclusion;
    private final OpenIndex index;
    private final InstantSource clock;

    public Endings(ObjectStore store, Outbox outbox, InstantSource clock) {
        this.results = new ResultStore(store);
        this.requests = new RequestStore(store);
        this.chains = new ChapterChains(store);
        this.outbox = outbox;
        this.conclusion = new Conclusion(store, outbox, clock);
        this.index = new OpenIndex(store, clock);
        this.clock = clock;
    }

    /**
     * Ends a request as cancelled, unless it ended before. Doing it again is harmless, and repeats
     * the event.
     *
     * @return the result that the request has now
     * @throws VoxfarmException {@code EXPIRED} if it has ended and its result is not kept any more;
     *     {@code STORE_UNAVAILABLE} or {@code BROKER_UNAVAILABLE} if it could not be decided or
     *     told: doing it again is right then
     */
    public SynthesisResult cancel(AcceptedRequest request) {
        checkKept(request);
        SynthesisResult stored = storeFirst(request, new SynthesisResult.Outcome.Cancelled());
        if (stored.outcome() instanceof SynthesisResult.Outcome.Cancelled) {
            outbox.hint(request.id());
            tell(request, stored);
        }
        return stored;
    }

    /** A result that has expired is not to be followed by another. */
    private void checkKept(AcceptedRequest request) {
        if (isExpired(request.id())) {
            throw expired(request.id());
        }
    }

    /** Whether the stored request has ended, and its result is not kept any more. */
    public boolean isExpired(RequestId id) {
        return !results.exists(id) && index.hasLeft(id) && !results.exists(id);
    }

    /** The error of who asks for what has expired. */
    public static VoxfarmException expired(RequestId id) {
        return VoxfarmException.of(
                ErrorCode.EXPIRED, "request %s has ended; its result is not kept any more", id);
    }

    /** As {@link #cancel}, with a failure. */
    public SynthesisResult fail(AcceptedRequest request, ErrorInfo error) {
        SynthesisResult stored = storeFirst(request, new SynthesisResult.Outcome.Failed(error));
        if (stored.outcome() instanceof SynthesisResult.Outcome.Failed(ErrorInfo found)
                && found.equals(error)) {
            outbox.hint(request.id()); // a worker may be speaking it
            tell(request, stored);
        }
        return stored;
    }

    /**
     * Fails a request whose deadline has passed.
     *
     * @return false if it has not
     */
    public boolean expireIfDue(AcceptedRequest request) {
        Optional<ErrorInfo> late = late(request);
        late.ifPresent(error -> fail(request, error));
        return late.isPresent();
    }

    /**
     * As {@link #expireIfDue}, while the broker cannot be reached: a sweep tells the end.
     *
     * @return false if its deadline has not passed
     */
    public boolean expireUntold(AcceptedRequest request) {
        Optional<ErrorInfo> late = late(request);
        late.ifPresent(error -> {
            var _ = storeFirst(request, new SynthesisResult.Outcome.Failed(error));
        });
        return late.isPresent();
    }

    private Optional<ErrorInfo> late(AcceptedRequest request) {
        return request.deadline()
                .filter(deadline -> !clock.instant().isBefore(deadline))
                .map(deadline ->
                        ErrorInfo.of(
                                ErrorCode.DEADLINE_EXCEEDED,
                                "not done by its deadline, " + deadline));
    }

    /**
     * Ends a request that its caller will never ask for, because the caller was told that it was
     * not taken. Its end is told by a sweep, as the broker cannot be reached.
     */
    public void withdraw(AcceptedRequest request) {
        var _ = storeFirst(request, new SynthesisResult.Outcome.Cancelled());
    }

    /**
     * Publishes what follows a stored result; then the request is no longer open. The chapters of a
     * book that ended without them end before that: as long as the book is open, a sweep comes back
     * to it.
     */
    public void tell(AcceptedRequest request, SynthesisResult stored) {
        if (request.book().isPresent()
                && !(stored.outcome() instanceof SynthesisResult.Outcome.Completed)) {
            cancelChapters(request);
        }
        conclusion.tell(request, stored);
    }

    /** Cancels what is under way of a book that has ended. Doing it again is harmless. */
    public void cancelChapters(AcceptedRequest book) {
        for (ChapterChains.Place place : chains.places(book)) {
            if (place.last() == 0) {
                continue;
            }
            RequestId chapter = ChapterIds.of(book.id(), place.last());
            if (!results.exists(chapter)) {
                requests.find(chapter)
                        .filter(found -> ChapterIds.isOf(book, found))
                        .ifPresent(this::cancelUnlessExpired);
            }
        }
    }

    private void cancelUnlessExpired(AcceptedRequest chapter) {
        if (!isExpired(chapter.id())) {
            var _ = cancel(chapter);
        }
    }

    /** The error of who asked too late to cancel. */
    public static VoxfarmException tooLate(SynthesisResult ended) {
        return VoxfarmException.of(
                ErrorCode.ALREADY_ENDED,
                "request %s: already %s at %s; a request that has ended cannot be cancelled",
                ended.id(),
                ended.status(),
                ended.finishedAt());
    }

    private SynthesisResult storeFirst(AcceptedRequest request, SynthesisResult.Outcome outcome) {
        SynthesisResult stored =
                results.storeFirst(
                        new SynthesisResult(
                                request.id(),
                                request.acceptedBy(),
                                request.settings(),
                                outcome,
                                Optional.empty(),
                                List.of(),
                                request.acceptedAt(),
                                Optional.empty(),
                                clock.instant(),
                                0,
                                WRITER,
                                Build.name(),
                                request.segments(),
                                EngineWork.NONE,
                                request.warnings()));
        if (!stored.acceptedBy().mayBe(request.acceptedBy())) {
            throw ResultStore.ofEarlier(request.id(), "delete it, and this one can end");
        }
        return stored;
    }
}
