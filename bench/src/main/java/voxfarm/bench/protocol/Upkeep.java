package voxfarm.bench.protocol;

import java.time.Duration;
import java.time.InstantSource;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.retention.Removed;
import voxfarm.dispatcher.retention.RequestPurge;
import voxfarm.dispatcher.retention.Retention;
import voxfarm.dispatcher.retention.RetentionConfig;

/** What a dispatcher deletes by age: once a day, and beside that whenever somebody asks for it. */
final class Upkeep {
    static final Duration REQUESTS_KEPT = Duration.ofDays(10);
    static final Duration RESULTS_KEPT = Duration.ofDays(20);
    static final Duration REFUSALS_KEPT = Duration.ofDays(3);
    static final Duration TOMBSTONES_KEPT = Duration.ofDays(7);

    private static final RetentionConfig CONFIG =
            new RetentionConfig("10d", "20d", "5d", "3d", "never", "7d", "1d", "farm", 100_000);
    private static final int LONGEST_PAUSE_MILLIS = 40_000;

    private final World world;
    private final ObjectStore store;
    private final RequestPurge purge;
    private final Promises promises;
    private final InstantSource clock;

    Upkeep(
            World world,
            ObjectStore store,
            RequestPurge purge,
            Promises promises,
            InstantSource clock) {
        this.world = world;
        this.store = store;
        this.purge = purge;
        this.promises = promises;
        this.clock = clock;
    }

    /** Starts both as threads of the running process. */
    void start() {
        // each its own: in earnest runs of one process follow one another, those of two do not
        Retention daily = retention();
        Retention byHand = retention();
        world.fork(
                Deletions.BY_AGE,
                () -> {
                    while (true) {
                        pause();
                        daily.turn();
                    }
                });
        world.fork(
                Deletions.BY_AGE + " by hand",
                () -> {
                    while (true) {
                        pause();
                        run(byHand);
                    }
                });
    }

    private void pause() {
        world.sleep(1 + world.random().nextInt(LONGEST_PAUSE_MILLIS));
    }

    private Retention retention() {
        return new Retention(
                CONFIG,
                store,
                purge,
                (_, _) -> Removed.NOTHING,
                (_, _) -> Removed.NOTHING,
                (what, failure) ->
                        promises.check(false, "a dispatcher ended: " + what + ": " + failure),
                clock);
    }

    private void run(Retention retention) {
        try {
            var _ = retention.run(false, _ -> {});
        } catch (VoxfarmException e) {
            promises.check(e.code().retryable(), "retention failed: " + e.getMessage());
        }
    }

    /** One run in a bucket in which nothing happens. */
    void runOnce() {
        long skipped = retention().run(false, _ -> {}).skipped();
        promises.check(skipped == 0, "retention passed over " + skipped);
    }
}
