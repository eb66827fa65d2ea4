package voxfarm.dispatcher.retention;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.ClipStore;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.clip.ClipHash;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.AcceptedBook;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.result.Tombstone;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.ending.Endings;

/**
 * Deletes a request with all that was stored for it. First its result becomes a {@link Tombstone},
 * in one write: from then on it has an end that nothing can replace, so that no late job is spoken
 * and no walk takes it for open, whatever of the rest is there. The request itself goes last of its
 * objects, as it says which clips are its own. Doing it again finishes what was broken off
 * (docs/adr/0019). Thread-safe.
 */
public final class RequestPurge {
    private static final Logger LOG = LoggerFactory.getLogger(RequestPurge.class);

    private final ObjectStore store;
    private final ClipStore clips;
    private final RequestStore requests;
    private final ResultStore results;
    private final Endings endings;
    private final OpenIndex index;
    private final Consumer<RequestId> deadLetters;
    private final InstantSource clock;

    /**
     * @param deadLetters takes the dead letter of a request off the list, if there is one
     */
    public RequestPurge(
            ObjectStore store,
            Endings endings,
            Consumer<RequestId> deadLetters,
            InstantSource clock) {
        this.store = store;
        this.clips = new ClipStore(store);
        this.requests = new RequestStore(store);
        this.results = new ResultStore(store);
        this.endings = endings;
        this.index = new OpenIndex(store, clock);
        this.deadLetters = deadLetters;
        this.clock = clock;
    }

    /** What to do with a request that has not ended. */
    public enum IfOpen {
        /** It stays. */
        REFUSE,
        /** It is cancelled, and deleted. */
        CANCEL
    }

    /**
     * Deletes a request. Doing it again is harmless, and right after a failure. Objects that are
     * damaged, or of a later build, are in nobody's way: what cannot be read of them is not used.
     *
     * @return what was deleted; nothing, if that was done before
     * @throws VoxfarmException {@code UNKNOWN_REQUEST} if nothing is stored of it, {@code
     *     STILL_OPEN} if it has not ended, {@code STORE_UNAVAILABLE} or {@code BROKER_UNAVAILABLE}
     *     if it is not done yet
     */
    public Removed purge(RequestId id, IfOpen ifOpen) {
        Optional<byte[]> end = end(id); // first: behind an end, its request is there or expired
        boolean damaged = false;
        Optional<AcceptedRequest> request = Optional.empty();
        try {
            request = requests.find(id);
        } catch (VoxfarmException e) {
            tellDamage(id, e);
            damaged = true; // and not absent: one that is absent may be stored the moment after
        }
        if (!damaged && request.isEmpty() && end.isEmpty()) {
            return onlyRefused(id, ifOpen);
        }
        if (end.flatMap(document -> tombstone(id, document)).isEmpty()) {
            end(id, new Stored(request, damaged, end), ifOpen);
        }
        Removed removed = finish(id, request);
        deadLetters.accept(id);
        LOG.info("request {}: deleted, {} objects", id, removed.objects());
        return removed;
    }

    /** What lies in the place of the result; nothing readable of one that is larger than any. */
    private Optional<byte[]> end(RequestId id) {
        try {
            return results.document(id);
        } catch (VoxfarmException e) {
            tellDamage(id, e);
            return Optional.of(new byte[0]);
        }
    }

    /** A submission that was refused has no result to stand a tombstone for: the id is free. */
    private Removed onlyRefused(RequestId id, IfOpen ifOpen) {
        Removed refusals = Leftovers.delete(store, BucketLayout.refusalsOf(id), Optional.empty());
        if (store.head(RequestStore.key(id)).isPresent()
                || store.head(ResultStore.key(id)).isPresent()) {
            return refusals.and(purge(id, ifOpen)); // it was accepted meanwhile
        }
        if (refusals.objects() == 0) {
            throw VoxfarmException.of(ErrorCode.UNKNOWN_REQUEST, "there is no request %s", id);
        }
        LOG.info("request {}: refused only; deleted, {} objects", id, refusals.objects());
        return refusals;
    }

