package voxfarm.dispatcher.callback;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.CallbackUrl;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;

/**
 * Tells the end of one request, by what is stored alone: whoever comes second, or again after a
 * crash, goes on where the notes are. Any number of dispatchers may run this for the same request.
 * Thread-safe.
 */
final class CallbackTeller {
    private static final Logger LOG = LoggerFactory.getLogger(CallbackTeller.class);

    /** Looked at again where there is nothing to tell yet. */
    private static final Duration NOT_YET = Duration.ofMinutes(1);

    /** Looked at again where enough calls to its receiver are under way. */
    private static final Duration BUSY = Duration.ofSeconds(1);

    private final RequestStore requests;
    private final ResultStore results;
    private final CallbackNotes notes;
    private final CallbackTargets targets;
    private final CallbackTurns turns;
    private final Post call;
    private final int mostTries;
    private final Duration timeout;
    private final Metrics metrics;
    private final InstantSource clock;

    /** As {@link CallbackCall#post}. */
    @FunctionalInterface
    interface Post {
        int post(
                CallbackTargets.Target target,
                CallbackUrl url,
                Map<String, String> heads,
                byte[] body)
                throws IOException;
    }

    CallbackTeller(
            CallbackConfig config,
            CallbackTargets targets,
            Post call,
            ObjectStore store,
            Metrics metrics,
            InstantSource clock) {
        this.requests = new RequestStore(store);
        this.results = new ResultStore(store);
        this.notes = new CallbackNotes(store);
        this.targets = targets;
        this.turns = new CallbackTurns(Math.max(1, config.atOnce() / 2));
        this.call = call;
        this.mostTries = config.tries();
        this.timeout = Duration.ofSeconds(config.timeoutSeconds());
        this.metrics = metrics;
        this.clock = clock;
    }

    /** What is to be done for a request behind a look at it. */
    sealed interface Next {
        /** Nothing: it is told, given up, or there is nobody to tell. */
        record Nothing() implements Next {}

        /** Another look, so much later. */
        record Later(Duration pause) implements Next {}

        /** Its request is not there: it is about to be stored, or never will be. */
        record Missing() implements Next {}
    }

    private static final Next NOTHING = new Next.Nothing();

    /**
     * Makes the try that is due, if one is.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE}; looking again is right then
     */
    Next tell(RequestId id) {
        Optional<AcceptedRequest> request = requests.find(id);
        if (request.isEmpty()) {
            return new Next.Missing();
        }
        Optional<CallbackUrl> url = request.get().callback();
        if (url.isEmpty()) {
            notes.forget(id); // of a submission that came second under the id
            return NOTHING;
        }
        Optional<SynthesisResult> result;
        try {
            result = results.find(id);
        } catch (VoxfarmException e) {
            if (e.code() == ErrorCode.DELETED) {
                notes.forget(id);
                return NOTHING;
            }
            throw e;
        }
        if (result.isEmpty() || !result.get().acceptedBy().mayBe(request.get().acceptedBy())) {
            return new Next.Later(NOT_YET);
        }
        if (notes.ended(request.get())) {
            notes.forget(id); // whoever ended it was broken off
            return NOTHING;
        }
        return tell(request.get(), url.get(), result.get());
    }

    private Next tell(AcceptedRequest request, CallbackUrl url, SynthesisResult result) {
        CallbackNotes.Progress progress = notes.progress(request);
        Duration wait = untilDue(progress);
        if (!wait.isZero()) {
            return new Next.Later(wait);
        }
        if (progress.tries() >= mostTries) {
            return giveUp(
                    request,
                    progress.tries(),
                    notes.lastError(request, progress.tries())
                            .orElse("whoever made the last try was broken off"));
        }
        if (!turns.enter(url.origin())) {
            return new Next.Later(BUSY);
        }
        try {
            return makeTry(request, url, result, progress.tries() + 1);
        } finally {
            turns.leave(url.origin());
        }
    }

    private Next makeTry(AcceptedRequest request, CallbackUrl url, SynthesisResult result, int n) {
        if (!notes.begin(request, n, clock.instant())) {
            return new Next.Later(timeout); // another dispatcher makes it
        }
        Optional<String> error = attempt(request, url, result, n);
        if (error.isEmpty()) {
            metrics.count(Metric.CALLBACKS, "delivered");
            notes.delivered(request, n, clock.instant());
            notes.forget(request.id());
            return NOTHING;
        }
        metrics.count(Metric.CALLBACKS, "failed");
        notes.failed(request, n, clock.instant(), error.get());
        LOG.info("request {}: callback, try {}: {}", request.id(), n, error.get());
        return n < mostTries
                ? new Next.Later(CallbackPace.behind(n))
                : giveUp(request, n, error.get());
    }

    /**
     * How long until the next try may begin. One whose end is not known may be under way. Clocks of
     * dispatchers differ, so no wait is longer than it would be if the last try were just over.
     */
    private Duration untilDue(CallbackNotes.Progress progress) {
        if (progress.tries() == 0) {
            return Duration.ZERO;
        }
        Duration pause =
                progress.tries() < mostTries
                        ? CallbackPace.behind(progress.tries())
                        : Duration.ZERO;
        Duration longest = progress.failed() ? pause : pause.plus(timeout);
        Instant now = clock.instant();
        Duration left = Duration.between(now, progress.lastAt().plus(longest));
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(longest) < 0 ? left : longest;
    }

    /** Why it failed; empty if it is delivered. */
    private Optional<String> attempt(
            AcceptedRequest request, CallbackUrl url, SynthesisResult result, int n) {
        Optional<CallbackTargets.Target> target = targets.covering(url);
        if (target.isEmpty()) {
            return Optional.of(
                    url.origin() + " is not among callbacks.targets of this dispatcher any more");
        }
        CallbackMessage message = CallbackMessage.of(request, result);
        long begun = System.nanoTime();
        try {
            int status =
                    call.post(
                            target.get(),
                            url,
                            message.heads(target.get().secret(), n, clock.instant()),
                            message.body());
            return refusal(status);
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } finally {
            metrics.time(Metric.CALLBACK_SECONDS, System.nanoTime() - begun);
        }
    }

    private static Optional<String> refusal(int status) {
        if (status / 100 == 2) {
            return Optional.empty();
        }
        return Optional.of(
                "status "
                        + status
                        + (status / 100 == 3 ? "; other addresses are not followed" : ""));
    }

    private Next giveUp(AcceptedRequest request, int tries, String error) {
        metrics.count(Metric.CALLBACKS, "given_up");
        notes.givenUp(request, tries, clock.instant(), error);
        notes.forget(request.id());
        LOG.warn(
                "request {}: callback given up after {} tries; the last one: {}",
                request.id(),
                tries,
                error);
        return NOTHING;
    }
}
