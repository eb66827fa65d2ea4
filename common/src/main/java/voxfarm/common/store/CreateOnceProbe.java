package voxfarm.common.store;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Asks a store whether it honours create-once writes, on which every promise about results rests.
 * Some stores accept {@code If-None-Match: *} and overwrite all the same.
 */
public final class CreateOnceProbe {
    private CreateOnceProbe() {}

    /**
     * Writes one name twice with different bytes, and removes it.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} if the second write replaced the first
     */
    public static void check(ObjectStore store) {
        ObjectKey key = new ObjectKey("probes/create-once-" + UUID.randomUUID());
        byte[] first = "first".getBytes(StandardCharsets.UTF_8);
        byte[] second = "second".getBytes(StandardCharsets.UTF_8);
        try {
            store.create(key, first, "text/plain");
            ObjectStore.Created answer = store.create(key, second, "text/plain");
            boolean kept =
                    store.read(key, 100).map(b -> java.util.Arrays.equals(b, first)).orElse(false);
            if (answer != ObjectStore.Created.TAKEN || !kept) {
                throw new VoxfarmException(
                        ErrorCode.STORE_UNAVAILABLE,
                        store.uri(key)
                                + ": expected that a second write with If-None-Match: * is refused,"
                                + " but the store replaced the object. Results could then be"
                                + " overwritten. Use a store with conditional writes, or set"
                                + " store.create-once: false and do without the promises that a"
                                + " result never changes and that a request is answered only"
                                + " once.");
            }
        } finally {
            store.delete(key);
        }
    }
}
