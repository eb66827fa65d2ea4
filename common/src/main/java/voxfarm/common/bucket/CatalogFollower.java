package voxfarm.common.bucket;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Ticker;

/**
 * Keeps a catalogue fresh. The bucket is looked at when a voice is announced, now and then for
 * announcements that were lost, and soon again where a look failed. One look at a time, so that
 * what an earlier one saw never stands after a later one. Thread-safe.
 */
public final class CatalogFollower {
    /** Voices are announced; this is for announcements that were lost. */
    public static final Duration PERIOD = Duration.ofMinutes(5);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(CatalogFollower.class);

    private final VoiceCatalog catalog;
    private final Runnable seen;
    private final LongSupplier nanos;

    /** Whether the latest look saw all; guarded by this, as is the other. */
    private boolean looked;

    private long lookedAt;

    /** When the latest look ended, and whether a voice was announced since that look began. */
    private long endedAt;

    private boolean announced;

    /**
     * @param seen called behind each look; what it throws makes the look one that failed
     * @param nanos a clock for durations
     */
    public CatalogFollower(VoiceCatalog catalog, Runnable seen, LongSupplier nanos) {
        this.catalog = catalog;
        this.seen = seen;
        this.nanos = nanos;
        this.endedAt = nanos.getAsLong() - RETRY.toNanos();
    }

    /**
     * Looks into the bucket. Where that is not possible all stays as it is, and {@link
     * #refreshIfDue} tries again.
     *
     * @return whether it was possible
     */
    public synchronized boolean refresh() {
        looked = false;
        announced = false;
        lookedAt = nanos.getAsLong();
        try {
            catalog.refresh();
            seen.run();
            looked = true;
        } catch (VoxfarmException e) {
            LOG.warn("the voices could not be listed: {}", e.getMessage());
        }
        endedAt = nanos.getAsLong();
        return looked;
    }

    /**
     * Somebody says that a voice is new, changed or gone: looks at once, or with the next {@link
     * #refreshIfDue} if the latest look has only just ended. A look is a walk over the bucket, and
     * whoever may write to a topic can say so a thousand times.
     */
    public synchronized void announced() {
        if (nanos.getAsLong() - endedAt >= RETRY.toNanos()) {
            refresh();
        } else {
            announced = true;
        }
    }

    /** Looks where the latest look failed, is long ago, or was followed by an announcement. */
    public synchronized void refreshIfDue() {
        if (!looked || announced || nanos.getAsLong() - lookedAt >= PERIOD.toNanos()) {
            refresh();
        }
    }

    /** What calls {@link #refreshIfDue} every second, on a thread of its own. */
    public Component ticking() {
        return new Ticker("voice catalog", RETRY, this::refreshIfDue);
    }
}
