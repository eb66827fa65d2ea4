package voxfarm.dispatcher.status;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.Defects;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.ErrorKind;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceId;

/**
 * All requests in the order of their ids, a page at a time, read from the bucket. What is open is
 * found in the index of what is open, however many have ended; the documents of a page are read at
 * once. A request whose documents cannot be read is listed as such: it hides no other. Thread-safe.
 */
public final class RequestPages {
    private static final Logger LOG = LoggerFactory.getLogger(RequestPages.class);

    /** Documents read for one page; a filter that few pass must not hold a call for minutes. */
    private static final int MOST_READ = 1000;

    /** Ids passed over by what is remembered of them, without reading anything. */
    private static final int MOST_LISTED = 50_000;

    /** Requests read at once for one page, and for all pages together. */
    private static final int BATCH = 32;

    private static final int MOST_AT_ONCE = 64;
    private static final int LARGEST_LISTING = 1000;

    /** Objects of one request below {@code requests/}, mostly. */
    private static final int OBJECTS_PER_REQUEST = 3;

    private final ObjectStore store;
    private final RequestStatus status;
    private final EventProjector events;
    private final Semaphore atOnce = new Semaphore(MOST_AT_ONCE);

    private final OpenIndex index;

    public RequestPages(ObjectStore store, RequestStatus status, EventProjector events) {
        this.store = store;
        this.status = status;
        this.events = events;
        this.index = new OpenIndex(store);
    }

    /** States by which a caller may ask. */
    public enum State {
        QUEUED,
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELLED,
        /** Queued or running. */
        OPEN,
        /** Any of the others. */
        ENDED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean open() {
            return switch (this) {
                case QUEUED, RUNNING, OPEN -> true;
                case COMPLETED, FAILED, CANCELLED, ENDED -> false;
            };
        }

        private boolean allows(String found, boolean isOpen) {
            return switch (this) {
                case OPEN -> isOpen;
                case ENDED -> !isOpen;
                case QUEUED, RUNNING, COMPLETED, FAILED, CANCELLED -> found.equals(wireName());
            };
        }
    }

    /** Which requests; what is empty allows all. */
    public record Filter(
            Optional<State> state,
            Optional<VoiceId> voice,
            Optional<Lane> lane,
            Map<String, String> labels) {
        public static final Filter ALL =
                new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

        public Filter {
            labels = Map.copyOf(labels);
        }

        boolean allowsAll() {
            return equals(ALL);
        }

        boolean passes(RequestView view) {
            AcceptedRequest request = view.request();
            return state.map(wanted -> wanted.allows(view.status(), view.result().isEmpty()))
                            .orElse(true)
                    && voice.map(request.settings().voice()::equals).orElse(true)
                    && lane.map(request.lane()::equals).orElse(true)
                    && request.labels().entrySet().containsAll(labels.entrySet());
        }
    }

    /** A request of a page, or what hinders reading it. */
    public sealed interface Item {
        record Found(RequestView view) implements Item {}

        record Unreadable(RequestId id, String problem) implements Item {}
    }

    /**
     * A page.
     *
     * @param items that pass the filter; unreadable ones only where everything passes
     * @param unreadable how many could not be read and so not be judged, whether listed or not
     * @param next behind which the next page begins; empty if this was the last
     */
    public record Page(List<Item> items, int unreadable, Optional<RequestId> next) {}

    /**
     * Reads a page.
     *
     * @param prefix what ids begin with
     * @param after id behind which to begin
     * @param limit most items, 1 and more
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} if the store cannot be asked
     */
    public Page read(Filter filter, String prefix, Optional<RequestId> after, int limit) {
        Ids ids = ids(filter, prefix, after, limit);
        List<Item> items = new ArrayList<>();
        Optional<RequestId> last = Optional.empty();
        int unreadable = 0;
        int read = 0;
        while (ids.hasNext() && items.size() < limit && read < MOST_READ) {
            List<RequestId> batch = new ArrayList<>();
            // never more than there is room for, so that nothing is read in vain or lost between
            // pages
            int most = Math.min(BATCH, limit - items.size());
            while (ids.hasNext() && batch.size() < most && ids.listed < MOST_LISTED) {
                RequestId id = ids.next();
                last = Optional.of(id);
                if (mayPass(id, filter)) {
                    batch.add(id);
                }
            }
            for (Item item : readAll(batch, filter)) {
                switch (item) {
                    case Item.Found found -> items.add(found);
                    case Item.Unreadable bad -> {
                        unreadable++;
                        if (filter.allowsAll()) {
                            items.add(bad);
                        }
                    }
                }
            }
            read += batch.size();
            if (ids.listed >= MOST_LISTED) {
                break;
            }
        }
        return new Page(items, unreadable, ids.hasNext() ? last : Optional.empty());
    }