    /**
     * What was found of a request.
     *
     * @param damaged whether its document is there and cannot be read
     * @param end the bytes in the place of its result
     */
    private record Stored(
            Optional<AcceptedRequest> request, boolean damaged, Optional<byte[]> end) {}

    /** Gives it an end that nothing can replace. */
    private void end(RequestId id, Stored stored, IfOpen ifOpen) {
        Optional<SynthesisResult> result =
                stored.end()
                        .flatMap(document ->
                                unlessDamaged(
                                        id, () -> Optional.of(ResultStore.read(id, document))));
        if (stored.end().isPresent() && result.isEmpty()) {
            seal(id, stored.request().map(AcceptedRequest::acceptedBy).orElse(AcceptedBy.UNKNOWN));
        } else if (stored.damaged() && result.isEmpty()) {
            if (ifOpen == IfOpen.REFUSE) {
                throw stillOpen(id);
            }
            seal(id, AcceptedBy.UNKNOWN); // nobody can speak what nobody can read
        } else {
            bury(id, stored.request(), result, ifOpen);
        }
    }

    private void bury(
            RequestId id,
            Optional<AcceptedRequest> request,
            Optional<SynthesisResult> end,
            IfOpen ifOpen) {
        Optional<SynthesisResult> result = end;
        if (request.isPresent()) {
            if (result.isEmpty() && endings.isExpired(id)) {
                seal(id, request.get().acceptedBy());
                return;
            }
            if (result.isEmpty()) {
                result = Optional.of(endOf(request.get(), ifOpen));
            }
            if (!result.get().acceptedBy().mayBe(request.get().acceptedBy())) {
                throw ResultStore.ofEarlier(
                        id, "this one has not ended; delete that object, and it is spoken");
            }
            if (index.contains(id)) {
                endings.tell(request.get(), result.get());
            }
        }
        seal(
                id,
                request.map(AcceptedRequest::acceptedBy)
                        .orElseGet(result.orElseThrow()::acceptedBy));
    }

    private void seal(RequestId id, AcceptedBy acceptedBy) {
        results.bury(new Tombstone(id, acceptedBy, clock.instant()));
    }

    private SynthesisResult endOf(AcceptedRequest request, IfOpen ifOpen) {
        return switch (ifOpen) {
            case CANCEL -> endings.cancel(request);
            case REFUSE -> throw stillOpen(request.id());
        };
    }

    private static VoxfarmException stillOpen(RequestId id) {
        return VoxfarmException.of(
                ErrorCode.STILL_OPEN,
                "request %s has not ended; cancel it first, or say that it is to be cancelled and"
                        + " deleted (&cancel=true, or forget --cancel)",
                id);
    }

    private static Optional<Tombstone> tombstone(RequestId id, byte[] document) {
        return unlessDamaged(id, () -> Tombstone.find(document));
    }

    /** What an object says; nothing where it says nothing that this build understands. */
    private static <T> Optional<T> unlessDamaged(RequestId id, Supplier<Optional<T>> read) {
        try {
            return read.get();
        } catch (VoxfarmException e) {
            tellDamage(id, e);
            return Optional.empty();
        }
    }

    /** Throws it again where it is no damage but a failure that passes. */
    private static void tellDamage(RequestId id, VoxfarmException e) {
        if (e.code().retryable()) {
            throw e;
        }
        LOG.warn("request {}, to be deleted: {}", id, e.getMessage());
    }

    /**
     * Deletes what is left, or has come since, of a request that is deleted.
     *
     * @return what was deleted; nothing if its tombstone is not there
     */
    Removed goOn(RequestId id) {
        return isDeleted(id)
                ? finish(id, unlessDamaged(id, () -> requests.find(id)))
                : Removed.NOTHING;
    }

    /** As long as that is so, nobody can be given the id. */
    private boolean isDeleted(RequestId id) {
        return results.document(id).flatMap(document -> tombstone(id, document)).isPresent();
    }

