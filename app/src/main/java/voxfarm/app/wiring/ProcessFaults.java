package voxfarm.app.wiring;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.lifecycle.Faults;

/** Ends the process when one of its threads has died. */
public final class ProcessFaults implements Faults {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessFaults.class);
    private static final int EXIT_CODE = 70;

    private final AtomicBoolean reported = new AtomicBoolean();

    @Override
    public void fatal(String what, Throwable cause) {
        LOG.error("fatal: {}", what, cause);
        if (reported.compareAndSet(false, true)) {
            // from a thread of its own: the shutdown waits for the one that reports
            Thread.ofPlatform().name("fatal-exit").start(() -> System.exit(EXIT_CODE));
        }
    }
}
