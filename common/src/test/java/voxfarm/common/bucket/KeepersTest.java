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

    private void storeRequest(String plan, String textKey) {
        store.replace(
                RequestStore.key(ID),
                bytes(
                        """
                        {"schema":1,"request_id":"a.b-c","body_sha256":"0","accepted_by":"b",
                         "accepted_at":"2026-01-31T12:00:00Z","lane":"bulk","model_id":"joe",
                         "voice_version":"0123456789abcdef","speaker":"ann","speaker_id":0,
                         "language":"EN","sdp_ratio":0.2,"noise_scale":0.6,"noise_scale_w":0.8,
                         "length_scale":1,"seed":0,"output":{"format":"wav"},
                         "plan_key":"%s","text_key":"%s","segments":1,"labels":{}}\
                        """
                                .formatted(plan, textKey)),
                "application/json");
    }

    /** What it names is spoken for whoever reads this request, and deleted with it. */
    @Test
    void aRequestNamesNoPlanAndNoTextOfAnother() {
        String plan = RequestStore.planKey(ID, "00ff").value();
        String text = RequestStore.textKey(ID, "00ff").value();
        storeRequest(plan, text);
        assertThat(requests.find(ID).orElseThrow().textKey()).hasValue(new ObjectKey(text));

        for (String foreign :
                List.of(
                        "requests/other/text-00ff",
                        "requests/a.b-c2/text-00ff",
                        "results/other/result.json",
                        plan)) {
            storeRequest(plan, foreign);
            assertUnusable("text_key: expected an object below requests/a.b-c/text-, was");
        }
        for (String foreign : List.of("requests/other/plan-00ff.json", "voices/joe", text)) {
            storeRequest(foreign, text);
            assertUnusable("plan_key: expected an object below requests/a.b-c/plan-, was");
        }
    }

    private void assertUnusable(String why) {
        assertThatThrownBy(() -> requests.find(ID))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                .hasMessageContaining(why);
    }

    /** Joined, it would be heard by whoever asked for something else. */
    @Test
    void aClipNamesNoSoundOfAnother() {
        ClipStore clips = new ClipStore(store);
        String hash = "ab".repeat(32);
        for (String foreign :
                List.of(
                        "results/other/audio.wav",
                        BucketLayout.clipAudio("cd".repeat(32)).value())) {
            store.replace(
                    BucketLayout.clipNote(hash),
                    bytes(
                            """
                            {"schema":1,"hash":"%s","audio_key":"%s","sample_rate":22050,
                             "samples":1,"peak":0,"engine_s":0,"warnings":[],"words":[]}\
                            """
                                    .formatted(hash, foreign)),
                    "application/json");
            assertThatThrownBy(() -> clips.find(hash))
                    .hasMessageContaining("audio_key: expected an object below clips/ab/" + hash);
        }
        assertThatThrownBy(() -> clips.audio(new ObjectKey("results/other/audio.wav"), 1))
                .hasMessageContaining("audio_key: expected an object below clips/, was");
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
