package voxfarm.worker.process;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.ErrorKind;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.EventSink;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.TerminalEvents;
import voxfarm.common.job.CancellationHints;
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
    private final CancelledRequests cancelled;
    private final CancellationHints hints;
    private final EventSink events;
    private final DeadLetterSink deadLetters;
    private final InstantSource clock;
    private final Synthesis.NanoTicker ticker;
    private final String workerId;

    public JobProcessor(
            Synthesis synthesis,
            ResultStore results,
            AttemptMarks marks,
            CancelledRequests cancelled,
            CancellationHints hints,
            EventSink events,
            DeadLetterSink deadLetters,
            InstantSource clock,
            Synthesis.NanoTicker ticker,
            String workerId) {
        this.synthesis = synthesis;
        this.results = results;
        this.marks = marks;
        this.cancelled = cancelled;
        this.hints = hints;
        this.events = events;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.ticker = ticker;
        this.workerId = workerId;
    }

    /**
     * Blocks until the attempt has an outcome. Never throws for what a job or a store can do.
     *
     * @param handBack asked between segments: true ends the attempt, uncounted
     */
    public JobOutcome process(Delivery delivery, BooleanSupplier handBack) {
        SynthesisJob job;
        try {
            job = JobCodec.read(delivery.value());
        } catch (VoxfarmException e) {
            return bury(delivery, e);
        }
        try {
            return attempt(job, delivery, handBack);
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

    private JobOutcome attempt(SynthesisJob job, Delivery delivery, BooleanSupplier handBack) {
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
            return speak(job, delivery, attempt, handBack);
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

    private JobOutcome speak(
            SynthesisJob job, Delivery delivery, int attempt, BooleanSupplier handBack) {
        JobWatch watch =
                new JobWatch(job, attempt, handBack, cancelled, results, events, clock, ticker);
        Optional<Synthesis.Speech> speech = synthesis.speak(job, watch);
        if (speech.isPresent()) {
            conclude(job, delivery, results.storeCompleted(job, speech.get(), attempt));
            return new JobOutcome.Finished();
        }
        if (watch.handedBack()) {
            marks.withdraw(job, delivery.count());
            return new JobOutcome.HandedBack();
        }
        conclude(job, delivery, results.find(job.id().request()).orElseThrow());
        return new JobOutcome.Finished();
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
        if (result.outcome() instanceof SynthesisResult.Outcome.Failed(var error)) {
            deadLetters.publish(
                    new DeadLetter(
                            Optional.of(job),
                            delivery.value(),
                            error,
                            delivery.count(),
                            workerId,
                            clock.instant()));
        }
        events.publish(TerminalEvents.of(result, job.lane(), clock.instant()));
        if (result.outcome() instanceof SynthesisResult.Outcome.Cancelled) {
            cancelled.forget(result.id());
            hints.clear(result.id());
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
