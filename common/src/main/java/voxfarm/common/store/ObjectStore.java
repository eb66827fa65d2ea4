package voxfarm.common.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * The bucket: named blobs, each written once. Every method may be called from any thread and
 * blocks; each throws {@link VoxfarmException} with {@code STORE_UNAVAILABLE} when the store cannot
 * be asked, after the client's own retries.
 *
 * <p>{@code ObjectStoreContract} in the tests is the exact contract; every implementation passes
 * it.
 */
public interface ObjectStore extends AutoCloseable {

    /** What a create-once write found. */
    enum Created {
        /** The object holds exactly these bytes, written by this call or by an earlier one. */
        STORED,
        /** Another writer was first, with other bytes, and its object stays as it is. */
        TAKEN
    }

    /**
     * Writes an object unless one of that name exists. A write whose answer was lost, and a refusal
     * that the client's own retry caused, are settled by reading back: the answer is always the
     * truth.
     */
    Created create(ObjectKey key, byte[] body, String contentType);

    /** As {@link #create(ObjectKey, byte[], String)}, of a file of any size. */
    Created create(ObjectKey key, Path file, String contentType);

    /**
     * Whether a write of that many bytes keeps what was there. Where not, the name must follow from
     * the content, so that a later write can only repeat it.
     */
    default boolean createsOnce(long bytes) {
        return true;
    }

    /**
     * The whole object, or empty if there is none.
     *
     * @throws VoxfarmException {@code BODY_TOO_LARGE} if it is larger than {@code maxBytes}
     */
    Optional<byte[]> read(ObjectKey key, long maxBytes);

    /**
     * The object as a stream that the caller closes, from byte {@code offset} on; empty if there is
     * none.
     */
    Optional<InputStream> open(ObjectKey key, long offset);

    /**
     * Bytes of an object from {@code offset} on: {@code length} of them (at least 1), fewer where
     * the object ends, none behind its end; empty if there is no such object.
     */
    default Optional<byte[]> readRange(ObjectKey key, long offset, int length) {
        try (InputStream in = open(key, offset).orElse(null)) {
            return in == null ? Optional.empty() : Optional.of(in.readNBytes(length));
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE, "read " + key + " from " + offset + ": " + e, e);
        }
    }

    /** Size, entity tag and time, or empty if there is no such object. */
    Optional<ObjectInfo> head(ObjectKey key);

    /**
     * Keys that begin with {@code prefix}, in byte order, at most {@code limit} (1 to 1000),
     * beginning behind {@code after}. A page may be short although others follow: {@link
     * ObjectListing} reads them all.
     */
    Page list(String prefix, Optional<ObjectKey> after, int limit);

    /**
     * The page behind one that says that there is more, of the same prefix. What came since the
     * listing began may be missing.
     */
    default Page next(String prefix, Page page, int limit) {
        return list(prefix, Optional.of(page.last()), limit);
    }

    /**
     * The next level of names below a prefix that ends with a slash: for {@code voices/} the ids of
     * all voices. Names in byte order, without slashes.
     */
    List<String> folders(String prefix);

    /**
     * Writes an object whatever is there, at once: a reader finds the old bytes or the new ones.
     * Only for what takes the place of something that is to be forgotten; all else is {@link
     * #create create-once}.
     */
    void replace(ObjectKey key, byte[] body, String contentType);

    /** Removes an object; nothing happens if there is none. */
    void delete(ObjectKey key);

    /** Removes any number of objects; those that are not there do not matter. */
    void deleteAll(List<ObjectKey> keys);

    /** Uploads of large files that began before a time and were never completed. */
    List<IncompleteUpload> incompleteUploads(Instant startedBefore);

    /** Removes the parts of an upload; nothing happens if it was completed or is gone. */
    void abort(IncompleteUpload upload);

    /** The key as others address it: {@code s3://bucket/key}. */
    String uri(ObjectKey key);

    /** Frees connections. Idempotent. */
    @Override
    void close();
}
