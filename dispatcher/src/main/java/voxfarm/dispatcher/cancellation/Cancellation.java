package voxfarm.dispatcher.cancellation;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import voxfarm.common.Build;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.EventSink;
import voxfarm.common.event.TerminalEvents;
import voxfarm.common.job.CancellationHints;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectStore;

/**
 * Cancels requests. To cancel is to be the first who writes the request's result; whoever comes
 * second finds it and changes nothing (docs/architecture.md, delivery). Thread-safe.
 */
public final class Cancellation {
    private static final String WRITER = "dispatcher";

    private final ObjectStore store;
    private final EventSink events;
    private final CancellationHints hints;
    private final InstantSource clock;

    public Cancellation(
            ObjectStore store, EventSink events, CancellationHints hints, InstantSource clock) {
        this.store = store;
        this.events = events;
        this.hints = hints;
        this.clock = clock;
    }

    /**
     * Cancels a request, unless it ended before. Doing it again is harmless, and repeats the event.
     *
     * @return the result that the request has now: cancelled, or what it ended in before
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} or {@code BROKER_UNAVAILABLE} if it could
     *     not be decided or told: cancelling again is right then
     */
    public SynthesisResult cancel(AcceptedRequest request) {
        SynthesisResult stored = storeFirst(cancelled(request));
        if (stored.outcome() instanceof SynthesisResult.Outcome.Cancelled) {
            hints.hint(request.id());
            events.publish(TerminalEvents.of(stored, request.lane(), clock.instant()));
        }
        return stored;
    }

    /** The error of who asked too late. */
    public static VoxfarmException tooLate(SynthesisResult ended) {
        return VoxfarmException.of(
                ErrorCode.ALREADY_ENDED,
                "request %s: already %s at %s; a request that has ended cannot be cancelled",
                ended.id(),
                ended.status(),
                ended.finishedAt());
    }

    private SynthesisResult storeFirst(SynthesisResult result) {
        RequestId id = result.id();
        if (store.create(BucketLayout.result(id), ResultCodec.write(result), ResultCodec.TYPE)
                == ObjectStore.Created.STORED) {
            return result;
        }
        return store.read(BucketLayout.result(id), ResultCodec.MAX_BYTES)
                .map(ResultCodec::read)
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.STORE_UNAVAILABLE,
                                "%s: the store says that it exists, but it cannot be read",
                                BucketLayout.result(id)));
    }

    private SynthesisResult cancelled(AcceptedRequest request) {
        return new SynthesisResult(
                request.id(),
                request.settings(),
                new SynthesisResult.Outcome.Cancelled(),
                Optional.empty(),
                request.acceptedAt(),
                Optional.empty(),
                clock.instant(),
                0,
                WRITER,
                Build.name(),
                request.segments(),
                0,
                List.of());
    }
}