    /** By what the events say, where they say something: nothing is read for that. */
    private boolean mayPass(RequestId id, Filter filter) {
        if (filter.state().isEmpty() || !filter.state().get().open()) {
            return true;
        }
        Optional<RequestEvent> hint = events.last(id);
        boolean begun = hint.map(event -> !(event instanceof RequestEvent.Accepted)).orElse(false);
        boolean stateAllows =
                switch (filter.state().get()) {
                    case QUEUED -> !begun;
                    case RUNNING -> begun;
                    case OPEN -> true;
                    case COMPLETED, FAILED, CANCELLED, ENDED -> false;
                };
        return stateAllows
                && !differs(filter.voice(), hint.flatMap(e -> e.header().voice()))
                && !differs(filter.lane(), hint.flatMap(e -> e.header().lane()));
    }

    private static <T> boolean differs(Optional<T> wanted, Optional<T> found) {
        return wanted.isPresent() && found.isPresent() && !wanted.equals(found);
    }

    private List<Item> readAll(List<RequestId> ids, Filter filter) {
        List<Item> items = new ArrayList<>();
        List<Future<Optional<Item>>> reading = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (RequestId id : ids) {
                reading.add(threads.submit(() -> bounded(() -> read(id, filter))));
            }
        }
        for (Future<Optional<Item>> item : reading) {
            try {
                item.get().ifPresent(items::add);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new VoxfarmException(ErrorCode.NOT_READY, "the dispatcher is stopping", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof VoxfarmException failure
                        ? failure
                        : new VoxfarmException(ErrorCode.INTERNAL, "a list failed: " + e, e);
            }
        }
        return items;
    }

    private <T> T bounded(Supplier<T> task) throws InterruptedException {
        atOnce.acquire();
        try {
            return task.get();
        } finally {
            atOnce.release();
        }
    }

    /** Empty for what does not pass, and what was deleted meanwhile. */
    private Optional<Item> read(RequestId id, Filter filter) {
        try {
            return readSound(id, filter);
        } catch (VoxfarmException e) {
            if (e.code() == ErrorCode.UNKNOWN_REQUEST
                    || e.code() == ErrorCode.DELETED
                    || e.code() == ErrorCode.EXPIRED) {
                return Optional.empty();
            }
            if (e.code().kind() == ErrorKind.RESOURCE) {
                throw e;
            }
            return Optional.of(new Item.Unreadable(id, e.getMessage()));
        } catch (RuntimeException e) {
            // an object that no build has seen: it is this request's, and no other's
            return Optional.of(
                    new Item.Unreadable(
                            id, "cannot be read: " + Defects.told(LOG, "request " + id, e)));
        }
    }

    private Optional<Item> readSound(RequestId id, Filter filter) {
        Optional<State> state = filter.state();
        Optional<SynthesisResult> result = status.result(id);
        if (state.isPresent() && state.get().open() == result.isPresent()) {
            return Optional.empty(); // known without the request
        }
        AcceptedRequest request = status.request(id);
        // one without a result that is not found through the index may have lost it by its age
        RequestView view =
                result.isEmpty() && state.isEmpty()
                        ? status.view(request)
                        : status.view(request, result);
        return filter.passes(view) ? Optional.of(new Item.Found(view)) : Optional.empty();
    }

    private Ids ids(Filter filter, String prefix, Optional<RequestId> after, int limit) {
        boolean open = filter.state().map(State::open).orElse(false) && index.isWhole();
        int page = Math.clamp((long) limit * (open ? 1 : OBJECTS_PER_REQUEST), 1, LARGEST_LISTING);
        return open
                ? new Ids(
                        new ObjectListing(
                                store,
                                BucketLayout.OPEN + prefix,
                                after.map(BucketLayout::open),
                                filter.state().get() == State.OPEN ? page : LARGEST_LISTING),
                        BucketLayout::openOf)
                : new Ids(
                        new ObjectListing(
                                store,
                                BucketLayout.REQUESTS + prefix,
                                after.map(RequestStore::key),
                                page),
                        RequestStore::idOf);
    }

    /** The ids that a listing names. */
    private static final class Ids implements Iterator<RequestId> {
        private final ObjectListing objects;
        private final Function<ObjectKey, Optional<RequestId>> idOf;
        private Optional<RequestId> ahead = Optional.empty();
        private int listed;

        Ids(ObjectListing objects, Function<ObjectKey, Optional<RequestId>> idOf) {
            this.objects = objects;
            this.idOf = idOf;
        }

        @Override
        public boolean hasNext() {
            while (ahead.isEmpty() && objects.hasNext()) {
                ObjectInfo object = objects.next();
                ahead = idOf.apply(object.key());
            }
            return ahead.isPresent();
        }

        @Override
        public RequestId next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            RequestId next = ahead.orElseThrow();
            ahead = Optional.empty();
            listed++;
            return next;
        }
    }
}
