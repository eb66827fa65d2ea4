package voxfarm.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import voxfarm.common.lifecycle.Component;

/** Runs a component until the process is told to stop. */
final class Foreground {
    private Foreground() {}

    /**
     * Starts, says so, waits for the end.
     *
     * @param ready what to print once it serves
     */
    static int run(Component component, PrintWriter print, Supplier<String> ready)
            throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().name("stop").unstarted(() -> stop(component, stopped)));
        component.start();
        print.println(ready.get());
        print.flush();
        stopped.await();
        return 0;
    }

    private static void stop(Component component, CountDownLatch stopped) {
        try {
            component.close();
        } finally {
            LogManager.shutdown(); // its own hook is off, so that stopping is still logged
            stopped.countDown();
        }
    }
}
