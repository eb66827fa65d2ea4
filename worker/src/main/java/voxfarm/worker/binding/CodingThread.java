package voxfarm.worker.binding;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import voxfarm.audio.SoundWriter;

/**
 * Hands samples on to a writer on a thread of its own, in order: coding is half of the work that
 * the file of a book is, or more. Some seconds of sound wait at most. What the writer throws, the
 * next call throws; from then on nothing is written. For one caller at a time.
 */
final class CodingThread implements SoundWriter {
    /** Each a block of samples, of some tenths of a second. */
    private static final int MOST_STEPS = 32;

    private final SoundWriter writer;
    private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(MOST_STEPS);
    private final Thread thread =
            Thread.ofPlatform().name("binding-coder").daemon().unstarted(this::work);

    private volatile @Nullable Throwable failure;
    private volatile boolean ended;

    /** What is done in its turn. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /**
     * @param writer belongs to this from now on, and is closed with it
     */
    CodingThread(SoundWriter writer) {
        this.writer = writer;
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // no thread is to be had
            writer.close();
            throw e;
        }
    }

    private void work() {
        while (!ended) {
            try {
                steps.take().run();
            } catch (InterruptedException e) {
                return; // by close alone
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
            }
        }
    }

    /** Does that behind all that was written so far, unless something of it failed. */
    void then(Step step) throws IOException {
        throwFailure();
        put(() -> {
            if (failure == null) {
                step.run();
            }
        });
    }

    private void put(Step step) throws IOException {
        try {
            steps.put(step);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while a book was coded");
    }

    @Override
    public void write(float[] samples, int count) throws IOException {
        float[] own = Arrays.copyOf(samples, count);
        then(() -> writer.write(own, count));
    }

    @Override
    public void finish() throws IOException {
        then(writer::finish);
        put(() -> ended = true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        throwFailure();
    }

    private void throwFailure() throws IOException {
        Throwable thrown = failure;
        if (thrown != null) {
            throw WritingThread.again(thrown);
        }
    }

    @Override
    public void close() {
        ended = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // the writer must not be closed while it is used
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        writer.close();
    }
}
