package voxfarm.dispatcher.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.Tombstone;
import voxfarm.common.store.IncompleteUpload;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.rounds.OneByOne;

/**
 * One run over the bucket that deletes what is older than it is to be. Ages are reckoned by the
 * store's clock alone: what it says of an object, and of one that the run has just written. What is
 * open is never touched; each thing is deleted by itself, so that one that cannot be read or
 * deleted stops no other; a run that is broken off is repeated. On one thread.
 */
final class RetentionRun {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionRun.class);
    private static final int AT_ONCE = 1000;

    /** What was left by an acceptance that died, or a worker, is old then. */
    private static final Duration LITTER = Duration.ofDays(1);

    /** Larger results are none, and need no question. */
    private static final int LARGEST_TOMBSTONE = 1024;

    private final RetentionConfig config;
    private final ObjectStore store;
    private final ResultStore results;
    private final OpenIndex index;
    private final RequestPurge purge;
    private final boolean dry;
    private final Pace pace;
    private final BooleanSupplier stopped;
    private final Consumer<Map<Kind, Removed>> progress;
    private final Map<Kind, Removed> removed = new EnumMap<>(Kind.class);
    private final List<String> notes = new ArrayList<>();
    private final OneByOne oneByOne =
            new OneByOne(
                    (what, e) -> LOG.warn("retention: {} is passed over: {}", what, e.toString()));
    private Instant now = Instant.MIN;

    /** Waits where the run deletes too fast. */
    @FunctionalInterface
    interface Pace {
        void deleted(long objects);
    }

    /**
     * @param dry whether nothing is deleted, only counted
     * @param stopped asked between things: true breaks the run off
     * @param progress told now and then
     */
    RetentionRun(
            RetentionConfig config,
            ObjectStore store,
            RequestPurge purge,
            boolean dry,
            Pace pace,
            BooleanSupplier stopped,
            Consumer<Map<Kind, Removed>> progress) {
        this.config = config;
        this.store = store;
        this.results = new ResultStore(store);
        this.index = new OpenIndex(store);
        this.purge = purge;
        this.dry = dry;
        this.pace = pace;
        this.stopped = stopped;
        this.progress = progress;
    }

    /**
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} if a listing fails or nothing can be
     *     deleted, {@code NOT_READY} if it was stopped; what was done until then is right
     */
    RetentionReport run() {
        Optional<Instant> time = new StoreTime(store).now();
        if (time.isEmpty()) {
            notes.add("the store does not say when objects were written: nothing is taken for old");
            return report();
        }
        now = time.get();
        tombstones();
        requestsAndResults();
        if (!config.byStore()) {
            leftBooks();
            clips();
            refusals();
            uploads();
        }
        return report();
    }

    private RetentionReport report() {
        return new RetentionReport(removed, oneByOne.skipped(), notes, List.of());
    }

    private boolean isOlder(Instant written, Optional<Duration> age) {
        return age.isPresent() && !written.isAfter(now.minus(age.get()));
    }

    private void count(Kind kind, Removed more) {
        removed.merge(kind, more, Removed::and);
        progress.accept(removed);
        if (!dry) {
            pace.deleted(more.objects());
        }
    }

    private void checkGoingOn() {
        if (stopped.getAsBoolean()) {
            throw new VoxfarmException(ErrorCode.NOT_READY, "the dispatcher is stopping");
        }
    }

    /** One thing; its failure is its own, unless nothing can be had of the store. */
    private void each(String what, Runnable work) {
        checkGoingOn();
        oneByOne.each(what, work);
    }

    /** Deletions on demand: finished where they were broken off, and forgotten in the end. */
    private void tombstones() {
        ObjectListing all = new ObjectListing(store, BucketLayout.DELETED);
        while (all.hasNext()) {
            ObjectInfo entry = all.next();
            BucketLayout.deletedOf(entry.key())
                    .ifPresent(id -> each(entry.key().value(), () -> tombstone(id, entry)));
        }
    }

    private void tombstone(RequestId id, ObjectInfo entry) {
        ObjectKey result = ResultStore.key(id);
        boolean stands = results.document(id).flatMap(Tombstone::find).isPresent();
        boolean over =
                isOlder(entry.lastModified(), Optional.of(config.tombstonesAge()))
                        && isOldOrGone(result);
        if (!dry && stands) {
            count(Kind.TOMBSTONES, purge.goOn(id));
        }
        if (!over && stands) {
            return;
        }
        if (!over && !isOlder(entry.lastModified(), Optional.of(LITTER))) {
            return; // its deletion has just begun
        }
        if (dry) {
            count(Kind.TOMBSTONES, new Removed(stands ? 2 : 1, entry.bytes() * (stands ? 2 : 1)));
            return;
        }
        Removed tombstone = stands ? deleteOne(result, now) : Removed.NOTHING;
        count(Kind.TOMBSTONES, tombstone.and(deleteOne(entry.key(), now)));
    }

    /** The entry may be of an earlier deletion of the id, whose run was broken off behind it. */
    private boolean isOldOrGone(ObjectKey tombstone) {
        return store.head(tombstone)
                .filter(found ->
                        !isOlder(found.lastModified(), Optional.of(config.tombstonesAge())))
                .isEmpty();
    }

    /** Side by side, a page of each in memory. */
    private void requestsAndResults() {
        if (config.requestsAge().isEmpty()) {
            return; // then there is no age for results either
        }
        Groups requests = groups(BucketLayout.REQUESTS, BucketLayout.REQUEST_DOCUMENT);
        Groups results = groups(BucketLayout.RESULTS, BucketLayout.RESULT_DOCUMENT);
        Groups.@Nullable Group request = next(requests);
        Groups.@Nullable Group result = next(results);
        while (request != null || result != null) {
            int order =
                    request == null
                            ? 1
                            : result == null
                                    ? -1
                                    : (request.name() + "/").compareTo(result.name() + "/");
            Optional<Groups.Group> of =
                    order <= 0 ? Optional.ofNullable(request) : Optional.empty();
            Optional<Groups.Group> end =
                    order >= 0 ? Optional.ofNullable(result) : Optional.empty();
            String name = of.or(() -> end).orElseThrow().name();
            each("request " + name, () -> request(new RequestId(name), of, end));
            request = order <= 0 ? next(requests) : request;
            result = order >= 0 ? next(results) : result;
        }
    }

    private static Groups.@Nullable Group next(Groups groups) {
        return groups.hasNext() ? groups.next() : null;
    }

    private Groups groups(String prefix, String main) {
        return new Groups(new ObjectListing(store, prefix), object -> idOf(object, prefix), main);
    }

    private static Optional<String> idOf(ObjectInfo object, String prefix) {
        String name = object.key().value().substring(prefix.length());
        int slash = name.indexOf('/');
        try {
            return slash < 0
                    ? Optional.empty()
                    : Optional.of(new RequestId(name.substring(0, slash)).value());
        } catch (VoxfarmException e) {
            return Optional.empty(); // somebody else's object
        }
    }

    private void request(
            RequestId id, Optional<Groups.Group> request, Optional<Groups.Group> result) {
        Optional<Instant> end = result.flatMap(Groups.Group::main).map(ObjectInfo::lastModified);
        boolean stored = request.flatMap(Groups.Group::main).isPresent();
        boolean requestGoes =
                request.isPresent()
                        && (stored
                                ? end.isPresent() && isOlder(end.get(), config.requestsAge())
                                : isOlder(request.get().newest(), Optional.of(LITTER)));
        boolean resultGoes =
                result.isPresent()
                        && !config.byStore()
                        && (!stored || requestGoes)
                        && config.resultsAge().isPresent()
                        && (end.isPresent()
                                ? isOlder(end.get(), config.resultsAge())
                                : isOlder(result.get().newest(), longer(config.resultsAge())));
        if ((!requestGoes && !resultGoes)
                || index.contains(id) // or its end was not told
                || isChapterOfOpenBook(id)
                || (resultGoes && isTombstone(id, result.get()))
                || (stored && end.isPresent() && isYounger(ResultStore.key(id), end.get()))) {
            return; // the id came back since it was listed
        }
        if (requestGoes) {
            count(Kind.REQUESTS, dry ? request.get().size() : deleteRequest(id, request.get()));
        }
        if (resultGoes) {
            count(Kind.RESULTS, dry ? result.get().size() : deleteResult(id, result.get()));
        }
    }

    /** What is said of books that were never accepted, as their acceptance was broken off. */
    private void leftBooks() {
        if (config.resultsAge().isEmpty()) {
            return;
        }
        Groups books = groups(BucketLayout.BOOKS, BucketLayout.BOOK_NOTE);
        while (books.hasNext()) {
            Groups.Group book = books.next();
            if (isOlder(book.newest(), longer(config.resultsAge()))) {
                each("book " + book.name(), () -> leftBook(new RequestId(book.name()), book));
            }
        }
    }

    private void leftBook(RequestId id, Groups.Group files) {
        if (index.contains(id)
                || store.head(RequestStore.key(id)).isPresent()
                || store.head(ResultStore.key(id)).isPresent()) {
            return;
        }
        count(
                Kind.RESULTS,
                dry
                        ? files.size()
                        : Leftovers.delete(
                                store, BucketLayout.filesOf(id), Optional.empty(), files.newest()));
    }

    /** Its book's files are not made yet. */
    private boolean isChapterOfOpenBook(RequestId id) {
        return ChapterIds.bookOf(id).filter(index::contains).isPresent();
    }

    /** It has an age of its own, and was counted by that. */
    private boolean isTombstone(RequestId id, Groups.Group result) {
        return result.main().filter(found -> found.bytes() <= LARGEST_TOMBSTONE).isPresent()
                && store.head(BucketLayout.deleted(id)).isPresent();
    }

    /** Whether what stands there now was written behind that time, or nothing stands there. */
    private boolean isYounger(ObjectKey key, Instant than) {
        return store.head(key).map(found -> Leftovers.isYounger(found, than)).orElse(true);
    }

    private static Optional<Duration> longer(Optional<Duration> age) {
        return age.map(one -> one.compareTo(LITTER) > 0 ? one : LITTER);
    }

    /** The document last: as long as it is there the next run comes back. */
    private Removed deleteRequest(RequestId id, Groups.Group listed) {
        ObjectKey document = RequestStore.key(id);
        Removed rest =
                Leftovers.delete(
                        store, BucketLayout.allOf(id), Optional.of(document), listed.newest());
        return rest.and(deleteOne(document, listed.newest()));
    }

    /** The document first: whoever sees it finds the audio that it names. */
    private Removed deleteResult(RequestId id, Groups.Group listed) {
        Removed document = deleteOne(ResultStore.key(id), listed.newest());
        return document.and(
                        Leftovers.delete(
                                store,
                                BucketLayout.resultsOf(id),
                                Optional.empty(),
                                listed.newest()))
                .and(
                        Leftovers.delete(
                                store,
                                BucketLayout.filesOf(id),
                                Optional.empty(),
                                listed.newest()));
    }

    private Removed deleteOne(ObjectKey key, Instant until) {
        Optional<ObjectInfo> found =
                store.head(key).filter(object -> !Leftovers.isYounger(object, until));
        found.ifPresent(object -> store.delete(object.key()));
        return found.map(object -> new Removed(1, object.bytes())).orElse(Removed.NOTHING);
    }

    /**
     * Whatever an open request uses was made, or noted as used, after that was accepted: what was
     * last used before the oldest open one is free.
     */
    private void clips() {
        if (config.clipsAge().isEmpty()) {
            return;
        }
        Instant limit = now.minus(config.clipsAge().get());
        for (ObjectListing open = new ObjectListing(store, BucketLayout.OPEN); open.hasNext(); ) {
            ObjectInfo entry = open.next();
            if (BucketLayout.openOf(entry.key()).isPresent()
                    && entry.lastModified().isBefore(limit)) {
                limit = entry.lastModified();
                notes.add(
                        "clips used since "
                                + limit
                                + " stay: "
                                + entry.key()
                                + " has been open since then");
            }
        }
        Groups all =
                new Groups(
                        new ObjectListing(store, BucketLayout.CLIPS),
                        object -> BucketLayout.clipOf(object.key()),
                        ".json");
        while (all.hasNext()) {
            Groups.Group clip = all.next();
            if (clip.newest().isBefore(limit)) {
                each("clip " + clip.name(), () -> clip(clip));
            }
        }
    }

    private void clip(Groups.Group clip) {
        count(Kind.CLIPS, dry ? clip.size() : deleteClip(clip));
    }

    /** The note first: audio without it is nobody's. */
    private Removed deleteClip(Groups.Group clip) {
        Removed note =
                clip.main()
                        .map(found -> deleteOne(found.key(), clip.newest()))
                        .orElse(Removed.NOTHING);
        return note.and(
                Leftovers.delete(
                        store, BucketLayout.clipAll(clip.name()), Optional.empty(), clip.newest()));
    }

    private void refusals() {
        if (config.refusalsAge().isEmpty()) {
            return;
        }
        List<ObjectInfo> page = new ArrayList<>();
        ObjectListing all = new ObjectListing(store, BucketLayout.REFUSALS);
        while (all.hasNext()) {
            ObjectInfo refusal = all.next();
            if (isOlder(refusal.lastModified(), config.refusalsAge())) {
                page.add(refusal);
            }
            if (page.size() == AT_ONCE) {
                deleteAll(page);
            }
        }
        deleteAll(page);
    }

    private void deleteAll(List<ObjectInfo> page) {
        List<ObjectInfo> old = List.copyOf(page);
        page.clear();
        if (!old.isEmpty()) {
            each(
                    BucketLayout.REFUSALS,
                    () -> {
                        if (!dry) {
                            store.deleteAll(old.stream().map(ObjectInfo::key).toList());
                        }
                        count(Kind.REFUSALS, Removed.of(old));
                    });
        }
    }

    private void uploads() {
        if (config.uploadsAge().isEmpty()) {
            return;
        }
        for (IncompleteUpload upload :
                store.incompleteUploads(now.minus(config.uploadsAge().get()))) {
            each(
                    "upload of " + upload.key(),
                    () -> {
                        if (!dry) {
                            store.abort(upload);
                        }
                        count(Kind.UPLOADS, new Removed(1, 0));
                    });
        }
    }
}
