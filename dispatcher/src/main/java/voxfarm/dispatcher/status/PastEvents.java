package voxfarm.dispatcher.status;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.plan.RequestId;

/**
 * What kept events say, gathered beside those that come and handed to {@link EventProjector} in one
 * piece. One thread fills it, in the order of each partition.
 */
public final class PastEvents {
    private static final Logger LOG = LoggerFactory.getLogger(PastEvents.class);

    private final Map<RequestId, Known> known = new HashMap<>();

    /**
     * @param since when the first event of it was written
     */
    private record Known(Instant since, RequestEvent last) {}

    /** Takes a record of the event topic; what is not an event is passed over. */
    public void accept(byte @Nullable [] record) {
        if (record == null) {
            return;
        }
        try {
            RequestEvent event = EventProjector.shortened(RequestEventCodec.read(record));
            if (!(event instanceof RequestEvent.Refused)) {
                known.merge(
                        event.request(),
                        new Known(event.header().at(), event),
                        (before, now) ->
                                EventProjector.outranks(now.last(), before.last())
                                        ? new Known(before.since(), now.last())
                                        : before);
            }
        } catch (VoxfarmException e) {
            LOG.debug("kept event passed over: {}", e.getMessage());
        }
    }

    /** The last event of each request, the oldest request first, whatever partition it lay in. */
    List<RequestEvent> inOrder() {
        return known.values().stream()
                .sorted(Comparator.comparing(Known::since))
                .map(Known::last)
                .toList();
    }
}
