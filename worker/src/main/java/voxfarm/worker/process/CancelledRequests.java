package voxfarm.worker.process;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import voxfarm.common.kafka.ControlKeys;
import voxfarm.common.plan.RequestId;

/**
 * Hints of {@code tts.control} that a request was cancelled. Asked between segments, so that the
 * store is asked only where there is reason to. A tombstone takes a hint off the topic, not from
 * here: another part of the request may be in hand. Thread-safe.
 */
public final class CancelledRequests {
    private static final int REMEMBERED = 10_000;

    /** Guarded by this; the oldest first. */
    private final Set<RequestId> hinted = new LinkedHashSet<>();

    /** Takes a record of the control topic; other kinds are passed over. */
    public void accept(String key, byte @Nullable [] value) {
        if (value != null) {
            ControlKeys.cancelled(key).ifPresent(this::remember);
        }
    }

    private synchronized void remember(RequestId id) {
        hinted.add(id);
        if (hinted.size() > REMEMBERED) {
            var oldest = hinted.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    public synchronized boolean contains(RequestId id) {
        return hinted.contains(id);
    }

    /** Takes back a hint that no result stands behind. */
    public synchronized void forget(RequestId id) {
        hinted.remove(id);
    }
}
