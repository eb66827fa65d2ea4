package voxfarm.common.bucket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import voxfarm.common.book.StoredBook;
import voxfarm.common.book.StoredBookCodec;
import voxfarm.common.book.StoredCover;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.TemporaryFiles;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.AcceptedRequestCodec;
import voxfarm.common.plan.NamedObjects;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.tags.BookTags;
import voxfarm.common.tags.CoverImage;

/**
 * What is stored of accepted requests: the document, the text and the plan that it names, which
 * parts are spoken, and how often its jobs were queued again. Thread-safe.
 */
public final class RequestStore {
    private static final long MAX_REQUEST_BYTES = 4L << 20;
    private static final int MOST_NOTES = 1000;
    private static final String JSON = "application/json";
    private static final String PLAIN = "text/plain; charset=utf-8";

    private final ObjectStore store;

    public RequestStore(ObjectStore store) {
        this.store = store;
    }

    /**
     * The stored request, if there is one.
     *
     * @throws VoxfarmException {@code INTERNAL} if it is there and cannot be used: damaged, of a
     *     later build, of another id, or naming what is another's
     */
    public Optional<AcceptedRequest> find(RequestId id) {
        ObjectKey key = BucketLayout.request(id);
        return StoredDocuments.read(
                key,
                () -> {
                    Optional<AcceptedRequest> found =
                            store.read(key, MAX_REQUEST_BYTES).map(AcceptedRequestCodec::read);
                    found.ifPresent(request -> requireOwn(id, request));
                    return found;
                });
    }

    /** What a request names is spoken, copied and deleted as its own. */
    private static void requireOwn(RequestId id, AcceptedRequest request) {
        StoredDocuments.requireOf(id, request.id());
        StoredDocuments.requireBelow(NamedObjects.plans(id), "plan_key", request.planKey());
        request.textKey()
                .ifPresent(key ->
                        StoredDocuments.requireBelow(NamedObjects.texts(id), "text_key", key));
    }

    /** Which acceptance the id stands for now; empty if the request was deleted. */
    public Optional<AcceptedBy> acceptance(RequestId id) {
        return find(id).map(AcceptedRequest::acceptedBy);
    }

    /**
     * Promises a result: from here on the request counts as accepted. What it names has to be
     * stored before.
     *
     * @return false if another one has the id
     */
    public boolean create(AcceptedRequest request) {
        return store.create(
                        BucketLayout.request(request.id()),
                        AcceptedRequestCodec.write(request),
                        JSON)
                == ObjectStore.Created.STORED;
    }

    /** The error of who was told that a request is there and cannot read it. */
    public static VoxfarmException vanished(RequestId id) {
        return VoxfarmException.of(
                ErrorCode.STORE_UNAVAILABLE,
                "%s: the store says that it exists, but it cannot be read",
                BucketLayout.request(id));
    }

    /** Where the document of a request lies. */
    public static ObjectKey key(RequestId id) {
        return BucketLayout.request(id);
    }

    /** The request whose document lies there; empty if none does. */
    public static Optional<RequestId> idOf(ObjectKey key) {
        return BucketLayout.requestOf(key);
    }

    /** Where a text lies that is too long to stand inside its request. */
    public static ObjectKey textKey(RequestId id, String sha256) {
        return BucketLayout.text(id, sha256);
    }

    /** Where the picture of a book lies. */
    public static ObjectKey coverKey(RequestId id, StoredCover cover) {
        return BucketLayout.cover(id, cover.sha256());
    }

    public static ObjectKey planKey(RequestId id, String sha256) {
        return BucketLayout.plan(id, sha256);
    }

    /** Where a text or a plan of another request lies when it belongs to this one, too. */
    public static ObjectKey keyAlso(RequestId id, ObjectKey ofAnother) {
        return BucketLayout.request(id).sibling(ofAnother.fileName());
    }

