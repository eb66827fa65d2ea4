package voxfarm.dispatcher.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.json.Json;
import voxfarm.common.plan.RequestId;

class RequestScanTest {
    private final RecoveryFarm farm = new RecoveryFarm();

    /** Ids whose order differs with and without the slash behind them. */
    @Test
    void matchesRequestsAndResultsInTheOrderOfKeys() {
        for (String id : List.of("a", "a-b", "a.b", "a0", "ab", "b")) {
            farm.accept(new RequestId(id), "");
        }
        for (String ended : List.of("a-b", "a0", "zz")) {
            farm.store.create(
                    BucketLayout.result(new RequestId(ended)), Json.bytes(Json.object()), "x");
        }
        List<String> open = new ArrayList<>();
        new RequestScan(farm.store)
                .forEachRemaining(found -> {
                    if (!found.ended()) {
                        open.add(found.id().value());
                    }
                });
        assertThat(open).containsExactlyInAnyOrder("a", "a.b", "ab", "b");
    }

    @Test
    void remembersManyIdsInLittleRoom() {
        RequestIdSet ids = new RequestIdSet();
        for (int i = 0; i < 50_000; i++) {
            ids.add(new RequestId("r" + i));
            ids.add(new RequestId("r" + i));
        }
        assertThat(ids.size()).isEqualTo(50_000);
        assertThat(ids.contains(new RequestId("r49999"))).isTrue();
        assertThat(ids.contains(new RequestId("r50000"))).isFalse();
        RequestIdSet bounded = new RequestIdSet(10);
        for (int i = 0; i < 50; i++) {
            bounded.add(new RequestId("r" + i));
        }
        assertThat(bounded.size()).isEqualTo(10);
    }

    @Test
    void carriesOnWhatItSawOfManyRequests() {
        Sightings before = new Sightings();
        Sightings empty = new Sightings();
        for (int i = 0; i < 10_000; i++) {
            long key = RequestIdSet.key(new RequestId("r" + i));
            assertThat(before.carryOn(key, empty, 100 + i)).isEqualTo(100 + i);
            before.noteSeen(key, i % 5, 200 + i);
        }
        Sightings after = new Sightings();
        for (int i = 5_000; i < 15_000; i++) {
            long key = RequestIdSet.key(new RequestId("r" + i));
            boolean known = i < 10_000;
            assertThat(after.carryOn(key, before, 9)).isEqualTo(known ? 100 + i : 9);
            assertThat(after.note(key)).isEqualTo(known ? i % 5 : Sightings.NO_NOTE);
            assertThat(after.noteMillis(key)).isEqualTo(known ? 200 + i : 0);
        }
        assertThat(after.size()).isEqualTo(10_000);
    }
}
