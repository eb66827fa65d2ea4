package voxfarm.common;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values that were used last, by key, and no more than a number of them. Thread-safe. */
public final class LastUsed<K, V> {
    private final int most;

    /** Guarded by itself; in order of last use. */
    private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param most values that are kept
     */
    public LastUsed(int most) {
        this.most = most;
    }

    /**
     * The value of a key, made first if it is not here.
     *
     * @param make may take long, and be called by several threads at once; what it throws is thrown
     */
    public V get(K key, Function<K, V> make) {
        synchronized (values) {
            @Nullable V seen = values.get(key);
            if (seen != null) {
                return seen;
            }
        }
        V made = make.apply(key);
        synchronized (values) {
            values.put(key, made);
            if (values.size() > most) {
                values.remove(values.keySet().iterator().next());
            }
        }
        return made;
    }
}
