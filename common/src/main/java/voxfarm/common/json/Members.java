package voxfarm.common.json;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which members of an object are kept when it is read. All others are stepped over while they
 * stream by, whatever their size. Immutable.
 */
public final class Members {
    /** By name; a member with none of its own is kept whole. */
    private final Map<String, Optional<Members>> kept;

    private Members(Map<String, Optional<Members>> kept) {
        this.kept = Map.copyOf(kept);
    }

    /** Members of these names, whole. */
    public static Members of(String... names) {
        Map<String, Optional<Members>> kept = new HashMap<>();
        for (String name : names) {
            kept.put(name, Optional.empty());
        }
        return new Members(kept);
    }

    /** These, and of one more, if it is an object, only some of its members. */
    public Members with(String name, Members inside) {
        Map<String, Optional<Members>> more = new HashMap<>(kept);
        more.put(name, Optional.of(inside));
        return new Members(more);
    }

    /** Their names. */
    public Set<String> names() {
        return kept.keySet();
    }

    boolean has(String name) {
        return kept.containsKey(name);
    }

    /** What to keep inside a member that is kept; empty for all of it. */
    Optional<Members> inside(String name) {
        return kept.getOrDefault(name, Optional.empty());
    }
}
