package voxfarm.common.bucket;

import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.result.Tombstone;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;

/** The documents that end requests. The first that is written stays. Thread-safe. */
public final class ResultStore {
    private final ObjectStore store;

    public ResultStore(ObjectStore store) {
        this.store = store;
    }

    /** Where the result of a request lies, or will. */
    public static ObjectKey key(RequestId id) {
        return BucketLayout.result(id);
    }

    /**
     * The error of who finds the result of another request at an id.
     *
     * @param remedy what to do, for the caller of either
     */
    public static VoxfarmException ofEarlier(RequestId id, String remedy) {
        return VoxfarmException.of(
                ErrorCode.ID_CONFLICT,
                "%s belongs to an earlier request of that id; %s",
                key(id),
                remedy);
    }

    /** The error of who may not use an id because the end of another request is stored under it. */
    public VoxfarmException answeredBefore(RequestId id) {
        if (store.head(BucketLayout.deleted(id)).isPresent()) {
            return VoxfarmException.of(
                    ErrorCode.ID_CONFLICT, "request %s was deleted; choose a new id", id);
        }
        return VoxfarmException.of(
                ErrorCode.ID_CONFLICT,
                "request %s: the result of an earlier request of that id is still stored (%s);"
                        + " choose a new id, or delete what lies below %s first",
                id,
                key(id),
                BucketLayout.resultsOf(id));
    }

    /**
     * The result as it lies there, or the tombstone in its place; damaged, perhaps.
     *
     * @throws VoxfarmException {@code INTERNAL} if it is larger than any
     */
    public Optional<byte[]> document(RequestId id) {
        return StoredDocuments.read(key(id), () -> store.read(key(id), ResultCodec.MAX_BYTES));
    }

    /** Puts a tombstone in the place of a result, noted first where it is found by its age. */
    public void bury(Tombstone tombstone) {
        byte[] document = tombstone.write();
        store.create(BucketLayout.deleted(tombstone.id()), document, ResultCodec.TYPE);
        store.replace(key(tombstone.id()), document, ResultCodec.TYPE);
    }

    /**
     * The result of a request, if it has ended.
     *
     * @throws VoxfarmException {@code INTERNAL} if it is there and cannot be used: damaged, of a
     *     later build, of another id, or naming objects that are not the request's; {@code DELETED}
     *     if a tombstone lies in its place
     */
    public Optional<SynthesisResult> find(RequestId id) {
        return document(id).map(document -> read(id, document));
    }

    /** As {@link #find}, of a document that was read. */
    public static SynthesisResult read(RequestId id, byte[] document) {
        return StoredDocuments.read(key(id), () -> checked(id, document));
    }

    private static SynthesisResult checked(RequestId id, byte[] document) {
        SynthesisResult result;
        try {
            result = ResultCodec.read(document);
        } catch (VoxfarmException e) {
            if (e.code() == ErrorCode.DELETED) {
                Tombstone.find(document)
                        .ifPresent(found -> StoredDocuments.requireOf(id, found.id()));
            }
            throw e;
        }
        StoredDocuments.requireOf(id, result.id());
        String own = BucketLayout.resultsOf(id);
        if (result.outcome() instanceof SynthesisResult.Outcome.Completed(StoredAudio audio)) {
            String of = result.files().isEmpty() ? own : BucketLayout.filesOf(id);
            StoredDocuments.requireBelow(of, "audio.key", audio.key());
        }
        result.files()
                .forEach(file ->
                        StoredDocuments.requireBelow(
                                BucketLayout.filesOf(id), "files.key", file.key()));
        result.timings().ifPresent(key -> StoredDocuments.requireBelow(own, "timings_key", key));
        result.subtitles().forEach(key -> StoredDocuments.requireBelow(own, "subtitle_keys", key));
        return result;
    }

    /** Whether something is there, a result or what says that it was deleted. Reads nothing. */
    public boolean exists(RequestId id) {
        return store.head(key(id)).isPresent();
    }

    /**
     * Ends a request by being the first who does.
     *
     * @return the result that is stored, by whomever; the caller compares whose acceptance it ends
     */
    public SynthesisResult storeFirst(SynthesisResult result) {
        ObjectKey key = key(result.id());
        if (store.create(key, ResultCodec.write(result), ResultCodec.TYPE)
                == ObjectStore.Created.STORED) {
            return result;
        }
        return find(result.id())
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.STORE_UNAVAILABLE,
                                "%s: the store says that it exists, but it cannot be read",
                                key));
    }
}
