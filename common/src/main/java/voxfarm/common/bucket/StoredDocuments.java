package voxfarm.common.bucket;

import java.util.function.Supplier;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;

/**
 * What is stored and cannot be used is nobody's fault who asks for it: whatever ails it, they are
 * told of a failure of the farm, with the key.
 */
final class StoredDocuments {
    private StoredDocuments() {}

    /**
     * Reads a document and checks what it says.
     *
     * @throws VoxfarmException {@code INTERNAL} if it is damaged, too large or of a later build;
     *     what the store threw if it could not be asked; {@code DELETED} as it is
     */
    static <T> T read(ObjectKey key, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (VoxfarmException e) {
            if (e.code().retryable() || e.code() == ErrorCode.DELETED) {
                throw e;
            }
            throw unusable(key, e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw unusable(key, "its members do not go together", e);
        }
    }

    private static VoxfarmException unusable(ObjectKey key, String why, RuntimeException cause) {
        return new VoxfarmException(
                ErrorCode.INTERNAL,
                "the stored object "
                        + key
                        + " cannot be used; it is damaged, or a later build wrote it: "
                        + why,
                cause);
    }

    /** A document that was copied to another place says what is not so there. */
    static void requireOf(RequestId expected, RequestId found) {
        if (!found.equals(expected)) {
            throw VoxfarmException.of(
                    ErrorCode.INTERNAL, "request_id: expected %s, was %s", expected, found);
        }
    }

    /** What a document names is read, linked to and deleted in its name. */
    static void requireBelow(String prefix, String member, ObjectKey key) {
        if (!key.value().startsWith(prefix)) {
            throw VoxfarmException.of(
                    ErrorCode.INTERNAL,
                    "%s: expected an object below %s, was %s",
                    member,
                    prefix,
                    key);
        }
    }
}
