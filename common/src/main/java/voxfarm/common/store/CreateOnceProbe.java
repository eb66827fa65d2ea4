package voxfarm.common.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Together;

/**
 * Asks a store whether it honours create-once writes, on which every promise about results rests.
 * Some stores accept {@code If-None-Match: *} and overwrite all the same.
 */
public final class CreateOnceProbe {
    /** A store that lets two win now and then is found by some of them. */
    private static final int ROUNDS = 10;

    private static final int WRITERS = 6;
    private static final int MOST_BYTES = 100;

    private CreateOnceProbe() {}

    static ObjectKey newKey() {
        return new ObjectKey("probes/create-once-" + UUID.randomUUID());
    }

    /**
     * Lets several writers at once write one name, with some names beside one another, and removes
     * what they wrote.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} if not exactly one of them won, and all
     *     others were told so
     */
    public static void check(ObjectStore store) {
        // at once: a store that is far away would hold up every start, and races are what is wanted
        Together.run(
                IntStream.range(0, ROUNDS)
                        .<Runnable>mapToObj(_ -> () -> round(store))
                        .toArray(Runnable[]::new));
    }

    private static void round(ObjectStore store) {
        ObjectKey key = newKey();
        try {
            race(store, key);
        } catch (RuntimeException e) {
            try {
                store.delete(key);
            } catch (VoxfarmException left) {
                e.addSuppressed(left); // why the probe failed is what has to be told
            }
            throw e;
        }
        store.delete(key);
    }

    /** Returns, and throws, when no writer is at it any more: what they write can be removed. */
    private static void race(ObjectStore store, ObjectKey key) {
        List<byte[]> bodies = new ArrayList<>();
        List<Future<ObjectStore.Created>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                byte[] body = ("writer " + i).getBytes(StandardCharsets.UTF_8);
                bodies.add(body);
                answers.add(threads.submit(() -> store.create(key, body, "text/plain")));
            }
        }
        int won = 0;
        byte[] winner = {};
        for (int i = 0; i < WRITERS; i++) {
            if (answer(answers.get(i)) == ObjectStore.Created.STORED) {
                won++;
                winner = bodies.get(i);
            }
        }
        byte[] late = "late".getBytes(StandardCharsets.UTF_8);
        if (store.create(key, late, "text/plain") == ObjectStore.Created.STORED) {
            throw replaced(
                    store, key, "a second write with If-None-Match: * is refused", "replaced");
        }
        byte[] kept = store.read(key, MOST_BYTES).orElse(late);
        if (won != 1 || !Arrays.equals(kept, winner)) {
            throw replaced(
                    store,
                    key,
                    "one of " + WRITERS + " racing writes with If-None-Match: * wins",
                    "told " + won + " of them that they won, or replaced");
        }
    }

    private static ObjectStore.Created answer(Future<ObjectStore.Created> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE, "interrupted while the store was probed", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof VoxfarmException failure) {
                throw failure;
            }
            throw new VoxfarmException(ErrorCode.INTERNAL, "probe of the store: " + e, e);
        }
    }

    private static VoxfarmException replaced(
            ObjectStore store, ObjectKey key, String expected, String found) {
        return VoxfarmException.of(
                ErrorCode.STORE_UNAVAILABLE,
                "%s: expected that %s, but the store %s the object. Results could then be"
                        + " overwritten. Use a store with conditional writes, or set"
                        + " store.create-once: false and do without the promises that a result"
                        + " never changes and that a request is answered only once.",
                store.uri(key),
                expected,
                found);
    }
}
