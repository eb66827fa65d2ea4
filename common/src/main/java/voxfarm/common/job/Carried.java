package voxfarm.common.job;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What travels beside a job and on to the jobs that follow it, unread by the farm: the context of a
 * trace. All else that a record bears is left behind, as is what is too long or not printable.
 *
 * @param values by name; names of {@link #NAMES} alone
 */
public record Carried(Map<String, String> values) {
    /** Of W3C trace context. */
    public static final Set<String> NAMES = Set.of("traceparent", "tracestate");

    public static final Carried NONE = new Carried(Map.of());

    private static final int MOST_CHARACTERS = 512;

    public Carried {
        Map<String, String> kept = new TreeMap<>();
        values.forEach((name, value) -> {
            if (NAMES.contains(name)
                    && value.length() <= MOST_CHARACTERS
                    && value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                kept.put(name, value);
            }
        });
        values = Map.copyOf(kept);
    }
}
