package voxfarm.worker.process;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import voxfarm.common.kafka.ControlKeys;
import voxfarm.common.plan.RequestId;

/**
 * Hints of {@code tts.control} that a request was cancelled. Asked between segments, so that the
 * store is asked only where there is reason to. Thread-safe.
 */
public final class CancelledRequests {
    private static final int REMEMBERED = 10_000;

    /** Guarded by this; the oldest first. */
    private final Set<RequestId> hinted = new LinkedHashSet<>();

    /** Takes a record of the control topic; other kinds are passed over. */
    public void accept(String key, byte @Nullable [] value) {
        ControlKeys.cancelled(key)
                .ifPresent(id -> {
                    if (value == null) {
                        forget(id);
                    } else {
                        remember(id);
                    }
                });
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

    public synchronized void forget(RequestId id) {
        hinted.remove(id);
    }
}
