package voxfarm.bench.protocol;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads of one process of a world: each task is an actor, and who waits for it waits there. */
final class SimThreads extends AbstractExecutorService {
    private final World world;

    SimThreads(World world) {
        this.world = world;
    }

    @Override
    public void execute(Runnable command) {
        world.fork("task", command);
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
        return new Task<>(world, callable);
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable runnable, T value) {
        return newTaskFor(() -> {
            runnable.run();
            return value;
        });
    }

    /** What happens in it is an actor's; a process that was killed sees no end of it. */
    private static final class Task<T> extends FutureTask<T> {
        private final World world;
        private final World.Signal ended;

        Task(World world, Callable<T> callable) {
            super(callable);
            this.world = world;
            this.ended = world.new Signal();
        }

        @Override
        protected void done() {
            ended.fire();
        }

        @Override
        public T get() throws InterruptedException, ExecutionException {
            while (!isDone()) {
                world.await(ended, Long.MAX_VALUE);
            }
            return super.get();
        }

        @Override
        public T get(long timeout, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
            long end = world.millis() + unit.toMillis(timeout);
            while (!isDone()) {
                if (world.millis() >= end) {
                    throw new TimeoutException();
                }
                world.await(ended, end);
            }
            return super.get();
        }
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}
