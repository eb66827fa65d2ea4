package voxfarm.common.lifecycle;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Runs several tasks at once. */
public final class Together {
    private Together() {}

    /**
     * Returns when all have ended.
     *
     * @throws RuntimeException what failed first, with the failures after it suppressed in it: one
     *     part that cannot start makes others fail that were starting
     */
    public static void run(Runnable... tasks) {
        run(false, tasks);
    }

    /** As the other; when one fails, the others are interrupted, as nothing will come of them. */
    public static void runWhileNoneFails(Runnable... tasks) {
        run(true, tasks);
    }

    private static void run(boolean whileNoneFails, Runnable... tasks) {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new CopyOnWriteArrayList<>();
        for (Runnable task : tasks) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        try {
                            task.run();
                        } catch (Throwable t) { // errors too: the caller's thread throws it
                            failures.add(t);
                            if (whileNoneFails) {
                                threads.forEach(Thread::interrupt);
                            }
                        }
                    }));
        }
        if (whileNoneFails && !failures.isEmpty()) {
            threads.forEach(Thread::interrupt); // those that were started behind the failure
        }
        join(threads);
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = first(failures);
        failures.remove(first);
        failures.forEach(first::addSuppressed);
        if (first instanceof Error error) {
            throw error;
        }
        throw first instanceof RuntimeException e ? e : new IllegalStateException(first);
    }

    /**
     * The cause before those that are its consequence: a thread that has failed may be overtaken,
     * on its way to say so, by one that was refused for it.
     */
    private static Throwable first(Queue<Throwable> failures) {
        return failures.stream()
                .filter(f -> !(f instanceof InVainException))
                .findFirst()
                .orElseGet(failures::peek);
    }

    /**
     * Waits until all have ended, whatever interrupts it, which it hands on to them: what they
     * began is only known then.
     */
    public static void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    threads.forEach(Thread::interrupt);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
