package voxfarm.worker.process;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.Defects;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.ErrorKind;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.Conclusion;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.files.FileFailure;
import voxfarm.common.job.Carried;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.job.Work;
import voxfarm.common.lifecycle.LogRate;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.telemetry.LogContext;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.common.telemetry.Tracer;
import voxfarm.worker.assembly.LongRequests;
import voxfarm.worker.assembly.SoundFile;
import voxfarm.worker.assembly.Synthesis;
import voxfarm.worker.binding.BookBinder;
import voxfarm.worker.binding.BoundBook;

/**
 * Takes one delivery of a job to its outcome, by the delivery protocol (docs/architecture.md):
 * result first, then the dead letter of a failed one, then the event, then the acknowledgement;
 * always from what is stored. Thread-safe.
 */
public final class JobProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(JobProcessor.class);

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);

    /** The longest pause is this part of the patience: the broker's deliveries must outlast it. */
    private static final int PAUSES_IN_PATIENCE = 15;

    /** Nobody deletes a request and uses its id again within that time. */
    private static final Duration SURELY_ITS_OWN = Duration.ofMinutes(10);

    private static final String DIED =
            "the engine or its worker died twice while speaking it, the second time with nothing"
                    + " beside it";

    private final Synthesis synthesis;
    private final LongRequests longRequests;
    private final BookBinder binder;
    private final ResultWriter writer;
    private final ResultStore results;
    private final RequestStore requests;
    private final AttemptMarks marks;
    private final CancelledRequests cancelled;
    private final Outbox outbox;
    private final Conclusion conclusion;
    private final WorkTime time;
    private final InstantSource clock;
    private final String workerId;
    private final Metrics metrics;
    private final Tracer tracer;
    private final LogRate rate = new LogRate();

    /**
     * How jobs are done: short requests are spoken whole, long ones in parts that are joined, and
     * the files of books are made of their chapters.
     */
    public record Speaking(Synthesis whole, LongRequests inParts, BookBinder books) {}

    public JobProcessor(
            Speaking speaking,
            ResultWriter writer,
            AttemptMarks marks,
            CancelledRequests cancelled,
            Outbox outbox,
            ObjectStore store,
            WorkTime time) {
        this(speaking, writer, marks, cancelled, outbox, store, time, Telemetry.NONE);
    }

    /**
     * As the other.
     *
     * @param telemetry told of every delivery
     */
    public JobProcessor(
            Speaking speaking,
            ResultWriter writer,
            AttemptMarks marks,
            CancelledRequests cancelled,
            Outbox outbox,
            ObjectStore store,
            WorkTime time,
            Telemetry telemetry) {
        this.metrics = telemetry.metrics();
        this.tracer = telemetry.tracer();
        this.synthesis = speaking.whole();
        this.longRequests = speaking.inParts();
        this.binder = speaking.books();
        this.writer = writer;
        this.results = new ResultStore(store);
        this.requests = new RequestStore(store);
        this.marks = marks;
        this.cancelled = cancelled;
        this.outbox = outbox;
        this.conclusion = new Conclusion(store, outbox, time.clock());
        this.time = time;
        this.clock = time.clock();
        this.workerId = marks.workerId();
    }

    /**
     * Blocks until the attempt has an outcome. Never throws for what a job or a store can do.
     *
     * @param handBack asked between segments and while one waits for its turn: true ends the
     *     attempt, uncounted
     */
    public JobOutcome process(Delivery delivery, BooleanSupplier handBack) {
        SynthesisJob job;
        try {
            job = JobCodec.read(delivery.value());
        } catch (VoxfarmException e) {
            return bury(delivery, e);
        } catch (RuntimeException | StackOverflowError e) {
            return bury(
                    delivery,
                    new VoxfarmException(ErrorCode.INVALID_PLAN, "cannot be read: " + e, e));
        }
        return watched(job, delivery, () -> decided(job, delivery, handBack));
    }

    /** Tells of it, and names the request in whatever is logged meanwhile. */
    private JobOutcome watched(SynthesisJob job, Delivery delivery, Supplier<JobOutcome> work) {
        long begun = time.ticker().nanos();
        String kind = kind(job.work());
        String lane = job.lane().wireName();
        try (LogContext _ = LogContext.of(job.id().request());
                Tracer.Span span =
                        tracer.begin(Tracer.Kind.CONSUMER, "job " + kind, delivery.carried())) {
            span.with("voxfarm.request", job.id().request().value())
                    .with("voxfarm.job", job.id().name())
                    .with("voxfarm.voice", job.settings().voice().value())
                    .with("voxfarm.lane", lane)
                    .with("voxfarm.worker", workerId)
                    .with("voxfarm.delivery", String.valueOf(delivery.count()));
            JobOutcome outcome = work.get();
            outcome.failure().ifPresent(code -> span.failed(code.wireName()));
            span.with("voxfarm.outcome", outcome.wireName());
            metrics.count(Metric.ATTEMPTS, lane, outcome.wireName());
            metrics.time(Metric.JOB_SECONDS, time.ticker().nanos() - begun, lane, kind);
            return outcome;
        }
    }

    private static String kind(Work work) {
        return switch (work) {
            case Work.Single _ -> "single";
            case Work.Part _ -> "part";
            case Work.Assembly _ -> "assembly";
            case Work.Binding _ -> "binding";
        };
    }

    private JobOutcome decided(SynthesisJob job, Delivery delivery, BooleanSupplier handBack) {
        try {
            return attempt(job, delivery, handBack);
        } catch (VoxfarmException e) {
            if (e.code() == ErrorCode.DELETED) {
                LOG.info("job {} is passed over: {}", job.id(), e.getMessage());
                return new JobOutcome.Finished();
            }
            // the store or the broker could not be asked: nothing is decided yet
            return undecided(job, delivery, e, handBack);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            return undecided(job, delivery, defect(job, e), handBack);
        } catch (OutOfMemoryError | InternalError | UnknownError e) {
            throw marked(job, delivery, e);
        }
    }

    /** Not the job's fault as far as is known, but counted: another attempt must end some time. */
    private static VoxfarmException defect(SynthesisJob job, Throwable e) {
        if (e instanceof UncheckedIOException unchecked) {
            return new VoxfarmException(
                    ErrorCode.NOT_READY,
                    "this machine's files cannot be used: " + FileFailure.reason(unchecked),
                    unchecked);
        }
        return new VoxfarmException(ErrorCode.INTERNAL, Defects.told(LOG, "job " + job.id(), e), e);
    }

    /** Only a new process can mend that; it is told which job it was, so as not to loop. */
    private VirtualMachineError marked(
            SynthesisJob job, Delivery delivery, VirtualMachineError fatal) {
        try {
            marks.died(job, delivery.count());
        } catch (RuntimeException e) {
            fatal.addSuppressed(e);
        }
        return fatal;
    }

    /** A record that is no job names no request that could get a result. */
    private JobOutcome bury(Delivery delivery, VoxfarmException e) {
        rate.write(
                e.code().wireName(),
                more ->
                        LOG.warn(
                                "a record on a job topic is not a job: {}{}",
                                e.getMessage(),
                                more));
        try {
            outbox.publish(
                    new DeadLetter(
                            Optional.empty(),
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
            return afterEnd(job, delivery, stored.get());
        }
        if (mayBeReplaced(job, delivery) && isReplaced(job)) {
            return passOverReplaced(job);
        }
        if (job.work() instanceof Work.Part && longRequests.isMade(job)) {
            return afterMade(job, delivery);
        }
        AttemptMarks.Attempt attempt = marks.begin(job, delivery.count());
        if (attempt.attempt() > AttemptMarks.MOST_ATTEMPTS) {
            return giveUp(
                    job,
                    delivery,
                    attempt.attempt() - 1,
                    ErrorCode.ATTEMPTS_EXHAUSTED,
                    exhausted(job));
        }
        if (attempt.deaths() >= AttemptMarks.MOST_DEATHS) {
            return giveUp(job, delivery, attempt.attempt() - 1, ErrorCode.ENGINE_DIED, DIED);
        }
        if (beginsRequest(job, attempt)) {
            if (isFirst(job, delivery)) {
                Duration waited = Duration.between(job.acceptedAt(), clock.instant());
                metrics.observe(
                        Metric.QUEUE_WAIT,
                        Math.max(0, waited.toMillis() / 1e3),
                        job.lane().wireName());
            }
            outbox.announce(new RequestEvent.Started(header(job, attempt.attempt()), workerId));
        }
        return workOrFail(job, delivery, attempt, handBack);
    }

    private JobOutcome workOrFail(
            SynthesisJob job,
            Delivery delivery,
            AttemptMarks.Attempt attempt,
            BooleanSupplier handBack) {
        try {
            return work(job, delivery, attempt, handBack);
        } catch (VoxfarmException e) {
            return afterFailure(job, delivery, attempt, e, handBack);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            return afterFailure(job, delivery, attempt, defect(job, e), handBack);
        }
    }

    private String exhausted(SynthesisJob job) {
        return "given up after "
                + AttemptMarks.MOST_ATTEMPTS
                + " attempts"
                + marks.lastError(job)
                        .map(error -> "; the last error: " + error)
                        .orElse(", and the workers died before they could say why");
    }

    /** A long request begins with its first part; what comes later would put it back. */
    private static boolean beginsRequest(SynthesisJob job, AttemptMarks.Attempt attempt) {
        return job.parts() == 1 || (job.id().part().orElse(-1) == 0 && attempt.attempt() == 1);
    }

    /** The request has a result already. */
    private JobOutcome afterEnd(SynthesisJob job, Delivery delivery, SynthesisResult stored) {
        if (isRemainder(job, delivery) && stored.acceptedBy().mayBe(job.acceptedBy())) {
            passOver(job, stored);
            return new JobOutcome.Finished();
        }
        return conclude(job, delivery, stored, new JobOutcome.Finished());
    }

    /**
     * A part that comes for the first time to a request that has its end: somebody else wrote it.
     * Whoever did tells of it, or does when its own job comes again, or a sweep does; hundreds of
     * parts of a book need not.
     */
    private static boolean isRemainder(SynthesisJob job, Delivery delivery) {
        return job.work() instanceof Work.Part && isFirst(job, delivery);
    }

    private static boolean isFirst(SynthesisJob job, Delivery delivery) {
        return delivery.count() == 1 && job.requeue() == 0;
    }

    /**
     * The few parts that were queued end their chains here; where all were, the last one speaks.
     */
    private void passOver(SynthesisJob part, SynthesisResult result) {
        if (part.chain().isPresent() || part.id().part().orElseThrow() == part.parts() - 1) {
            conclusion.passOver(result);
        }
    }

    /**
     * Whether the job's request may be gone, and another have taken the id, since the job was
     * queued. One that comes at once and for the first time cannot be meant: what is deleted on
     * request leaves a tombstone for longer than that, and what expires is older.
     */
    private boolean mayBeReplaced(SynthesisJob job, Delivery delivery) {
        return job.acceptedBy().isKnown()
                && (!isFirst(job, delivery)
                        || job.acceptedAt().isBefore(clock.instant().minus(SURELY_ITS_OWN)));
    }

    private boolean isReplaced(SynthesisJob job) {
        Optional<AcceptedBy> now = requests.acceptance(job.id().request());
        // a job is queued when its request is stored: one without was left over
        return now.isEmpty() || !now.get().mayBe(job.acceptedBy());
    }

    private static JobOutcome passOverReplaced(SynthesisJob job) {
        LOG.info("job {}: its request is not stored any more; passed over", job.id());
        return new JobOutcome.Finished();
    }

    /**
     * The part is done already. A first delivery that finds it so is a duplicate, and whoever did
     * the part queues what follows; any other may be all that is left of whoever did it.
     */
    private JobOutcome afterMade(SynthesisJob job, Delivery delivery) {
        if (job.chain().isPresent() && isFirst(job, delivery)) {
            return new JobOutcome.Finished();
        }
        try {
            queueNext(job, delivery.carried());
            return new JobOutcome.Finished();
        } catch (VoxfarmException e) {
            if (e.code().kind() == ErrorKind.RESOURCE) {
                throw e;
            }
            return fail(job, delivery, 1, ErrorInfo.of(e), new JobOutcome.Finished());
        }
    }

    /** What follows a part: the next of its chain; at the end of all chains the assembly. */
    private void queueNext(SynthesisJob part, Carried carried) {
        if (part.nextPart().isPresent()) {
            outbox.publish(longRequests.next(part), carried);
        } else if (longRequests.allMade(part)) {
            outbox.publish(part.ofAssembly(), carried); // asked for twice, it is made once
        }
    }

    private JobOutcome part(
            SynthesisJob job, Delivery delivery, AttemptMarks.Attempt attempt, JobWatch watch) {
        return switch (longRequests.speakPart(job, attempt.deaths() > 0, watch)) {
            case STOPPED -> stopped(job, delivery, attempt.attempt(), watch);
            case MADE_BY_OTHER -> afterMade(job, delivery);
            case MADE -> {
                queueNext(job, delivery.carried());
                watch.partDone();
                yield new JobOutcome.Finished();
            }
        };
    }

    private JobOutcome work(
            SynthesisJob job,
            Delivery delivery,
            AttemptMarks.Attempt attempt,
            BooleanSupplier handBack) {
        JobWatch watch =
                new JobWatch(job, attempt.attempt(), handBack, cancelled, results, outbox, time);
        boolean alone = attempt.deaths() > 0;
        return switch (job.work()) {
            case Work.Part _ -> part(job, delivery, attempt, watch);
            case Work.Single _ ->
                    finish(
                            job,
                            delivery,
                            watch,
                            attempt.attempt(),
                            synthesis.speak(job, alone, watch, longRequests.segmentsOf(job)));
            case Work.Assembly _ ->
                    finish(
                            job,
                            delivery,
                            watch,
                            attempt.attempt(),
                            longRequests.assemble(job, alone, watch));
            case Work.Binding binding ->
                    bound(
                            job,
                            delivery,
                            watch,
                            attempt.attempt(),
                            binder.bind(job, binding, watch));
        };
    }

    /** The files of a book end it, as one file ends another request. */
    private JobOutcome bound(
            SynthesisJob job,
            Delivery delivery,
            JobWatch watch,
            int attempt,
            Optional<BoundBook> bound) {
        if (bound.isEmpty()) {
            return stopped(job, delivery, attempt, watch);
        }
        SynthesisResult stored = writer.storeCompleted(job, bound.get(), attempt);
        return conclude(job, delivery, stored, new JobOutcome.Finished());
    }

    /** A file ends the request; without one the checkpoint ended the attempt. */
    private JobOutcome finish(
            SynthesisJob job,
            Delivery delivery,
            JobWatch watch,
            int attempt,
            Optional<SoundFile> spoken) {
        if (spoken.isEmpty()) {
            return stopped(job, delivery, attempt, watch);
        }
        try (SoundFile speech = spoken.get()) {
            long begun = time.ticker().nanos();
            SynthesisResult stored = writer.storeCompleted(job, speech, attempt);
            metrics.time(Metric.UPLOAD_SECONDS, time.ticker().nanos() - begun);
            return conclude(job, delivery, stored, new JobOutcome.Finished());
        }
    }

    private JobOutcome stopped(SynthesisJob job, Delivery delivery, int attempt, JobWatch watch) {
        return switch (watch.stop()) {
            case HANDED_BACK -> handBack(job, delivery);
            case EXPIRED ->
                    giveUp(
                            job,
                            delivery,
                            attempt,
                            ErrorCode.DEADLINE_EXCEEDED,
                            "not done by its deadline, " + job.deadline().orElseThrow());
            case ENDED, NONE ->
                    conclude(
                            job,
                            delivery,
                            results.find(job.id().request()).orElseThrow(),
                            new JobOutcome.Finished());
        };
    }

    /**
     * Takes the attempt's mark away. Whoever stops this worker interrupts its threads, before this
     * or in its middle, and the store refuses an interrupted one: the flag is put back behind it.
     */
    private JobOutcome handBack(SynthesisJob job, Delivery delivery) {
        boolean interrupted = Thread.interrupted();
        try {
            marks.withdraw(job, delivery.count());
        } catch (VoxfarmException e) {
            if (!Thread.interrupted()) {
                throw e;
            }
            interrupted = true; // once: nobody interrupts it a third time
            marks.withdraw(job, delivery.count());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return new JobOutcome.HandedBack();
    }

    private JobOutcome undecided(
            SynthesisJob job, Delivery delivery, VoxfarmException e, BooleanSupplier handBack) {
        countFailure(e.code());
        if (e.code().kind() == ErrorKind.RESOURCE) {
            if (handBack.getAsBoolean()) {
                try {
                    return handBack(job, delivery);
                } catch (VoxfarmException again) {
                    e.addSuppressed(again);
                }
            }
            marks.owe(job, delivery.count());
        }
        return retry(job, delivery, e);
    }

    private void countFailure(ErrorCode code) {
        metrics.count(
                Metric.ATTEMPT_FAILURES,
                code.kind().name().toLowerCase(Locale.ROOT),
                code.wireName());
    }

    private JobOutcome giveUp(
            SynthesisJob job, Delivery delivery, int attempts, ErrorCode code, String why) {
        ErrorInfo error = ErrorInfo.of(code, "job " + job.id() + ": " + why);
        return fail(job, delivery, attempts, error, new JobOutcome.Finished());
    }

    private JobOutcome afterFailure(
            SynthesisJob job,
            Delivery delivery,
            AttemptMarks.Attempt begun,
            VoxfarmException e,
            BooleanSupplier handBack) {
        int attempt = begun.attempt();
        countFailure(e.code());
        if (e.code() == ErrorCode.ENGINE_DIED) {
            marks.died(job, delivery.count());
            if (begun.deaths() + 1 >= AttemptMarks.MOST_DEATHS) {
                return giveUp(job, delivery, attempt, ErrorCode.ENGINE_DIED, DIED);
            }
        }
        if (e.code().kind() == ErrorKind.CALLER) {
            return fail(
                    job,
                    delivery,
                    attempt,
                    ErrorInfo.of(e),
                    new JobOutcome.Rejected(e.code(), e.getMessage()));
        }
        if (e.code().kind() == ErrorKind.RESOURCE) {
            // what a worker lacks that stops is no shortage
            return handBack.getAsBoolean()
                    ? handBack(job, delivery)
                    : afterShortage(job, delivery, attempt, e);
        }
        if (attempt >= AttemptMarks.MOST_ATTEMPTS) {
            return fail(job, delivery, attempt, ErrorInfo.of(e), new JobOutcome.Finished());
        }
        marks.failed(job, delivery.count(), e.getMessage());
        return retry(job, delivery, e);
    }

    /** Something was missing that is not the job's: that is bounded by time, and is no attempt. */
    private JobOutcome afterShortage(
            SynthesisJob job, Delivery delivery, int attempt, VoxfarmException e) {
        Instant now = clock.instant();
        if (job.deadline().isPresent() && !now.isBefore(job.deadline().get())) {
            return giveUp(
                    job,
                    delivery,
                    attempt,
                    ErrorCode.DEADLINE_EXCEEDED,
                    "not done by its deadline, " + job.deadline().get() + ": " + e.getMessage());
        }
        if (marks.shortage(job, now, e.getMessage())) {
            return giveUp(
                    job,
                    delivery,
                    attempt,
                    e.code(),
                    "in vain for " + marks.patience().toMinutes() + " minutes: " + e.getMessage());
        }
        marks.withdraw(job, delivery.count());
        return retry(job, delivery, e);
    }

    private JobOutcome fail(
            SynthesisJob job, Delivery delivery, int attempt, ErrorInfo error, JobOutcome outcome) {
        return conclude(job, delivery, writer.storeFailed(job, error, attempt), outcome);
    }

    /**
     * The broker takes a record away after ten deliveries, and a sweep that queues it again counts
     * that: so pauses grow, to a minute and longer where shortages may last longer, and begin
     * longer when the job was queued again.
     */
    private JobOutcome retry(SynthesisJob job, Delivery delivery, VoxfarmException e) {
        int doublings = Math.min(delivery.count() - 1 + (job.requeue() > 0 ? 4 : 0), 10);
        Duration backoff = FIRST_BACKOFF.multipliedBy(1L << doublings);
        LOG.warn("job {}, delivery {}: {}", job.id(), delivery.count(), e.getMessage());
        Duration longest = longestBackoff();
        return new JobOutcome.Retry(
                e.code(), e.getMessage(), backoff.compareTo(longest) > 0 ? longest : backoff);
    }

    private Duration longestBackoff() {
        Duration longest = marks.patience().dividedBy(PAUSES_IN_PATIENCE);
        return longest.compareTo(LONGEST_BACKOFF) > 0 ? longest : LONGEST_BACKOFF;
    }

    /**
     * What follows a stored result; repeated when the job that stored it comes again.
     *
     * @param outcome of the delivery, if the result belongs to its request
     */
    private JobOutcome conclude(
            SynthesisJob job, Delivery delivery, SynthesisResult result, JobOutcome outcome) {
        if (!result.acceptedBy().mayBe(job.acceptedBy())) {
            return afterForeign(job, delivery);
        }
        conclusion.tell(job, delivery.value(), delivery.count(), workerId, result);
        metrics.count(Metric.RESULTS, job.lane().wireName(), result.status());
        return outcome;
    }

    /**
     * The id holds the result of another acceptance, and nothing is written over it. If the job is
     * what is left of a request that was deleted, it is done with; else operators are told: there
     * is nothing true that the caller could be told.
     */
    private JobOutcome afterForeign(SynthesisJob job, Delivery delivery) {
        Optional<AcceptedBy> now = requests.acceptance(job.id().request());
        if (now.isEmpty() || !now.get().mayBe(job.acceptedBy())) {
            return passOverReplaced(job);
        }
        VoxfarmException conflict =
                VoxfarmException.of(
                        ErrorCode.ID_CONFLICT,
                        "request %s: %s is the result of an earlier request of this id; delete it,"
                                + " or submit under another id",
                        job.id().request(),
                        ResultStore.key(job.id().request()));
        LOG.warn("job {}: {}", job.id(), conflict.getMessage());
        outbox.publish(
                new DeadLetter(
                        Optional.of(job.id().request()),
                        Optional.of(job),
                        delivery.value(),
                        ErrorInfo.of(conflict),
                        delivery.count(),
                        workerId,
                        clock.instant()));
        return new JobOutcome.Rejected(conflict.code(), conflict.getMessage());
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
