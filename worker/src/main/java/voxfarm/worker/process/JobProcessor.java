package voxfarm.worker.process;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.ErrorKind;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.EventSink;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.DeadLetterSink;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.SynthesisResult;

/**
 * Takes one delivery of a job to its outcome, by the delivery protocol (docs/architecture.md):
 * result first, then the dead letter of a failed one, then the event, then the acknowledgement;
 * always from what is stored. Thread-safe.
 */
public final class JobProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(JobProcessor.class);

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

    private final Synthesis synthesis;
    private final ResultStore results;
    private final AttemptMarks marks;
    private final EventSink events;
    private final DeadLetterSink deadLetters;
    private final InstantSource clock;
    private final String workerId;

    public JobProcessor(
            Synthesis synthesis,
            ResultStore results,
            AttemptMarks marks,
            EventSink events,
            DeadLetterSink deadLetters,
            InstantSource clock,
            String workerId) {
        this.synthesis = synthesis;
        this.results = results;
        this.marks = marks;
        this.events = events;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.workerId = workerId;
    }

    /** Blocks until the attempt has an outcome. Never throws for what a job or a store can do. */
    public JobOutcome process(Delivery delivery) {
        SynthesisJob job;
        try {
            job = JobCodec.read(delivery.value());
        } catch (VoxfarmException e) {
            return bury(delivery, e);
        }
        try {
            return attempt(job, delivery);
        } catch (VoxfarmException e) {
            // the store or the broker could not be asked: nothing is decided yet
            return retry(job, delivery, e);
        }
    }

    /** A record that is no job names no request that could get a result. */
    private JobOutcome bury(Delivery delivery, VoxfarmException e) {
        LOG.warn("a record on a job topic is not a job: {}", e.getMessage());
        try {
            deadLetters.publish(
                    new DeadLetter(
                            Optional.empty(),
                            delivery.value(),
                            ErrorInfo.of(e),
                            delivery.count(),
                            workerId,
                            clock.instant()));
            return new JobOutcome.Rejected(e.code(), e.getMessage());
        } catch (VoxfarmException broker) {
            return new JobOutcome.Retry(broker.code(), broker.getMessage(), FIRST_BACKOFF);
        }
    }

    private JobOutcome attempt(SynthesisJob job, Delivery delivery) {
        Optional<SynthesisResult> stored = results.find(job.id().request());
        if (stored.isPresent()) {
            conclude(job, delivery, stored.get());
            return new JobOutcome.Finished();
        }
        int attempt = marks.begin(job, delivery.count());
        if (attempt > AttemptMarks.MOST_ATTEMPTS) {
            ErrorInfo error =
                    ErrorInfo.of(
                            ErrorCode.ATTEMPTS_EXHAUSTED,
                            "job "
                                    + job.id()
                                    + ": given up after "
                                    + AttemptMarks.MOST_ATTEMPTS
                                    + " attempts");
            return fail(job, delivery, attempt - 1, error, new JobOutcome.Finished());
        }
        events.announce(new RequestEvent.Started(header(job, attempt)));
        try {
            conclude(job, delivery, results.storeCompleted(job, synthesis.speak(job), attempt));
            return new JobOutcome.Finished();
        } catch (VoxfarmException e) {
            return afterFailure(job, delivery, attempt, e);
        } catch (RuntimeException e) {
            LOG.error("job {}: defect in this build", job.id(), e);
            return afterFailure(
                    job,
                    delivery,
                    attempt,
                    new VoxfarmException(ErrorCode.INTERNAL, "defect: " + e, e));
        }
    }

    private JobOutcome afterFailure(
            SynthesisJob job, Delivery delivery, int attempt, VoxfarmException e) {
        if (e.code().kind() == ErrorKind.CALLER) {
            return fail(
                    job,
                    delivery,
                    attempt,
                    ErrorInfo.of(e),
                    new JobOutcome.Rejected(e.code(), e.getMessage()));
        }
        boolean storeOrBroker =
                e.code() == ErrorCode.STORE_UNAVAILABLE || e.code() == ErrorCode.BROKER_UNAVAILABLE;
        if (attempt >= AttemptMarks.MOST_ATTEMPTS && !storeOrBroker) {
            return fail(job, delivery, attempt, ErrorInfo.of(e), new JobOutcome.Finished());
        }
        return retry(job, delivery, e);
    }

    private JobOutcome fail(
            SynthesisJob job, Delivery delivery, int attempt, ErrorInfo error, JobOutcome outcome) {
        conclude(job, delivery, results.storeFailed(job, error, attempt));
        return outcome;
    }

    private static JobOutcome retry(SynthesisJob job, Delivery delivery, VoxfarmException e) {
        int doublings = Math.min(delivery.count() - 1, 10);
        Duration backoff = FIRST_BACKOFF.multipliedBy(1L << doublings);
        LOG.warn("job {}, delivery {}: {}", job.id(), delivery.count(), e.getMessage());
        return new JobOutcome.Retry(
                e.code(),
                e.getMessage(),
                backoff.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : backoff);
    }

    /** What follows a stored result; repeated by every later delivery that finds it. */
    private void conclude(SynthesisJob job, Delivery delivery, SynthesisResult result) {
        EventHeader header = header(job, result.attempts());
        switch (result.outcome()) {
            case SynthesisResult.Outcome.Completed(var audio) ->
                    events.publish(
                            new RequestEvent.Completed(
                                    header,
                                    results.key(result.id()),
                                    audio.key(),
                                    audio.durationSeconds()));
            case SynthesisResult.Outcome.Failed(var error) -> {
                deadLetters.publish(
                        new DeadLetter(
                                Optional.of(job),
                                delivery.value(),
                                error,
                                delivery.count(),
                                workerId,
                                clock.instant()));
                events.publish(new RequestEvent.Failed(header, results.key(result.id()), error));
            }
            case SynthesisResult.Outcome.Cancelled _ ->
                    events.publish(new RequestEvent.Cancelled(header, results.key(result.id())));
        }
    }

    private EventHeader header(SynthesisJob job, int attempt) {
        return new EventHeader(
                job.id().request(),
                Optional.of(job.settings().voice()),
                Optional.of(job.lane()),
                clock.instant(),
                attempt);
    }
}
