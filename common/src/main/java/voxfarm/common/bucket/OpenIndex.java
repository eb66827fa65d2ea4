package voxfarm.common.bucket;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;

/**
 * The indexes of what has not ended and of what waits for a time. An entry is written before its
 * request is stored and removed after its end was told, so that nothing accepted is ever missing
 * from them; what is left over is recognised by its request and result. Thread-safe.
 */
public final class OpenIndex {
    private static final Logger LOG = LoggerFactory.getLogger(OpenIndex.class);
    private static final String TYPE = "application/json";

    /**
     * An entry without a request may be removed by others when they have seen it for this long.
     * Whoever stored its request later than a fraction of that writes it again.
     */
    public static final Duration ORPHANED = Duration.ofMinutes(10);

    private static final Duration SLOW = ORPHANED.dividedBy(60);

    private final ObjectStore store;
    private final InstantSource clock;

    /** Whether all requests were walked over once; it stays so. */
    private volatile boolean whole;

    public OpenIndex(ObjectStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** For who only asks. */
    public OpenIndex(ObjectStore store) {
        this(store, InstantSource.system());
    }

    /**
     * Whether a request that is stored has surely left the index, so that its end was told: if its
     * result is not there, asked for behind this, that has expired. False where the index is not
     * known to be whole, as before the first walk over all requests.
     */
    public boolean hasLeft(RequestId id) {
        return isWhole() && !contains(id);
    }

    /**
     * Whether all that is open is in the index: a farm of an older build had none until all its
     * requests were walked over once.
     */
    public boolean isWhole() {
        if (!whole) {
            whole = !ObjectListing.first(store, BucketLayout.WALKS, 1).isEmpty();
        }
        return whole;
    }

    /** Every request in the index, in the order of the keys. */
    public void forEach(Consumer<RequestId> open) {
        new ObjectListing(store, BucketLayout.OPEN)
                .forEachRemaining(entry -> BucketLayout.openOf(entry.key()).ifPresent(open));
    }

    /** The entry of a request that is about to be stored. */
    public final class Entry {
        private final AcceptedRequest request;
        private final Instant begun = clock.instant();
        private final long begunNanos = System.nanoTime();

        private Entry(AcceptedRequest request) {
            this.request = request;
        }

        /**
         * What writes it: all of it before the request is stored, in any order or at once. Doing it
         * again is harmless.
         */
        public List<Runnable> writes() {
            RequestId id = request.id();
            byte[] body =
                    Json.bytes(
                            Json.object()
                                    .put("schema", Schema.VERSION)
                                    .put("at", clock.instant().toString())
                                    .put("accepted_by", request.acceptedBy().value()));
            List<ObjectKey> keys = new ArrayList<>();
            request.deadline()
                    .map(at -> BucketLayout.timed(id, BucketLayout.Alarm.DEADLINE, at))
                    .ifPresent(keys::add);
            request.notBefore()
                    .filter(at -> at.isAfter(request.acceptedAt()))
                    .map(at -> BucketLayout.timed(id, BucketLayout.Alarm.BEGIN, at))
                    .ifPresent(keys::add);
            request.callback().ifPresent(_ -> keys.add(BucketLayout.callback(id)));
            keys.add(BucketLayout.open(id));
            return keys.stream().<Runnable>map(key -> () -> write(key, body)).toList();
        }

        private void write(ObjectKey key, byte[] body) {
            store.create(key, body, TYPE);
        }

        /**
         * Called when the request is stored: writes the entry again if that took long, for another
         * dispatcher may have taken it for a rest meanwhile.
         */
        public void requestStored() {
            // by both clocks: one stands still while a machine sleeps, the other may be set back
            Duration took = Duration.between(begun, clock.instant());
            if (took.isNegative()
                    || took.compareTo(SLOW) > 0
                    || System.nanoTime() - begunNanos > SLOW.toNanos()) {
                writes().forEach(Runnable::run);
            }
        }
    }

    /** The entry of a request that is about to be stored; nothing is written yet. */
    public Entry entryOf(AcceptedRequest request) {
        return new Entry(request);
    }

    /** Adds a request that is stored already. Doing it again is harmless. */
    public void add(AcceptedRequest request) {
        entryOf(request).writes().forEach(Runnable::run);
    }

    /**
     * Removes the times of a request that was not stored because another one has its id: they would
     * say that the other waits.
     *
     * @param stored the one that has the id
     */
    public void taken(AcceptedRequest request, AcceptedRequest stored) {
        if (!request.deadline().equals(stored.deadline())) {
            request.deadline()
                    .ifPresent(at -> remove(request.id(), BucketLayout.Alarm.DEADLINE, at));
        }
        if (!request.notBefore().equals(stored.notBefore())) {
            request.notBefore().ifPresent(at -> remove(request.id(), BucketLayout.Alarm.BEGIN, at));
        }
    }

    /** Whether the request is in the index of what is open. */
    public boolean contains(RequestId id) {
        return store.head(BucketLayout.open(id)).isPresent();
    }

    /**
     * Removes a request whose end was told. What cannot be removed now is removed by a sweep, which
     * tells the end again.
     */
    public void ended(AcceptedRequest request) {
        removeOpen(request.id());
        request.deadline().ifPresent(at -> remove(request.id(), BucketLayout.Alarm.DEADLINE, at));
        request.notBefore().ifPresent(at -> remove(request.id(), BucketLayout.Alarm.BEGIN, at));
    }

    /** As the other, by one of the request's jobs. */
    public void ended(SynthesisJob job) {
        removeOpen(job.id().request());
        job.deadline().ifPresent(at -> remove(job.id().request(), BucketLayout.Alarm.DEADLINE, at));
    }

    /**
     * Removes an entry whose request is not there.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE}
     */
    public void drop(RequestId id) {
        store.delete(BucketLayout.open(id));
    }

    private void removeOpen(RequestId id) {
        remove(BucketLayout.open(id));
    }

    private void remove(RequestId id, BucketLayout.Alarm alarm, Instant at) {
        remove(BucketLayout.timed(id, alarm, at));
    }

    private void remove(ObjectKey entry) {
        try {
            store.delete(entry);
        } catch (VoxfarmException e) {
            LOG.info("{} stays until a sweep removes it: {}", entry, e.getMessage());
        }
    }
}
