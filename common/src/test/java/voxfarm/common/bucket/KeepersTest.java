package voxfarm.common.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.Tombstone;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;

class KeepersTest {
    private static final RequestId ID = new RequestId("a.b-c");

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final RequestStore requests = new RequestStore(store);
    private final ResultStore results = new ResultStore(store);
    private final OpenIndex index = new OpenIndex(store, () -> Instant.EPOCH);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void findsTheIdInTheKeyOfADocumentAndInNoOther() {
        assertThat(RequestStore.idOf(RequestStore.key(ID))).contains(ID);
        for (String other :
                List.of(
                        "requests/request.json",
                        "requests/not an id/request.json",
                        "requests/a/b/request.json",
                        "results/a/request.json",
                        "requests/a/plan-0.json")) {
            assertThat(RequestStore.idOf(new ObjectKey(other))).as(other).isEmpty();
        }
    }

    @Test
    void aPlanOfAnotherRequestIsCopiedUnderTheSameName() {
        ObjectKey from = RequestStore.planKey(ID, "00ff");
        ObjectKey to = RequestStore.keyAlso(new RequestId("other"), from);
        requests.createPlan(from, bytes("{}"));
        requests.copy(from, to);

        assertThat(to).isEqualTo(RequestStore.planKey(new RequestId("other"), "00ff"));
        assertThat(store.read(to, 10).orElseThrow()).isEqualTo(bytes("{}"));
        store.delete(from);
        assertThatThrownBy(() -> requests.copy(from, to))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void theFirstNoteOfAPartStays() {
        AcceptedBy by = AcceptedBy.UNKNOWN;
        assertThat(requests.isPartDone(ID, by, 3)).isFalse();
        assertThatThrownBy(() -> requests.part(ID, by, 3, 10))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));

        assertThat(requests.createPart(ID, by, 3, bytes("one"))).isTrue();
        assertThat(requests.createPart(ID, by, 3, bytes("two"))).isFalse();
        assertThat(requests.part(ID, by, 3, 10)).isEqualTo(bytes("one"));
        assertThat(requests.partsDone(ID, by)).containsExactly(3);
    }

    @Test
    void aTombstoneTakesTheResultsPlaceAndIsFoundByItsAge() {
        store.create(ResultStore.key(ID), bytes("{}"), "application/json");
        results.bury(new Tombstone(ID, AcceptedBy.UNKNOWN, Instant.EPOCH));

        assertThat(results.document(ID).flatMap(Tombstone::find)).isPresent();
        assertThat(store.head(BucketLayout.deleted(ID))).isPresent();
        assertThatThrownBy(() -> results.find(ID))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DELETED));
    }

    @Test
    void theIndexNamesWhatIsOpenAndPassesOverWhatIsSomebodyElses() {
        store.create(BucketLayout.open(ID), bytes("{}"), "application/json");
        store.create(new ObjectKey("open/not an id"), bytes("{}"), "application/json");
        List<RequestId> open = new ArrayList<>();
        index.forEach(open::add);
        assertThat(open).containsExactly(ID);

        index.drop(ID);
        assertThat(index.contains(ID)).isFalse();
        assertThat(index.isWhole()).isFalse();
        store.create(BucketLayout.walk(0), bytes("{}"), "application/json");
        assertThat(index.isWhole()).isTrue();
    }
}
