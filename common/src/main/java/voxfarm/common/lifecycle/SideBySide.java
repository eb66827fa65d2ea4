package voxfarm.common.lifecycle;

import java.util.List;

/** Does several things of which none waits for another. */
@FunctionalInterface
public interface SideBySide {
    /** At once, on virtual threads; a single one on the caller's. */
    SideBySide AT_ONCE =
            tasks -> {
                if (tasks.size() == 1) {
                    tasks.getFirst().run();
                } else {
                    Together.run(tasks.toArray(Runnable[]::new));
                }
            };

    /**
     * Returns when all have ended, in whatever order.
     *
     * @throws RuntimeException a failure; the others are suppressed in it, or were not begun
     */
    void run(List<Runnable> tasks);
}
