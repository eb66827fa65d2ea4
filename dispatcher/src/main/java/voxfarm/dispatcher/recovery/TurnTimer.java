package voxfarm.dispatcher.recovery;

import java.time.Duration;

/**
 * Where a thread waits for its next turn: until a time has passed, by the machine's steady clock or
 * by one that a test steps, or until somebody wakes it. Thread-safe.
 */
public interface TurnTimer {
    /**
     * Returns when that time has passed, or {@link #wake} is called; at once if it was called since
     * this returned last.
     */
    void await(Duration pause) throws InterruptedException;

    /** Lets the thread that waits, or waits next, go on at once. */
    void wake();

    /** One by the machine's steady clock. */
    static TurnTimer ofMachine() {
        return new TurnTimer() {
            private boolean woken; // guarded by this

            @Override
            public synchronized void await(Duration pause) throws InterruptedException {
                long until = System.nanoTime() + pause.toNanos();
                for (long left = pause.toNanos();
                        !woken && left > 0;
                        left = until - System.nanoTime()) {
                    wait(left / 1_000_000 + 1);
                }
                woken = false;
            }

            @Override
            public synchronized void wake() {
                woken = true;
                notifyAll();
            }
        };
    }
}
