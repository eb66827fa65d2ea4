package voxfarm.common.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;

/**
 * Makes a topic again that somebody deleted under the farm, when a record for it is not taken.
 * Looks at a topic at most once in {@link #PERIOD_NANOS}: where a cluster is slow, a thousand
 * records are late at once. Thread-safe.
 */
final class TopicRepair {
    static final long PERIOD_NANOS = 5_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(TopicRepair.class);

    private final Predicate<String> restore;
    private final LongSupplier nanos;

    /** Guarded by this. */
    private final Map<String, Look> last = new HashMap<>();

    private record Look(long at, boolean made) {}

    /**
     * @param restore makes a topic where it is missing and says whether it did; may throw {@code
     *     BROKER_UNAVAILABLE}
     * @param nanos a clock for durations
     */
    TopicRepair(Predicate<String> restore, LongSupplier nanos) {
        this.restore = restore;
        this.nanos = nanos;
    }

    /**
     * Whether the topic was missing and is there now. One thread looks, the others wait for what it
     * finds.
     */
    synchronized boolean repaired(String topic) {
        Look before = last.get(topic);
        if (before != null && nanos.getAsLong() - before.at() < PERIOD_NANOS) {
            return before.made();
        }
        boolean made = restored(topic);
        last.put(topic, new Look(nanos.getAsLong(), made));
        return made;
    }

    private boolean restored(String topic) {
        try {
            boolean made = restore.test(topic);
            if (made) {
                LOG.warn("topic {} was gone, and was made again", topic);
            }
            return made;
        } catch (VoxfarmException e) {
            // the record itself fails, too, and says so
            LOG.debug("topic {} could not be looked at: {}", topic, e.getMessage());
            return false;
        }
    }
}
