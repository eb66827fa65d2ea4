package voxfarm.common.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs several tasks at once. */
public final class Together {
    private Together() {}

    /**
     * Returns when all have ended.
     *
     * @throws RuntimeException the first failure, with the others suppressed in it
     */
    public static void run(Runnable... tasks) {
        List<Future<?>> running = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Runnable task : tasks) {
                running.add(threads.submit(task));
            }
        }
        for (Future<?> task : running) {
            collect(task, failures);
        }
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.removeFirst();
        failures.forEach(first::addSuppressed);
        if (first instanceof Error error) {
            throw error;
        }
        throw first instanceof RuntimeException e ? e : new IllegalStateException(first);
    }

    private static void collect(Future<?> task, List<Throwable> failures) {
        try {
            task.get();
        } catch (ExecutionException e) {
            failures.add(e.getCause() == null ? e : e.getCause());
        } catch (CancellationException e) {
            failures.add(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.add(e);
        }
    }
}
