package voxfarm.worker;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;

/**
 * The voices that a worker takes jobs of: those in the bucket. They are looked at when one is
 * announced, now and then for announcements that were lost, and soon again where a look failed. One
 * look at a time, so that what an earlier one saw never stands after a later one. Thread-safe.
 */
final class ServedVoices {
    /** Voices are announced; this is for announcements that were lost. */
    static final Duration PERIOD = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(ServedVoices.class);

    private final VoiceCatalog catalog;
    private final Consumer<Set<VoiceId>> prepare;
    private final Runnable changed;
    private final LongSupplier nanos;
    private volatile Set<VoiceId> served = Set.of();

    /** Whether the latest look saw all; guarded by this, as is the other. */
    private boolean looked;

    private long lookedAt;

    /**
     * @param prepare called with all voices before any of them is served; throws what keeps them
     *     from that
     * @param changed called when other voices are served than before
     * @param nanos a clock for durations
     */
    ServedVoices(
            VoiceCatalog catalog,
            Consumer<Set<VoiceId>> prepare,
            Runnable changed,
            LongSupplier nanos) {
        this.catalog = catalog;
        this.prepare = prepare;
        this.changed = changed;
        this.nanos = nanos;
    }

    /** Those that are served now. */
    Set<VoiceId> now() {
        return served;
    }

    /**
     * Looks into the bucket. Where that is not possible all stays as it is, and {@link
     * #refreshIfDue} tries again.
     *
     * @return whether it was possible
     */
    synchronized boolean refresh() {
        looked = false;
        lookedAt = nanos.getAsLong();
        try {
            catalog.refresh();
            Set<VoiceId> found =
                    catalog.all().stream()
                            .map(VoiceManifest::voice)
                            .collect(Collectors.toUnmodifiableSet());
            if (!found.equals(served)) {
                prepare.accept(found);
                served = found;
                changed.run();
            }
            looked = true;
        } catch (VoxfarmException e) {
            LOG.warn("the voices could not be listed: {}", e.getMessage());
        }
        return looked;
    }

    /** To be called every second: looks where the latest look failed, or is long ago. */
    synchronized void refreshIfDue() {
        if (!looked || nanos.getAsLong() - lookedAt >= PERIOD.toNanos()) {
            refresh();
        }
    }
}
