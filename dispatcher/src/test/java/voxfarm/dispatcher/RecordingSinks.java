package voxfarm.dispatcher;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.EventSink;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.JobSink;
import voxfarm.common.job.SynthesisJob;

/** Events and jobs, kept for a test to look at. Thread-safe. */
public final class RecordingSinks implements EventSink, JobSink {
    public final List<RequestEvent> events = new CopyOnWriteArrayList<>();
    public final List<SynthesisJob> jobs = new CopyOnWriteArrayList<>();
    public volatile boolean down;

    @Override
    public void publish(RequestEvent event) {
        checkUp();
        events.add(event);
    }

    @Override
    public void announce(RequestEvent event) {
        if (!down) {
            events.add(event);
        }
    }

    @Override
    public void publish(SynthesisJob job) {
        checkUp();
        jobs.add(job);
    }

    private void checkUp() {
        if (down) {
            throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "the broker is down");
        }
    }
}
