package voxfarm.dispatcher.callback;

import java.util.HashMap;
import java.util.Map;

/** Keeps one slow receiver from taking all threads: so many calls at once at each. Thread-safe. */
final class CallbackTurns {
    private final int mostOfOne;

    /** Guarded by this; calls under way by origin, those of none left out. */
    private final Map<String, Integer> underWay = new HashMap<>();

    CallbackTurns(int mostOfOne) {
        this.mostOfOne = mostOfOne;
    }

    /** Whether one more may be called there; then {@link #leave} follows. */
    synchronized boolean enter(String origin) {
        int now = underWay.getOrDefault(origin, 0);
        if (now >= mostOfOne) {
            return false;
        }
        underWay.put(origin, now + 1);
        return true;
    }

    synchronized void leave(String origin) {
        underWay.computeIfPresent(origin, (_, n) -> n > 1 ? n - 1 : null);
    }
}
