package voxfarm.worker.poll;

import java.time.Duration;
import voxfarm.common.lifecycle.Pace;

/** Time that passes only when somebody sleeps or a test says so. For one thread. */
final class SteppedPace implements Pace {
    private long nanos;

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void sleep(Duration time) {
        nanos += time.toNanos();
    }
}
