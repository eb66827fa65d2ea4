package voxfarm.worker.process;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.job.Work;
import voxfarm.common.plan.PartCutter;
import voxfarm.common.plan.Segment;
import voxfarm.worker.assembly.Synthesis;
import voxfarm.worker.speak.NanoTicker;

/**
 * What happens between two segments of a job: it may have been cancelled, this worker may have to
 * hand it back, and who waits is told how far it is. A part of a long request tells its place in
 * the whole: parts are queued in the order of the text, so what is before it is done, or in hand
 * elsewhere. For one attempt, on one thread.
 */
final class JobWatch implements Synthesis.Checkpoint {
    /** Between two progress events of a job. */
    static final long PROGRESS_NANOS = 1_000_000_000L;

    private final SynthesisJob job;
    private final int attempt;
    private final BooleanSupplier handBack;
    private final CancelledRequests cancelled;
    private final ResultStore results;
    private final Outbox outbox;
    private final InstantSource clock;
    private final NanoTicker ticker;
    private final int segments;

    /** Somebody listens, and waits for each segment: he is told when it is in the bucket. */
    private final boolean heard;

    private final long begun;
    private long lastTold;
    private boolean told;
    private double seconds;
    private Stop stop = Stop.NONE;

    /** Why an attempt was stopped. */
    enum Stop {
        NONE,
        /** The request has its result. */
        ENDED,
        /** Its deadline passed. */
        EXPIRED,
        /** This worker stops. */
        HANDED_BACK
    }

    JobWatch(
            SynthesisJob job,
            int attempt,
            BooleanSupplier handBack,
            CancelledRequests cancelled,
            ResultStore results,
            Outbox outbox,
            WorkTime time) {
        this.job = job;
        this.attempt = attempt;
        this.handBack = handBack;
        this.cancelled = cancelled;
        this.results = results;
        this.outbox = outbox;
        this.clock = time.clock();
        this.ticker = time.ticker();
        this.segments =
                switch (job.work()) {
                    case Work.Single single -> single.segments().size();
                    case Work.Part part -> part.segments().size();
                    // may end at any of their steps
                    case Work.Assembly _, Work.Binding _ -> Integer.MAX_VALUE;
                };
        this.heard = job.settings().output().stream();
        this.begun = ticker.nanos();
        this.lastTold = begun;
    }

    @Override
    public boolean goOn(int segmentsDone, double audioSeconds) {
        boolean more = segmentsDone < segments;
        if (ended()) {
            stop = Stop.ENDED;
        } else if (job.deadline().isPresent() && !clock.instant().isBefore(job.deadline().get())) {
            stop = Stop.EXPIRED;
        } else if (more && handBack.getAsBoolean()) {
            stop = Stop.HANDED_BACK;
        } else if ((more || heard) && segmentsDone > 0 && !job.segments().isEmpty()) {
            seconds = audioSeconds;
            if (heard || ticker.nanos() - lastTold >= PROGRESS_NANOS) {
                tell(segmentsDone);
            }
        }
        return stop == Stop.NONE;
    }

    /** Asked in the midst of a wait: what else may end the attempt is asked at the next border. */
    @Override
    public boolean mayWait() {
        if (stop == Stop.NONE && handBack.getAsBoolean()) {
            stop = Stop.HANDED_BACK;
        }
        return stop == Stop.NONE;
    }

    /** A part is done: told, unless that was told of it within the last second. */
    void partDone() {
        if (!told || ticker.nanos() - lastTold >= PROGRESS_NANOS) {
            tell(job.segments().size());
        }
    }

    /** Why the attempt was stopped, once {@link #goOn} said so. */
    Stop stop() {
        return stop;
    }

    private boolean ended() {
        if (!cancelled.contains(job.id().request())) {
            return false;
        }
        if (results.find(job.id().request()).isPresent()) {
            return true;
        }
        cancelled.forget(job.id().request());
        return false;
    }

    private void tell(int segmentsDone) {
        lastTold = ticker.nanos();
        told = true;
        OptionalInt part = job.id().part();
        int before = part.isPresent() ? job.segments().getFirst().index() : 0;
        outbox.announce(
                new RequestEvent.Progress(
                        new EventHeader(
                                job.id().request(),
                                Optional.of(job.settings().voice()),
                                Optional.of(job.lane()),
                                clock.instant(),
                                // a part's attempts are not the request's
                                part.isPresent() ? 1 : attempt),
                        before + segmentsDone,
                        job.segmentsInAll(),
                        part.orElse(0) * PartCutter.PART_SECONDS + seconds,
                        part.isPresent()
                                ? secondsLeftOfAll(before + segmentsDone)
                                : secondsLeft(segmentsDone)));
    }

    /** By the characters left, at the speed of those done. */
    private double secondsLeft(int segmentsDone) {
        long done = characters(0, segmentsDone);
        long left = characters(segmentsDone, job.segments().size());
        return (lastTold - begun) / 1e9 * left / Math.max(1, done);
    }

    /** By the segments left, at the speed since acceptance: nobody knows how many workers help. */
    private double secondsLeftOfAll(int segmentsDone) {
        double took = Duration.between(job.acceptedAt(), clock.instant()).toMillis() / 1e3;
        return Math.max(0, took)
                / Math.max(1, segmentsDone)
                * Math.max(0, job.segmentsInAll() - segmentsDone);
    }

    private long characters(int from, int to) {
        return job.segments().subList(from, to).stream()
                .map(Segment::text)
                .mapToLong(String::length)
                .sum();
    }
}
