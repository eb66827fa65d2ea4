package voxfarm.common.event;

import java.time.Instant;
import java.util.Optional;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.plan.Lane;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectKey;

/** The event that follows a stored result. Built from the stored result only. */
public final class TerminalEvents {
    private TerminalEvents() {}

    public static RequestEvent of(SynthesisResult result, Lane lane, Instant at) {
        EventHeader header =
                new EventHeader(
                        result.id(),
                        Optional.of(result.settings().voice()),
                        Optional.of(lane),
                        at,
                        result.attempts());
        ObjectKey key = ResultStore.key(result.id());
        return switch (result.outcome()) {
            case SynthesisResult.Outcome.Completed(var audio) ->
                    new RequestEvent.Completed(header, key, audio.key(), audio.durationSeconds());
            case SynthesisResult.Outcome.Failed(var error) ->
                    new RequestEvent.Failed(header, key, error);
            case SynthesisResult.Outcome.Cancelled _ -> new RequestEvent.Cancelled(header, key);
        };
    }
}
