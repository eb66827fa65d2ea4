package voxfarm.worker.binding;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Writes one chapter while its owner brings the next one to its level: each is about half of the
 * work. What is written with belongs to this thread from {@link #begin} to {@link #await}, and to
 * its owner otherwise. Closing it breaks off what is written, and waits until it is.
 */
final class WritingThread implements AutoCloseable {
    private static final long PULSE_SECONDS = 1;

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("binding-writer").daemon().factory());

    private volatile boolean stopped;

    /** Work that fails by throwing. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    Future<?> begin(Work work) {
        return thread.submit(() -> {
            work.run();
            return this;
        });
    }

    /** Whether nobody wants what is written any more; for the work to ask now and then. */
    boolean isStopped() {
        return stopped;
    }

    /**
     * Until that work is done.
     *
     * @param pulse asked every second meanwhile, to break off by throwing
     * @throws IOException what the work threw
     */
    static void await(Future<?> work, ChapterSound.Pulse pulse) throws IOException {
        while (true) {
            try {
                var _ = work.get(PULSE_SECONDS, TimeUnit.SECONDS);
                return;
            } catch (TimeoutException e) {
                pulse.beat();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while a chapter was written");
            } catch (ExecutionException e) {
                throw again(e.getCause());
            }
        }
    }

    /**
     * What another thread's work threw, to be thrown on this one.
     *
     * @return it, if it is an {@link IOException}; all else is thrown here
     */
    static IOException again(@Nullable Throwable thrown) {
        return switch (thrown) {
            case IOException failure -> failure;
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            case null, default -> throw new IllegalStateException(thrown);
        };
    }

    @Override
    public void close() {
        stopped = true;
        thread.close();
    }
}
