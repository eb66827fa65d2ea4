package voxfarm.common.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * The name of an object in the bucket: parts joined by single slashes, none of them empty, {@code
 * .} or {@code ..}, so that a store which keeps objects as files cannot be led out of its folder.
 *
 * @throws VoxfarmException {@code INVALID_REQUEST} if the form does not hold
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {
    private static final int MAX_BYTES = 1024;

    public ObjectKey {
        if (!wellFormed(value)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "expected an object key of at most 1024 bytes without empty, '.' or '..' parts,"
                            + " was %s",
                    Problems.quote(value));
        }
    }

    /** Empty for a name that is no key of the farm's: others write into buckets, too. */
    static Optional<ObjectKey> ifWellFormed(String value) {
        return wellFormed(value) ? Optional.of(new ObjectKey(value)) : Optional.empty();
    }

    private static boolean wellFormed(String value) {
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return false;
        }
        for (String part : value.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return value.chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == '\\');
    }

    /** What follows the last slash. */
    public String fileName() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /** The key of that name below this one. */
    public ObjectKey child(String name) {
        return new ObjectKey(value + "/" + name);
    }

    /** The key of that name in the same folder. */
    public ObjectKey sibling(String name) {
        return new ObjectKey(value.substring(0, value.lastIndexOf('/') + 1) + name);
    }

    @Override
    public int compareTo(ObjectKey other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
