package voxfarm.bench.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;
import voxfarm.dispatcher.acceptance.LaneConfig;

/**
 * What is left in the bucket when all has ended and nobody works any more: after a run of retention
 * nothing of what was deleted on demand, years later nothing of anything.
 */
final class Aftermath {
    private static final Duration LONG = Duration.ofDays(1000);
    private static final World.Faults NONE = new World.Faults(0, 0, 0, 0, 0);
    private static final List<String> KEPT_FOR_EVER =
            List.of(BucketLayout.VOICES, BucketLayout.WALKS, BucketLayout.RETENTION);

    private final Promises promises;
    private final SimStore left;
    private final Upkeep upkeep;

    /**
     * @param left the bucket as a schedule left it
     */
    Aftermath(SimStore left, Promises promises, Duration lock) {
        World still = new World(0, NONE, 0, false, () -> true);
        Promises none = new Promises(still);
        this.promises = promises;
        this.left = left.copy(still, none);
        SimBroker broker = new SimBroker(still, lock, none);
        none.watch(this.left, broker);
        this.upkeep =
                new DispatcherProcess(
                                still,
                                broker,
                                this.left,
                                promises,
                                still,
                                LaneConfig.DEFAULTS,
                                Sabotage.NONE,
                                true)
                        .upkeep();
    }

    /** Of a chapter whose acceptance was broken off, and whose book ended before it was done. */
    private boolean isOrphan(String entry) {
        return BucketLayout.openOf(new ObjectKey(entry))
                .filter(id -> ChapterIds.bookOf(id).isPresent())
                .filter(id -> left.keys(BucketLayout.request(id).value()).isEmpty())
                .isPresent();
    }

    /**
     * @param deleted ids whose tombstones stand
     */
    void check(Set<RequestId> deleted) {
        // a sweep takes such entries away after some minutes; until then clips stay for them
        left.keys(BucketLayout.OPEN).stream()
                .filter(key -> Weather.isLitter(key) || isOrphan(key))
                .forEach(left::remove);
        upkeep.runOnce();
        for (RequestId id : deleted) {
            checkDeleted(id);
        }
        left.keys("").forEach(key -> left.age(key, LONG));
        upkeep.runOnce();
        left.keys("").forEach(key -> left.age(key, LONG));
        upkeep.runOnce(); // the results of requests that the run before deleted
        Set<String> rest = new TreeSet<>(left.keys(""));
        rest.removeIf(key ->
                KEPT_FOR_EVER.stream().anyMatch(key::startsWith)
                        || key.startsWith(BucketLayout.TIMED)
                        || Weather.isLitter(key));
        promises.check(rest.isEmpty(), "left for ever: " + rest);
    }

    private void checkDeleted(RequestId id) {
        Set<String> rest = new TreeSet<>(left.keys(BucketLayout.allOf(id)));
        rest.addAll(left.keys(BucketLayout.resultsOf(id)));
        rest.addAll(left.keys(BucketLayout.refusalsOf(id)));
        rest.remove(BucketLayout.result(id).value());
        promises.check(rest.isEmpty(), "left of " + id + ", which was deleted: " + rest);
    }
}
