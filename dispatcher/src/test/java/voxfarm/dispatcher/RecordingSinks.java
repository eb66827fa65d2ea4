package voxfarm.dispatcher;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.Carried;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.RequestId;

/** Events, jobs and hints, kept for a test to look at. Thread-safe. */
public final class RecordingSinks implements Outbox {
    public final List<RequestEvent> events = new CopyOnWriteArrayList<>();
    public final List<SynthesisJob> jobs = new CopyOnWriteArrayList<>();
    public final List<DeadLetter> dead = new CopyOnWriteArrayList<>();
    public final List<RequestId> hints = new CopyOnWriteArrayList<>();
    public volatile boolean down;

    /** Calls that a broker that is down would have held up. */
    public final AtomicInteger refused = new AtomicInteger();

    @Override
    public void publish(RequestEvent event) {
        checkUp();
        events.add(event);
    }

    @Override
    public void publish(RequestEvent.Accepted event, Iterator<SynthesisJob> accepted) {
        checkUp();
        events.add(event);
        accepted.forEachRemaining(jobs::add);
    }

    @Override
    public void announce(RequestEvent event) {
        if (!down) {
            events.add(event);
        }
    }

    @Override
    public void publish(SynthesisJob job, Carried carried) {
        checkUp();
        jobs.add(job);
    }

    @Override
    public void publish(DeadLetter letter) {
        checkUp();
        dead.add(letter);
    }

    @Override
    public void hint(RequestId id) {
        hints.add(id);
    }

    @Override
    public void clearHint(RequestId id) {
        hints.remove(id);
    }

    private void checkUp() {
        if (down) {
            refused.incrementAndGet();
            throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "the broker is down");
        }
    }
}
