package voxfarm.worker.engine;

import java.util.function.Supplier;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Counts who is inside something native, so that it is freed when nobody is: at once by {@link
 * #close}, or after it by the last one to leave. A stop does not wait for runs that cannot be
 * interrupted, and frees nothing under them. Thread-safe.
 */
final class NativeUse implements AutoCloseable {
    private final String name;
    private final Runnable free;

    /** Guarded by this, as is the other. */
    private int inside;

    private boolean closed;

    /**
     * @param name for messages
     * @param free called once, by whoever is the last
     */
    NativeUse(String name, Runnable free) {
        this.name = name;
        this.free = free;
    }

    /**
     * Does something inside.
     *
     * @throws VoxfarmException {@code NOT_READY} if it was closed
     */
    <T> T during(Supplier<T> run) {
        enter();
        try {
            return run.get();
        } finally {
            leave();
        }
    }

    private synchronized void enter() {
        if (closed) {
            throw new VoxfarmException(ErrorCode.NOT_READY, name + " was closed");
        }
        inside++;
    }

    private void leave() {
        boolean last;
        synchronized (this) {
            inside--;
            last = closed && inside == 0;
        }
        if (last) {
            free.run();
        }
    }

    /** Lets nobody in any more. Returns at once; idempotent. */
    @Override
    public void close() {
        boolean last;
        synchronized (this) {
            last = !closed && inside == 0;
            closed = true;
        }
        if (last) {
            free.run();
        }
    }
}
