package voxfarm.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks that stand at the end of a page, for whoever asks for the next one. A walk that is not here
 * any more is begun anew from the key where it stood, which costs time and changes nothing.
 * Thread-safe.
 */
final class KeptWalks {
    /** Each holds the names of a window of each folder on its way, some megabytes at most. */
    private static final int MOST = 3;

    private static final long IDLE_NANOS = 600_000_000_000L;

    /**
     * @param level see {@link FolderWalk}
     * @param last key of the last object that was answered
     */
    record Place(String bucket, String prefix, boolean level, String last) {}

    private record Kept(FolderWalk walk, long sinceNanos) {}

    /**
     * Guarded by this. Readers of a first page only, of whom there are many, do not drive out those
     * who read on.
     */
    private final Map<Place, Kept> begun = new LinkedHashMap<>();

    /** Guarded by this. */
    private final Map<Place, Kept> goingOn = new LinkedHashMap<>();

    /** The walk that stands there, which is the caller's from now on; null if none does. */
    synchronized @Nullable FolderWalk take(Place place) {
        Kept kept = begun.remove(place);
        if (kept == null) {
            kept = goingOn.remove(place);
        }
        return kept == null ? null : kept.walk();
    }

    /**
     * @param first whether only one page was made of it yet
     */
    synchronized void keep(Place place, FolderWalk walk, boolean first, long nowNanos) {
        begun.values().removeIf(kept -> nowNanos - kept.sinceNanos() > IDLE_NANOS);
        goingOn.values().removeIf(kept -> nowNanos - kept.sinceNanos() > IDLE_NANOS);
        Map<Place, Kept> walks = first ? begun : goingOn;
        walks.remove(place);
        walks.put(place, new Kept(walk, nowNanos));
        if (walks.size() > MOST) {
            walks.remove(walks.keySet().iterator().next());
        }
    }
}
