package voxfarm.dispatcher.recovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Timers of threads for which time passes when a test says so, and then all at once. */
final class SteppedTimers {
    private final RecoveryFarm farm;

    /** Guarded by this, as are their fields and the farm's clocks. */
    private final List<Stepped> timers = new ArrayList<>();

    SteppedTimers(RecoveryFarm farm) {
        this.farm = farm;
    }

    synchronized TurnTimer timer() {
        Stepped timer = new Stepped();
        timers.add(timer);
        return timer;
    }

    /** Lets time pass, once all threads wait for it, until all wait again. */
    synchronized void later(long seconds) throws InterruptedException {
        settle();
        farm.later(seconds);
        notifyAll();
        settle();
    }

    /** Returns when all threads wait. */
    synchronized void settle() throws InterruptedException {
        while (!timers.stream().allMatch(Stepped::waits)) {
            wait();
        }
    }

    private final class Stepped implements TurnTimer {
        private boolean waiting;
        private boolean woken;
        private long until;

        private boolean isOver() {
            return woken || farm.steadyMillis * 1_000_000 >= until;
        }

        private boolean waits() {
            return waiting && !isOver();
        }

        @Override
        public void await(Duration pause) throws InterruptedException {
            synchronized (SteppedTimers.this) {
                until = farm.steadyMillis * 1_000_000 + pause.toNanos();
                waiting = true;
                SteppedTimers.this.notifyAll();
                try {
                    while (!isOver()) {
                        SteppedTimers.this.wait();
                    }
                } finally {
                    waiting = false;
                    woken = false;
                }
            }
        }

        @Override
        public void wake() {
            synchronized (SteppedTimers.this) {
                woken = true;
                SteppedTimers.this.notifyAll();
            }
        }
    }
}
