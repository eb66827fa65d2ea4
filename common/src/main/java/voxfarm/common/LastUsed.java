package voxfarm.common;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The values that were used last, by key, and no more than take so much memory: by number, a few
 * large ones may fill a heap. The one used last stays, however large. Thread-safe.
 */
public final class LastUsed<K, V> {
    /** Of an entry and its key, beside what is measured. */
    private static final long ENTRY_BYTES = 256;

    /** Of an entry of a map with two texts, beside their characters. */
    private static final long TEXTS_BYTES = 128;

    private final long maxBytes;
    private final ToLongBiFunction<K, V> size;

    /** Guarded by itself; in order of last use. */
    private final Map<K, Sized<V>> values = new LinkedHashMap<>(16, 0.75f, true);

    /** Guarded by the values. */
    private long bytes;

    private record Sized<V>(V value, long bytes) {}

    /**
     * @param maxBytes of all that are kept
     * @param size about what one takes in memory, in bytes
     */
    public LastUsed(long maxBytes, ToLongBiFunction<K, V> size) {
        this.maxBytes = maxBytes;
        this.size = size;
    }

    /** About what a map of texts takes in memory, in bytes; at most, two for each character. */
    public static long bytesOf(Map<String, String> texts) {
        long bytes = 0;
        for (Map.Entry<String, String> text : texts.entrySet()) {
            bytes += TEXTS_BYTES + 2L * (text.getKey().length() + text.getValue().length());
        }
        return bytes;
    }

    /**
     * The value of a key, made first if it is not here.
     *
     * @param make may take long, and be called by several threads at once; what it throws is thrown
     */
    public V get(K key, Function<K, V> make) {
        synchronized (values) {
            @Nullable Sized<V> seen = values.get(key);
            if (seen != null) {
                return seen.value();
            }
        }
        V made = make.apply(key);
        keep(key, new Sized<>(made, ENTRY_BYTES + size.applyAsLong(key, made)));
        return made;
    }

    private void keep(K key, Sized<V> made) {
        synchronized (values) {
            @Nullable Sized<V> other = values.put(key, made);
            bytes += made.bytes() - (other == null ? 0 : other.bytes());
            Iterator<Sized<V>> oldest = values.values().iterator();
            while (bytes > maxBytes && values.size() > 1) {
                bytes -= oldest.next().bytes();
                oldest.remove();
            }
        }
    }
}
