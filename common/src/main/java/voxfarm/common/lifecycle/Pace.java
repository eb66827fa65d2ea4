package voxfarm.common.lifecycle;

import java.time.Duration;

/**
 * How time passes for a loop that waits: by the machine, or step by step in a simulation.
 * Thread-safe.
 */
public interface Pace {
    /** The machine's time. */
    Pace REAL =
            new Pace() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public void sleep(Duration time) throws InterruptedException {
                    Thread.sleep(time);
                }
            };

    /** As {@link System#nanoTime}: only differences mean something. */
    long nanos();

    /** Lets that time pass for the calling thread. */
    void sleep(Duration time) throws InterruptedException;
}
