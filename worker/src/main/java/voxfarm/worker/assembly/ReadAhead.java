package voxfarm.worker.assembly;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Fetches what is needed next while what came before is worked on. Gives all in order, and holds no
 * more than a number of things and of bytes. For one thread; what fetches runs on virtual threads.
 */
final class ReadAhead<T, R> implements Iterator<R>, AutoCloseable {
    /** Of sound, or notes, that are fetched and not yet used. */
    private static final long MOST_BYTES = 16L << 20;

    private final Iterator<T> wanted;
    private final Function<T, R> fetch;
    private final ToLongFunction<T> bytesOf;
    private final int most;
    private final Deque<Pending<R>> pending = new ArrayDeque<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Ahead<T> next = new Ahead.Unknown<>();
    private long bytes;

    private record Pending<R>(Future<R> result, long bytes) {}

    /** What was taken from the iterator and does not fit yet. */
    private sealed interface Ahead<T> {
        record Unknown<T>() implements Ahead<T> {}

        record Waiting<T>(T item, long bytes) implements Ahead<T> {}
    }

    /**
     * @param bytesOf how much memory the fetched thing will take
     * @param most things fetched at once; 0 fetches each on the caller's thread when it is asked
     *     for
     */
    ReadAhead(Iterator<T> wanted, Function<T, R> fetch, ToLongFunction<T> bytesOf, int most) {
        this.wanted = wanted;
        this.fetch = fetch;
        this.bytesOf = bytesOf;
        this.most = most;
    }

    @Override
    public boolean hasNext() {
        return !pending.isEmpty() || next instanceof Ahead.Waiting || wanted.hasNext();
    }

    /**
     * Waits for the next thing; throws what fetching it threw.
     *
     * @throws VoxfarmException {@code NOT_READY} if this thread is interrupted
     */
    @Override
    public R next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (most == 0) {
            return fetch.apply(wanted.next());
        }
        fill();
        Pending<R> first = pending.removeFirst();
        R result = await(first.result());
        bytes -= first.bytes();
        fill();
        return result;
    }

    /** One thing is fetched however large it is, more only while they fit. */
    private void fill() {
        while (pending.size() < most) {
            if (next instanceof Ahead.Unknown && wanted.hasNext()) {
                T item = wanted.next();
                next = new Ahead.Waiting<>(item, bytesOf.applyAsLong(item));
            }
            if (!(next instanceof Ahead.Waiting<T>(T item, long size))
                    || (!pending.isEmpty() && bytes + size > MOST_BYTES)) {
                return;
            }
            pending.addLast(new Pending<>(threads.submit(() -> fetch.apply(item)), size));
            bytes += size;
            next = new Ahead.Unknown<>();
        }
    }

    private static <R> R await(Future<R> result) {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(
                    ErrorCode.NOT_READY, "this worker was stopped in the middle", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Ends what is being fetched. Idempotent. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
