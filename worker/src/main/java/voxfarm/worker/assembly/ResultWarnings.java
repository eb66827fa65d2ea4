package voxfarm.worker.assembly;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.Warning;

/**
 * The warnings of a result, in the order of its segments. What is said of no segment in particular
 * stands there once, so that it does not crowd out what is. On one thread.
 */
final class ResultWarnings {
    /** A text may hold any number. */
    static final int MOST = 1000;

    private final Set<Warning> all = new LinkedHashSet<>();

    /** Those of a segment, as its voice told them. */
    void add(Segment segment, List<Warning> more) {
        for (Warning warning : more) {
            if (all.size() >= MOST) {
                return;
            }
            all.add(warning.in(segment));
        }
    }

    List<Warning> list() {
        return List.copyOf(all);
    }
}
