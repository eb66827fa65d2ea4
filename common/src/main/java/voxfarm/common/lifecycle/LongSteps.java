package voxfarm.common.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Says what a process is at, if that takes long. Thread-safe. */
public final class LongSteps {
    /** Says nothing. */
    public static final LongSteps SILENT = new LongSteps(_ -> {}, Duration.ofDays(1));

    private final Consumer<String> say;
    private final Duration patience;

    /**
     * @param say takes a line; called by any thread
     * @param patience how long a step may take unsaid; zero says all of them, before they begin
     */
    public LongSteps(Consumer<String> say, Duration patience) {
        this.say = say;
        this.patience = patience;
    }

    /**
     * Does the work of a step.
     *
     * @param what such as {@code starting Kafka}
     */
    public void run(String what, Runnable work) {
        get(
                what,
                () -> {
                    work.run();
                    return true;
                });
    }

    /** As the other, with a result. */
    public <T> T get(String what, Supplier<T> work) {
        if (patience.isZero()) {
            say.accept(what);
            return work.get();
        }
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofVirtual().name("long step").start(() -> sayUnless(done, what));
        try {
            return work.get();
        } finally {
            done.countDown();
        }
    }

    private void sayUnless(CountDownLatch done, String what) {
        try {
            if (!done.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                say.accept(what);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