    /**
     * What is left of a request whose tombstone is there. It is asked for again behind each long
     * step: a tombstone may go while this process stands still, and the id come back.
     */
    private Removed finish(RequestId id, Optional<AcceptedRequest> request) {
        Removed removed =
                request.map(found -> releaseClips(found).and(deleteChapters(found)))
                        .orElse(Removed.NOTHING);
        if (!isDeleted(id)) {
            return removed;
        }
        request.ifPresent(index::ended);
        return removed.and(sweepUp(id));
    }

    /** The requests of a book's chapters; a caller's own request of such an id stays. */
    private Removed deleteChapters(AcceptedRequest book) {
        Removed removed = Removed.NOTHING;
        int chapters = book.book().map(AcceptedBook::chapters).orElse(0);
        for (int number = 1; number <= chapters; number++) {
            RequestId id = ChapterIds.of(book.id(), number);
            Optional<AcceptedRequest> chapter = unlessDamaged(id, () -> requests.find(id));
            if (chapter.isPresent() && ChapterIds.isOf(book, chapter.get())) {
                removed = removed.and(purge(id, IfOpen.CANCEL));
            }
        }
        return removed;
    }

    /**
     * Deletes what lies under the id of a deleted request but for its tombstone: what is left after
     * {@link #purge} was broken off, and what a worker wrote that was at it then.
     */
    private Removed sweepUp(RequestId id) {
        ObjectKey request = RequestStore.key(id);
        Removed removed =
                Leftovers.delete(
                                store, BucketLayout.resultsOf(id), Optional.of(ResultStore.key(id)))
                        .and(Leftovers.delete(store, BucketLayout.filesOf(id), Optional.empty()))
                        .and(Leftovers.delete(store, BucketLayout.refusalsOf(id), Optional.empty()))
                        .and(Leftovers.delete(store, BucketLayout.allOf(id), Optional.of(request)));
        if (!isDeleted(id)) {
            return removed;
        }
        Removed last =
                store.head(request)
                        .map(found -> new Removed(1, found.bytes()))
                        .orElse(Removed.NOTHING);
        store.delete(request);
        index.drop(id);
        store.delete(BucketLayout.callback(id));
        return removed.and(last);
    }

    /**
     * The clips of a request that no other request uses. Their names follow from its plan; where
     * that, or what is noted beside a clip, cannot be read, they stay until their age takes them.
     */
    private Removed releaseClips(AcceptedRequest request) {
        if (request.parts() == 1 && !request.settings().output().stream()) {
            return Removed.NOTHING;
        }
        Optional<InputStream> plan = requests.openPlan(request);
        if (plan.isEmpty()) {
            return Removed.NOTHING; // an earlier try came that far
        }
        ClipStore.User user = new ClipStore.User(request.id(), request.acceptedBy());
        Map<ClipStore.User, Boolean> stored = new HashMap<>();
        Set<String> seen = new HashSet<>();
        Removed removed = Removed.NOTHING;
        try (InputStream in = new BufferedInputStream(plan.get())) {
            for (Iterator<PlannedSegment> all = PlanCodec.read(in); all.hasNext(); ) {
                String hash = ClipHash.of(request.settings(), all.next().segment());
                if (seen.add(hash)) {
                    removed = removed.and(release(hash, user, stored));
                }
            }
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE,
                    request.planKey() + ": cannot be read: " + e.getMessage(),
                    e);
        } catch (VoxfarmException e) {
            tellDamage(request.id(), e); // the clips stay
        }
        return removed;
    }

    private Removed release(String hash, ClipStore.User user, Map<ClipStore.User, Boolean> stored) {
        return unlessDamaged(
                        user.id(),
                        () ->
                                Optional.of(
                                        Removed.of(
                                                clips.release(
                                                        hash,
                                                        user,
                                                        other ->
                                                                stored.computeIfAbsent(
                                                                        other, this::isStored)))))
                .orElse(Removed.NOTHING);
    }

    private boolean isStored(ClipStore.User user) {
        return requests.acceptance(user.id())
                .map(acceptedBy -> acceptedBy.equals(user.acceptedBy()))
                .orElse(false);
    }
}
