package voxfarm.dispatcher.callback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;

/**
 * How far the telling of a request's end is: a note before each try, one behind each that failed,
 * one at the end. All are create-once, so that of several dispatchers one makes each try, and that
 * a process that dies loses a try at most. Thread-safe.
 */
public final class CallbackNotes {
    private static final String TYPE = "application/json";
    private static final String AT = "at";
    private static final String STATE = "state";
    private static final String TRIES = "tries";
    private static final String ERROR = "error";
    private static final int MAX_BYTES = 16 << 10;

    /** Two a try of the most that can be configured, and the end. */
    private static final int MOST_NOTES = 128;

    private static final int LONGEST_ERROR = 500;

    private final ObjectStore store;

    public CallbackNotes(ObjectStore store) {
        this.store = store;
    }

    /**
     * How far it is.
     *
     * @param tries begun so far
     * @param lastAt when the last one failed, or began where that is not known
     * @param failed whether the last one is known to have failed
     */
    record Progress(int tries, Instant lastAt, boolean failed) {}

    /** Whether telling it has ended, one way or the other. */
    boolean ended(AcceptedRequest request) {
        return store.head(end(request)).isPresent();
    }

    Progress progress(AcceptedRequest request) {
        int last = lastTry(request);
        if (last == 0) {
            return new Progress(0, Instant.EPOCH, false);
        }
        Optional<Fields> failure = read(failure(request, last));
        Instant at =
                failure.or(() -> read(begun(request, last)))
                        .flatMap(note -> note.optionalTime(AT))
                        .orElse(Instant.EPOCH);
        return new Progress(last, at, failure.isPresent());
    }

    private int lastTry(AcceptedRequest request) {
        int last = 0;
        String prefix = BucketLayout.callbackNotes(request.id(), request.acceptedBy());
        for (ObjectInfo note : ObjectListing.first(store, prefix, MOST_NOTES)) {
            last =
                    Math.max(
                            last,
                            BucketLayout.callbackTryOf(
                                            request.id(), request.acceptedBy(), note.key())
                                    .orElse(0));
        }
        return last;
    }

    /**
     * Takes a try: whoever has it makes it.
     *
     * @return false if somebody else has it
     */
    boolean begin(AcceptedRequest request, int n, Instant at) {
        ObjectNode note = note(at).put("by", UUID.randomUUID().toString());
        return store.create(begun(request, n), Json.bytes(note), TYPE)
                == ObjectStore.Created.STORED;
    }

    void failed(AcceptedRequest request, int n, Instant at, String error) {
        store.create(failure(request, n), Json.bytes(note(at).put(ERROR, cut(error))), TYPE);
    }

    void delivered(AcceptedRequest request, int tries, Instant at) {
        end(request, note(at).put(STATE, "delivered").put(TRIES, tries));
    }

    void givenUp(AcceptedRequest request, int tries, Instant at, String error) {
        end(request, note(at).put(STATE, "given_up").put(TRIES, tries).put(ERROR, cut(error)));
    }

    private void end(AcceptedRequest request, ObjectNode note) {
        store.create(end(request), Json.bytes(note), TYPE); // the first one stays
    }

    /** Why the last try failed, as far as that is noted. */
    Optional<String> lastError(AcceptedRequest request, int n) {
        return read(failure(request, n)).flatMap(note -> note.optionalText(ERROR));
    }

    /**
     * What a caller may see of it: {@code url} without its query, {@code state} ({@code waiting},
     * {@code trying}, {@code delivered} or {@code given_up}), {@code tries}, {@code at}, {@code
     * error}. Empty if nobody is to be told.
     *
     * @param ended whether the request has ended
     */
    public Optional<ObjectNode> view(AcceptedRequest request, boolean ended) {
        if (!ended) {
            return untold(request);
        }
        return untold(request)
                .map(view -> {
                    Optional<Fields> end = read(end(request));
                    if (end.isPresent()) {
                        describe(view, end.get());
                        return view;
                    }
                    int tries = lastTry(request);
                    if (tries == 0) {
                        return view;
                    }
                    view.put(STATE, "trying").put(TRIES, tries);
                    lastError(request, tries).ifPresent(error -> view.put(ERROR, error));
                    return view;
                });
    }

    /** As {@link #view}, of a request of whose end nobody was told yet. */
    public static Optional<ObjectNode> untold(AcceptedRequest request) {
        return request.callback()
                .map(url -> Json.object().put("url", url.shown()).put(STATE, "waiting"));
    }

    private static void describe(ObjectNode view, Fields end) {
        end.optionalText(STATE).ifPresent(state -> view.put(STATE, state));
        end.optionalInteger(TRIES, 0, Integer.MAX_VALUE).ifPresent(n -> view.put(TRIES, n));
        end.optionalTime(AT).ifPresent(at -> view.put(AT, at.toString()));
        end.optionalText(ERROR).ifPresent(error -> view.put(ERROR, error));
    }

    /** Takes a request off the list of those whose end is to be told. */
    void forget(RequestId id) {
        store.delete(BucketLayout.callback(id));
    }

    /** A note that cannot be read says nothing: the next try begins a little early or late. */
    private Optional<Fields> read(ObjectKey key) {
        try {
            return store.read(key, MAX_BYTES)
                    .map(bytes ->
                            new Fields(
                                    Json.readObject(bytes, key.value(), ErrorCode.INTERNAL),
                                    new Problems()));
        } catch (VoxfarmException e) {
            if (e.code().retryable()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static ObjectNode note(Instant at) {
        return Json.object().put("schema", Schema.VERSION).put(AT, at.toString());
    }

    private static String cut(String error) {
        return Problems.oneLine(error, LONGEST_ERROR);
    }

    private static ObjectKey begun(AcceptedRequest request, int n) {
        return BucketLayout.callbackTry(request.id(), request.acceptedBy(), n);
    }

    private static ObjectKey failure(AcceptedRequest request, int n) {
        return BucketLayout.callbackFailure(request.id(), request.acceptedBy(), n);
    }

    private static ObjectKey end(AcceptedRequest request) {
        return BucketLayout.callbackEnd(request.id(), request.acceptedBy());
    }
}
