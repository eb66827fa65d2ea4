package voxfarm.dispatcher.status;

import java.time.Duration;
import java.util.Optional;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.callback.CallbackNotes;
import voxfarm.dispatcher.ending.Endings;

/** Answers how far a request is, from the bucket, with the events as a hint. Thread-safe. */
public final class RequestStatus {
    /**
     * An event can be missed (another dispatcher's restart); then the bucket still answers, later.
     * Each look takes twice as long to come as the one before, and while events of others come,
     * one's own will come as well: under load hundreds wait, and what each asks of the bucket
     * meanwhile makes all of them wait longer.
     */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(4);

    private static final int DOUBLINGS = 3;

    private final RequestStore requests;
    private final ResultStore results;
    private final EventProjector events;
    private final CallbackNotes callbacks;
    private final OpenIndex index;
    private final Duration firstLook;

    public RequestStatus(ObjectStore store, EventProjector events) {
        this(store, events, FIRST_LOOK);
    }

    /**
     * @param firstLook after which a wait looks at the bucket by itself
     */
    RequestStatus(ObjectStore store, EventProjector events, Duration firstLook) {
        this.requests = new RequestStore(store);
        this.results = new ResultStore(store);
        this.events = events;
        this.callbacks = new CallbackNotes(store);
        this.index = new OpenIndex(store);
        this.firstLook = firstLook;
    }

    /**
     * @throws VoxfarmException {@code UNKNOWN_REQUEST} if there is no such request, {@code DELETED}
     *     if it was deleted, {@code EXPIRED} if only its result is still stored
     */
    public AcceptedRequest request(RequestId id) {
        return requests.find(id).orElseThrow(() -> missing(id));
    }

    private VoxfarmException missing(RequestId id) {
        return result(id)
                .map(result ->
                        VoxfarmException.of(
                                ErrorCode.EXPIRED,
                                "request %s is not kept any more; its result is, for now: %s",
                                id,
                                ResultStore.key(id)))
                .orElseGet(() ->
                        VoxfarmException.of(
                                ErrorCode.UNKNOWN_REQUEST, "there is no request %s", id));
    }

    /**
     * @throws VoxfarmException {@code UNKNOWN_REQUEST} if there is no such request
     */
    public RequestView view(RequestId id) {
        return view(request(id));
    }

    /** As {@link #view(RequestId)}, of a request already read. */
    public RequestView view(AcceptedRequest request) {
        RequestId id = request.id();
        Optional<SynthesisResult> result = result(id);
        if (result.isEmpty() && events.ended(id)) {
            result = result(id); // stored between the two looks
            if (result.isEmpty()) {
                events.forgetEnd(id); // of an earlier request of that id
            }
        }
        if (result.isEmpty() && hasLeft(id)) {
            result = Optional.of(result(id).orElseThrow(() -> Endings.expired(id)));
        }
        return new RequestView(
                request,
                result,
                events.last(id),
                events.ahead(id),
                callbacks.view(request, result.isPresent()));
    }

    /** What has an event that is not its end is open: the bucket need not be asked. */
    private boolean hasLeft(RequestId id) {
        return events.last(id).isEmpty() && index.hasLeft(id);
    }

    /** As the others, of a request and its result already read; without its callback. */
    RequestView view(AcceptedRequest request, Optional<SynthesisResult> result) {
        RequestId id = request.id();
        return new RequestView(
                request, result, events.last(id), events.ahead(id), Optional.empty());
    }

    public Optional<SynthesisResult> result(RequestId id) {
        return results.find(id);
    }

    /** Whether this dispatcher stops: who waits is answered with what there is. */
    public boolean isStopping() {
        return events.isReleased();
    }

    /** A request to wait for; made before the request is submitted, so that no event is missed. */
    public final class Wait implements AutoCloseable {
        private final RequestId id;
        private EventProjector.Waiter end;

        private Wait(RequestId id) {
            this.id = id;
            this.end = events.awaitEnd(id);
        }

        /**
         * The result as soon as it is stored, or empty if it is not within that time, or nobody is
         * to wait any more.
         */
        public Optional<SynthesisResult> await(Duration patience) {
            long deadline = System.nanoTime() + patience.toNanos();
            long look = firstLook.toNanos();
            long longest = look << DOUBLINGS;
            while (true) {
                long left = deadline - System.nanoTime();
                boolean ended = awaitEvent(Math.min(left, look));
                boolean last = left <= look || events.isReleased();
                boolean others = events.quiet().compareTo(firstLook) < 0;
                boolean again = !ended && !last && others && look < longest;
                look = Math.min(2 * look, longest);
                if (again) {
                    continue;
                }
                Optional<SynthesisResult> result = result(id);
                if (result.isPresent() || last) {
                    return result;
                }
                if (ended) {
                    disbelieve();
                }
            }
        }

        /**
         * Was told the end of an earlier request of this id, which was deleted since: a result
         * comes before its event.
         */
        private void disbelieve() {
            events.forgetEnd(id);
            end = events.awaitEnd(id);
        }

        private boolean awaitEvent(long nanos) {
            try {
                return end.await(Duration.ofNanos(nanos));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new VoxfarmException(ErrorCode.NOT_READY, "the dispatcher is stopping", e);
            }
        }

        @Override
        public void close() {
            events.stopWaiting(id, end);
        }
    }

    public Wait startWaiting(RequestId id) {
        return new Wait(id);
    }
}
