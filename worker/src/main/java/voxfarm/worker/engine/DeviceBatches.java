package voxfarm.worker.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedTransferQueue;
import java.util.stream.IntStream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Together;

/**
 * One step of a device, taken for many callers at once: what they bring while the device is busy
 * goes into its next batch together, whoever brought it. Nobody waits for a batch to fill.
 * Thread-safe.
 *
 * @param <I> what is brought
 * @param <O> what is made of it
 */
final class DeviceBatches<I, O> implements AutoCloseable {
    private final int most;
    private final Step<I, O> step;
    private final LinkedTransferQueue<Waiting<I, O>> queue = new LinkedTransferQueue<>();
    private final List<Thread> threads;
    private volatile boolean closed;

    /** What the device does with a batch. */
    @FunctionalInterface
    interface Step<I, O> {
        /**
         * @return as many as there are items, in their order
         */
        List<O> run(List<I> items);
    }

    private record Waiting<I, O>(I item, CompletableFuture<O> made) {}

    /**
     * @param most items of one batch, from 1
     */
    DeviceBatches(String name, int most, Step<I, O> step) {
        this(name, most, 1, step);
    }

    /**
     * @param ahead batches on their way at once: where one is copied while another is computed, two
     */
    DeviceBatches(String name, int most, int ahead, Step<I, O> step) {
        this.most = most;
        this.step = step;
        this.threads =
                IntStream.range(0, ahead)
                        .mapToObj(i ->
                                Thread.ofPlatform()
                                        .name(name + " " + i)
                                        .daemon()
                                        .start(this::serve))
                        .toList();
    }

    /**
     * Waits until all items are made.
     *
     * @throws VoxfarmException what the step threw at a batch with one of them; {@code
     *     ENGINE_FAILED} if it is closed meanwhile
     */
    List<O> all(List<I> items) {
        List<Waiting<I, O>> mine =
                items.stream().map(i -> new Waiting<I, O>(i, new CompletableFuture<>())).toList();
        queue.addAll(mine);
        if (closed) {
            refuseRest();
        }
        try {
            return mine.stream().map(one -> one.made.join()).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof VoxfarmException known ? known : e;
        }
    }

    /** Items that no batch has taken yet. */
    int waiting() {
        return queue.size();
    }

    private void serve() {
        try {
            while (!closed) {
                List<Waiting<I, O>> batch = new ArrayList<>();
                batch.add(queue.take());
                queue.drainTo(batch, most - 1);
                run(batch);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed, as told
        }
        refuseRest();
    }

    private void run(List<Waiting<I, O>> batch) {
        try {
            List<O> made = step.run(batch.stream().map(Waiting::item).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).made.complete(made.get(i));
            }
        } catch (RuntimeException | Error e) { // the callers' to tell: this thread goes on
            batch.forEach(one -> one.made.completeExceptionally(e));
        }
    }

    private void refuseRest() {
        List<Waiting<I, O>> rest = new ArrayList<>();
        queue.drainTo(rest);
        rest.forEach(one ->
                one.made.completeExceptionally(
                        VoxfarmException.of(ErrorCode.ENGINE_FAILED, "the voice was closed")));
    }

    /** Ends the threads behind their batches. Idempotent. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        Together.join(threads);
    }
}
