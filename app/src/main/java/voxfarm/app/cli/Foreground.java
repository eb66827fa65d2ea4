package voxfarm.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.lifecycle.Component;

/** Runs a component until the process is told to stop. */
final class Foreground {
    private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

    private Foreground() {}

    /**
     * Starts, says so, waits for the end. The end may also come during the start, which then fails
     * in one way or another: that is no failure of the process.
     *
     * @param ready what to print once it serves
     */
    static int run(Component component, PrintWriter print, Supplier<String> ready)
            throws InterruptedException {
        return run(
                component,
                print,
                ready,
                stop ->
                        Runtime.getRuntime()
                                .addShutdownHook(
                                        Thread.ofPlatform()
                                                .name("stop")
                                                .unstarted(() -> stopAndShutLog(stop))));
    }

    /**
     * As the other.
     *
     * @param onStop takes what is to be done when the process is told to stop
     */
    static int run(
            Component component,
            PrintWriter print,
            Supplier<String> ready,
            Consumer<Runnable> onStop)
            throws InterruptedException {
        AtomicBoolean stopping = new AtomicBoolean();
        CountDownLatch stopped = new CountDownLatch(1);
        onStop.accept(() -> {
            stopping.set(true);
            try {
                component.close();
            } finally {
                stopped.countDown();
            }
        });
        try (HeldLibraryLog libraries = HeldLibraryLog.hold()) {
            component.start();
            libraries.release();
            print.println(ready.get());
            print.flush();
        } catch (RuntimeException | Error e) { // a class may be gone half-way through the end
            if (!stopping.get()) {
                throw e;
            }
            LOG.debug("told to stop while starting", e);
        }
        stopped.await();
        return 0;
    }

    private static void stopAndShutLog(Runnable stop) {
        try {
            stop.run();
        } finally {
            LogManager.shutdown(); // its own hook is off, so that stopping is still logged
        }
    }
}