    /**
     * Copies a text or a plan of one request to another, by way of a file: it may be long.
     *
     * @throws VoxfarmException {@code NOT_FOUND} if it was deleted
     */
    public void copy(ObjectKey from, ObjectKey to) {
        try {
            Path file = TemporaryFiles.create("copy-", ".tmp");
            try (InputStream in = store.open(from, 0).orElseThrow(() -> deleted(from))) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                store.create(to, file, JSON);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE, from + ": cannot be copied: " + e, e);
        }
    }

    /** The error of who needs what a request names, and it is gone. */
    public static VoxfarmException deleted(ObjectKey key) {
        return VoxfarmException.of(ErrorCode.NOT_FOUND, "%s: was deleted", key);
    }

    /** Of a text that is too long to stand inside the request. */
    public void createText(ObjectKey key, Path text) {
        store.create(key, text, PLAIN);
    }

    public void createPlan(ObjectKey key, byte[] plan) {
        store.create(key, plan, JSON);
    }

    public void createPlan(ObjectKey key, Path plan) {
        store.create(key, plan, JSON);
    }

    /** The plan from its first byte; empty if it was deleted. The caller closes it. */
    public Optional<InputStream> openPlan(AcceptedRequest request) {
        return store.open(request.planKey(), 0);
    }

    /**
     * The plan of a book.
     *
     * @throws VoxfarmException {@code INVALID_PLAN} if it is gone or cannot be used
     */
    public StoredBook book(ObjectKey plan) {
        return StoredBookCodec.read(
                store.read(plan, StoredBookCodec.MAX_BYTES)
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.INVALID_PLAN, "%s: was deleted", plan)));
    }

    /**
     * The text of a chapter, or any other that was kept apart.
     *
     * @throws VoxfarmException {@code NOT_FOUND} if it was deleted
     */
    public byte[] text(ObjectKey key, long maxBytes) {
        return store.read(key, maxBytes).orElseThrow(() -> deleted(key));
    }

    /** Of a text that is in memory. */
    public void createText(ObjectKey key, byte[] text) {
        store.create(key, text, PLAIN);
    }

    /** Keeps the picture of a book. */
    public void createCover(RequestId id, StoredCover cover, CoverImage picture) {
        store.create(coverKey(id, cover), picture.bytes(), cover.kind().contentType());
    }

    /**
     * The picture of a book.
     *
     * @throws VoxfarmException {@code NOT_FOUND} if it was deleted, {@code INVALID_REQUEST} if it
     *     is none
     */
    public CoverImage cover(RequestId id, StoredCover cover) {
        ObjectKey key = coverKey(id, cover);
        byte[] bytes = store.read(key, CoverImage.MOST_BYTES).orElseThrow(() -> deleted(key));
        return CoverImage.kept(bytes, key.value());
    }

    /** Makes a book found by the listing of all books, before it is accepted. */
    public void createBookNote(RequestId id, BookTags about) {
        ObjectNode note = Json.object().put("schema", Schema.VERSION).put("book_id", id.value());
        note.set("about", about.toJson());
        store.create(BucketLayout.bookFile(id, BucketLayout.BOOK_NOTE), Json.bytes(note), JSON);
    }

    /** Whether a request of that id is stored; reads nothing. */
    public boolean exists(RequestId id) {
        return store.head(BucketLayout.request(id)).isPresent();
    }

    /** Whether a part is spoken: its note is there. */
    public boolean isPartDone(RequestId id, AcceptedBy acceptedBy, int part) {
        return store.head(BucketLayout.part(id, acceptedBy, part)).isPresent();
    }

    /**
     * Writes what a part was made of.
     *
     * @return false if another note of it is there
     */
    public boolean createPart(RequestId id, AcceptedBy acceptedBy, int part, byte[] note) {
        return store.create(BucketLayout.part(id, acceptedBy, part), note, JSON)
                == ObjectStore.Created.STORED;
    }

    /**
     * What a part was made of.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} if that is not there, or not to be read
     */
    public byte[] part(RequestId id, AcceptedBy acceptedBy, int part, int maxBytes) {
        ObjectKey key = BucketLayout.part(id, acceptedBy, part);
        return store.read(key, maxBytes)
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.STORE_UNAVAILABLE,
                                "request %s: %s cannot be read",
                                id,
                                key));
    }

    /** Numbers of the parts that are spoken: their notes are there. */
    public Set<Integer> partsDone(RequestId id, AcceptedBy acceptedBy) {
        Set<Integer> done = new HashSet<>();
        new ObjectListing(store, BucketLayout.parts(id, acceptedBy))
                .forEachRemaining(note ->
                        BucketLayout.partOf(id, acceptedBy, note.key()).ifPresent(done::add));
        return done;
    }

    /**
     * How often the jobs of a request were queued again.
     *
     * @param last the greatest number that somebody claimed; {@link #NONE} if nobody did
     * @param queued how often the broker had its jobs again, not counting number 0
     */
    public record Requeues(int last, int queued) {
        /** No number was claimed. */
        public static final int NONE = -1;
    }

    public Requeues requeues(AcceptedRequest request) {
        String prefix = BucketLayout.requeues(request.id(), request.acceptedBy());
        int last = Requeues.NONE;
        int queued = 0;
        for (ObjectInfo note : ObjectListing.first(store, prefix, MOST_NOTES)) {
            ObjectKey key = note.key();
            last =
                    Math.max(
                            last,
                            BucketLayout.requeueOf(request.id(), request.acceptedBy(), key)
                                    .orElse(Requeues.NONE));
            queued +=
                    BucketLayout.requeuedOf(request.id(), request.acceptedBy(), key).orElse(0) > 0
                            ? 1
                            : 0;
        }
        return new Requeues(last, queued);
    }

    /**
     * Takes a number for queueing the jobs of a request again: whoever has it does it.
     *
     * @return false if somebody else has it
     */
    public boolean claimRequeue(AcceptedRequest request, int n, Instant at) {
        return store.create(
                        BucketLayout.requeue(request.id(), request.acceptedBy(), n),
                        requeueNote(at),
                        JSON)
                == ObjectStore.Created.STORED;
    }

    /** Gives the number back: the broker may not have the jobs. */
    public void withdrawRequeue(AcceptedRequest request, int n) {
        store.delete(BucketLayout.requeue(request.id(), request.acceptedBy(), n));
    }

    /** The broker has the jobs of that number. */
    public void requeued(AcceptedRequest request, int n, Instant at) {
        store.create(
                BucketLayout.requeued(request.id(), request.acceptedBy(), n),
                requeueNote(at),
                JSON);
    }

    private static byte[] requeueNote(Instant at) {
        return Json.bytes(
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("at", at.toString())
                        .put("by", UUID.randomUUID().toString()));
    }
}
