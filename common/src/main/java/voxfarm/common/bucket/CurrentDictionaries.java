package voxfarm.common.bucket;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.VoiceId;

/**
 * Which versions of dictionaries are current, as of a moment ago: every request asks, and each look
 * is a listing. A version is seen by everybody once it has been there for {@link #AGE}, whoever
 * wrote it; {@code voxfarm dictionary set} returns then. Thread-safe.
 */
public final class CurrentDictionaries {
    /** A look that began longer ago than this is not relied on. */
    public static final Duration AGE = Duration.ofSeconds(2);

    private final DictionaryStore store;
    private final LongSupplier nanos;
    private final Map<Optional<VoiceId>, Look> looks = new ConcurrentHashMap<>();

    /** What was seen by a look that began then. */
    private record Look(Optional<ObjectKey> version, long begunNanos) {}

    /**
     * @param nanos a clock for durations
     */
    public CurrentDictionaries(DictionaryStore store, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
    }

    /**
     * The current version.
     *
     * @param voice empty for the farm's
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} if it is to be looked for and cannot be
     */
    public Optional<ObjectKey> of(Optional<VoiceId> voice) {
        long now = nanos.getAsLong();
        Look last = looks.get(voice);
        if (last != null && now - last.begunNanos() < AGE.toNanos()) {
            return last.version();
        }
        Look look = new Look(store.current(voice), now);
        looks.put(voice, look);
        return look.version();
    }
}
