package voxfarm.common.event;

import java.util.Iterator;
import voxfarm.common.job.Carried;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.RequestId;

/** An outbox that passes every call on to another, for those that change or watch some. */
public abstract class ForwardingOutbox implements Outbox {
    private final Outbox outbox;

    protected ForwardingOutbox(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void publish(RequestEvent.Accepted event, Iterator<SynthesisJob> jobs) {
        outbox.publish(event, jobs);
    }

    @Override
    public void publish(SynthesisJob job, Carried carried) {
        outbox.publish(job, carried);
    }

    @Override
    public void publish(RequestEvent event) {
        outbox.publish(event);
    }

    @Override
    public void publish(DeadLetter letter) {
        outbox.publish(letter);
    }

    @Override
    public void announce(RequestEvent event) {
        outbox.announce(event);
    }

    @Override
    public void hint(RequestId id) {
        outbox.hint(id);
    }

    @Override
    public void clearHint(RequestId id) {
        outbox.clearHint(id);
    }
}
