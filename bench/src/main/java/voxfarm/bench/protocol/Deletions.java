package voxfarm.bench.protocol;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.result.Tombstone;

/** What a farm promises of what it deletes: on demand, and by age. */
final class Deletions {
    /** Of actors that delete by age. */
    static final String BY_AGE = "retention";

    private static final Duration LITTER = Duration.ofDays(1);

    private final World world;
    private final Promises promises;

    /** Acceptances that were deleted on demand. */
    private final Set<AcceptedBy> buried = new HashSet<>();

    /** When each id was deleted. */
    private final Map<RequestId, Long> at = new HashMap<>();

    Deletions(World world, Promises promises) {
        this.world = world;
        this.promises = promises;
    }

    private Optional<byte[]> peek(String key) {
        return promises.store().peek(key);
    }

    /** Whether a tombstone stands in the place of the result of that id. */
    boolean isDeleted(RequestId id) {
        return peek(BucketLayout.result(id).value())
                .filter(document -> document.length > 0)
                .flatMap(Tombstone::find)
                .isPresent();
    }

    boolean isBuried(AcceptedBy acceptance) {
        return buried.contains(acceptance);
    }

    /** A submission that was under way is written behind the tombstone: it is deleted as well. */
    void acceptedBehind(AcceptedBy acceptance) {
        buried.add(acceptance);
    }

    /** For how many milliseconds the id has been deleted. */
    long millisSince(RequestId id) {
        return world.millis() - at.getOrDefault(id, world.millis());
    }

    /**
     * A result became a tombstone.
     *
     * @param latest the acceptance for which the id stands
     * @param told whether the end of the acceptance that the tombstone names was told
     */
    void replaced(String key, byte[] body, AcceptedBy latest, Set<AcceptedBy> told) {
        RequestId id = Promises.idOf(key);
        Optional<Tombstone> tombstone = Tombstone.find(body);
        promises.check(tombstone.isPresent(), "the result of " + id + " was replaced");
        AcceptedBy of = tombstone.orElseThrow().acceptedBy();
        promises.check(
                told.contains(of) || buried.contains(of),
                id + " was deleted before its end was told");
        buried.add(of);
        buried.add(latest); // what stands under the id
        at.put(id, world.millis());
    }

    /** Somebody deleted an object through the farm; it is gone. */
    void deleted(String key, byte[] body, Duration age) {
        if (key.startsWith(BucketLayout.RESULTS) && !Promises.isResult(key)) {
            checkUnnamed(key);
        }
        if (world.running().contains(BY_AGE)) {
            checkOld(key, body, age);
        }
        if (Promises.isResult(key) && isTombstone(body)) {
            RequestId id = Promises.idOf(key);
            at.remove(id);
        }
        if (key.startsWith(BucketLayout.CLIPS)) {
            world.mishap(); // whoever needs it at this moment speaks it again
        }
    }

    /** Whoever sees a result finds what it names. */
    private void checkUnnamed(String key) {
        RequestId id = Promises.idOf(key);
        Optional<byte[]> document =
                peek(BucketLayout.result(id).value()).filter(body -> body.length > 0);
        if (document.isEmpty() || isTombstone(document.get())) {
            return;
        }
        SynthesisResult result = ResultCodec.read(document.get());
        promises.check(
                !(result.outcome() instanceof SynthesisResult.Outcome.Completed(var audio))
                        || !audio.key().value().equals(key),
                key + " was deleted before the result that names it");
    }

    private static boolean isTombstone(byte[] document) {
        return document.length > 0 && Tombstone.find(document).isPresent();
    }

    private void checkOld(String key, byte[] body, Duration age) {
        if (key.startsWith(BucketLayout.RETENTION) || key.startsWith(BucketLayout.OPEN)) {
            return; // marks of runs; entries have a promise of their own
        }
        if (key.startsWith(BucketLayout.DELETED)) {
            checkOld(key, age, LITTER);
            return;
        }
        if (key.startsWith(BucketLayout.CLIPS) || isDeleted(Promises.idOf(key))) {
            return; // of deletions on demand: finished where they were broken off
        }
        checkOld(key, age, kept(key, body));
        promises.check(
                (!Promises.isRequest(key) && !Promises.isResult(key))
                        || isTombstone(body)
                        || promises.isOver(Promises.idOf(key)),
                key + " was deleted by its age and is open");
    }

    private static Duration kept(String key, byte[] body) {
        if (Promises.isResult(key)) {
            return isTombstone(body) ? Upkeep.TOMBSTONES_KEPT : Upkeep.RESULTS_KEPT;
        }
        if (key.startsWith(BucketLayout.REFUSALS)) {
            return Upkeep.REFUSALS_KEPT;
        }
        return Promises.isRequest(key) ? Upkeep.REQUESTS_KEPT : LITTER;
    }

    private void checkOld(String key, Duration age, Duration kept) {
        promises.check(
                age.compareTo(kept) >= 0,
                key + " was deleted by its age, which is " + age + "; it is kept for " + kept);
    }
}
