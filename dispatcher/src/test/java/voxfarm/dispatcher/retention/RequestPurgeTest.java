package voxfarm.dispatcher.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.ClipStore;
import voxfarm.common.clip.ClipHash;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.Tombstone;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.retention.RequestPurge.IfOpen;

/** What is left when a request was deleted, and what comes of it when that was broken off. */
class RequestPurgeTest {
    private static final RequestId ID = new RequestId("r1");
    private static final RequestId OTHER = new RequestId("r2");

    private final RetentionFarm farm = new RetentionFarm();

    private static Tombstone tombstone(RetentionFarm farm) {
        return Tombstone.find(farm.store.read(BucketLayout.result(ID), 1 << 20).orElseThrow())
                .orElseThrow();
    }

    private static void expectNothingLeft(RetentionFarm farm) {
        assertThat(farm.keys(""))
                .filteredOn(key -> !key.startsWith("voices/") && !key.startsWith("walks/"))
                .containsExactly("deleted/r1", "results/r1/result.json");
        assertThat(farm.text("results/r1/result.json")).doesNotContain("Hello", "joe");
    }

    @Test
    void leavesNothingButThatItWasDeleted() {
        AcceptedRequest request = farm.accept(ID, "Hello.", ",\"output\":{\"stream\":true}");
        farm.speak(request);
        farm.store.create(BucketLayout.refusal(ID, "ab"), new byte[] {1}, "application/json");
        assertThat(farm.keys("clips/")).isNotEmpty();

        Removed removed = farm.purge().purge(ID, IfOpen.REFUSE);

        expectNothingLeft(farm);
        // request, plan, audio, refusal, clip and its note
        assertThat(removed.objects()).isEqualTo(6);
        assertThat(removed.bytes()).isPositive();
        assertThat(tombstone(farm).acceptedBy()).isEqualTo(request.acceptedBy());
        assertThat(farm.dropped).containsExactly(ID);
        assertThat(farm.purge().purge(ID, IfOpen.REFUSE)).isEqualTo(Removed.NOTHING);
    }

    @Test
    void leavesAloneWhatHasNotEndedUnlessItIsToBeCancelled() {
        farm.accept(ID, "Hello.", "");
        List<String> before = farm.keys("");
        assertThatThrownBy(() -> farm.purge().purge(ID, IfOpen.REFUSE))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.STILL_OPEN));
        assertThat(farm.keys("")).isEqualTo(before);

        farm.purge().purge(ID, IfOpen.CANCEL);
        expectNothingLeft(farm);
        assertThat(farm.sinks.events.getLast()).isInstanceOf(RequestEvent.Cancelled.class);
    }

    @Test
    void knowsNothingOfWhatNeverWas() {
        assertThatThrownBy(() -> farm.purge().purge(ID, IfOpen.CANCEL))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_REQUEST));
        assertThat(farm.keys("deleted/")).isEmpty();
    }

    @Test
    void deletesTheRefusalsOfAnIdThatWasNeverAccepted() {
        farm.store.create(BucketLayout.refusal(ID, "ab"), new byte[] {1}, "application/json");
        farm.store.create(BucketLayout.refusal(OTHER, "ab"), new byte[] {1}, "application/json");

        assertThat(farm.purge().purge(ID, IfOpen.REFUSE)).isEqualTo(new Removed(1, 1));
        assertThat(farm.keys("refusals/")).containsExactly("refusals/r2/ab.json");
        assertThat(farm.keys("deleted/")).as("the id is free").isEmpty();
        assertThat(farm.accept(ID, "Hello.", "").id()).isEqualTo(ID);
    }

    @Test
    void tellsTheEndBeforeItIsForgotten() {
        AcceptedRequest request = farm.accept(ID, "Hello.", "");
        farm.storeResult(request); // and its worker died
        farm.purge().purge(ID, IfOpen.REFUSE);
        assertThat(farm.sinks.events.getLast()).isInstanceOf(RequestEvent.Completed.class);
        expectNothingLeft(farm);
    }

    @Test
    void deletesTheResultOfARequestThatExpired() {
        farm.speak(farm.accept(ID, "Hello.", ""));
        farm.keys("requests/").forEach(farm::delete);
        farm.purge().purge(ID, IfOpen.REFUSE);
        expectNothingLeft(farm);
    }

    @Test
    void keepsAClipAsLongAsAnotherStoredRequestUsesIt() {
        AcceptedRequest first = farm.accept(ID, "Hello.", ",\"output\":{\"stream\":true}");
        farm.speak(first);
        AcceptedRequest second = farm.accept(OTHER, "Hello.", ",\"output\":{\"stream\":true}");
        farm.speak(second);
        String hash = ClipHash.of(first.settings(), farm.segments(first).getFirst());
        assertThat(farm.keys("clips/")).hasSize(3); // the second notes that it uses it

        farm.purge().purge(ID, IfOpen.REFUSE);
        assertThat(new ClipStore(farm.store).find(hash)).isPresent();

        farm.purge().purge(OTHER, IfOpen.REFUSE);
        assertThat(farm.keys("clips/")).isEmpty();
    }

    @Test
    void removesTheClipWithItsMakerWhereItsUserIsGone() {
        farm.speak(farm.accept(ID, "Hello.", ",\"output\":{\"stream\":true}"));
        farm.speak(farm.accept(OTHER, "Hello.", ",\"output\":{\"stream\":true}"));
        farm.purge().purge(OTHER, IfOpen.REFUSE);
        assertThat(farm.keys("clips/")).hasSize(2);
        farm.purge().purge(ID, IfOpen.REFUSE);
        assertThat(farm.keys("clips/")).isEmpty();
    }

    /** Whatever of it cannot be read: it goes, and nothing of another request does. */
    @ParameterizedTest
    @ValueSource(
            strings = {"plan", "request", "result", "request and result", "too large a result"})
    void deletesWhatIsDamaged(String damaged) {
        farm.speak(farm.accept(ID, "Hello.", ",\"output\":{\"stream\":true}"));
        AcceptedRequest other = farm.accept(OTHER, "Bye.", ",\"output\":{\"stream\":true}");
        farm.speak(other);
        List<String> others = farm.keys("requests/" + OTHER);
        if (damaged.contains("plan")) {
            farm.keys("requests/r1/").stream()
                    .filter(key -> key.contains("plan"))
                    .forEach(key -> farm.overwrite(key, "{\"schema\":1,\"segm"));
        }
        if (damaged.contains("request")) {
            farm.overwrite("requests/r1/request.json", "{\"schema\":1");
        }
        if (damaged.contains("result")) {
            farm.overwrite("results/r1/result.json", "{\"schema\":99}");
        }
        if (damaged.contains("large")) {
            farm.overwrite("results/r1/result.json", " ".repeat((4 << 20) + 1));
        }

        farm.purge().purge(ID, IfOpen.REFUSE);
        farm.purge().purge(ID, IfOpen.REFUSE);

        assertThat(tombstone(farm)).isNotNull();
        assertThat(farm.keys("requests/r1/")).isEmpty();
        assertThat(farm.keys("results/r1/")).containsExactly("results/r1/result.json");
        assertThat(farm.keys("requests/" + OTHER)).isEqualTo(others);
        String hash = ClipHash.of(other.settings(), farm.segments(other).getFirst());
        assertThat(new ClipStore(farm.store).find(hash)).isPresent();
    }

    @Test
    void aRequestThatNobodyCanReadIsDeletedOnlyWhereItMayBeCancelled() {
        farm.accept(ID, "Hello.", "");
        farm.overwrite("requests/r1/request.json", "{\"schema\":1");

        assertThatThrownBy(() -> farm.purge().purge(ID, IfOpen.REFUSE))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.STILL_OPEN));
        farm.purge().purge(ID, IfOpen.CANCEL);
        assertThat(farm.keys("requests/")).isEmpty();
    }

    /** The store fails at each of its calls in turn, before it did or after. */
    @Test
    void nothingIsSpokenAgainWhereverItIsBrokenOffAndAgainFinishesIt() {
        for (boolean after : new boolean[] {false, true}) {
            int calls = 0;
            for (boolean failed = true; failed; calls++) {
                RetentionFarm broken = new RetentionFarm();
                broken.speak(broken.accept(ID, "Hello.", ",\"output\":{\"stream\":true}"));
                int jobs = broken.sinks.jobs.size();
                FailingStore failing = new FailingStore(broken.store, calls, after);
                failed = fails(() -> broken.purge(failing.asStore()).purge(ID, IfOpen.REFUSE));

                broken.walkAndSweep();
                assertThat(broken.sinks.jobs).as("call %d", calls).hasSize(jobs);
                broken.purge().purge(ID, IfOpen.REFUSE);
                expectNothingLeft(broken);
                assertThat(broken.keys("open/")).isEmpty();
            }
            assertThat(calls).isGreaterThan(10);
        }
    }

    /** A dispatcher that stood still over a tombstone's end, and finds the id given anew. */
    @Test
    void deletesNothingOfARequestThatCameBehindTheTombstone() {
        AcceptedRequest first = farm.accept(ID, "Hello.", "");
        farm.storeResult(first);
        farm.store.replace(
                BucketLayout.result(ID),
                new Tombstone(ID, first.acceptedBy(), farm.now).write(),
                "application/json");
        ObjectStore standing =
                standingBehind(
                        BucketLayout.request(ID),
                        () -> {
                            farm.keys("").stream()
                                    .filter(key -> key.contains("r1"))
                                    .forEach(farm::delete);
                            farm.accept(ID, "Other.", "");
                        });

        farm.purge(standing).goOn(ID);

        assertThat(farm.keys("requests/")).contains("requests/r1/request.json");
        assertThat(farm.keys("open/")).containsExactly("open/r1");
    }

    /** Nobody is told that a request is deleted which stands there. */
    @Test
    void deletesTheRequestThatIsAcceptedWhileItsRefusalsAre() {
        farm.store.create(BucketLayout.refusal(ID, "ab"), new byte[] {1}, "application/json");
        ObjectStore standing =
                standingBehind(
                        BucketLayout.refusalsOf(ID), () -> farm.speak(farm.accept(ID, "Hi.", "")));

        Removed removed = farm.purge(standing).purge(ID, IfOpen.REFUSE);

        expectNothingLeft(farm);
        assertThat(removed.objects()).isEqualTo(4); // refusal, request, plan, audio
    }

    @Test
    void tellsTheEndOfARequestThatCameWhileItWasLookedFor() {
        ObjectStore standing =
                standingBehind(
                        BucketLayout.request(ID),
                        () -> farm.storeResult(farm.accept(ID, "Hello.", "")));

        farm.purge(standing).purge(ID, IfOpen.REFUSE);

        assertThat(farm.sinks.events.getLast()).isInstanceOf(RequestEvent.Completed.class);
        expectNothingLeft(farm);
    }

    /** The farm's store, for one who stands still behind the first call with that argument. */
    private ObjectStore standingBehind(Object argument, Runnable meanwhile) {
        AtomicBoolean stood = new AtomicBoolean();
        return (ObjectStore)
                Proxy.newProxyInstance(
                        ObjectStore.class.getClassLoader(),
                        new Class<?>[] {ObjectStore.class},
                        (_, method, arguments) -> {
                            Object answer = method.invoke(farm.store, arguments);
                            if (arguments != null
                                    && arguments[0].equals(argument)
                                    && stood.compareAndSet(false, true)) {
                                meanwhile.run();
                            }
                            return answer;
                        });
    }

    private static boolean fails(Runnable purge) {
        try {
            purge.run();
            return false;
        } catch (VoxfarmException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            return true;
        }
    }

    @Test
    void aSweepForgetsTheEntryOfARequestWhoseDeletionWasBrokenOff() {
        AcceptedRequest request = farm.accept(ID, "Hello.", "");
        farm.storeResult(request);
        farm.store.replace(
                BucketLayout.result(ID),
                new Tombstone(ID, request.acceptedBy(), farm.now).write(),
                "application/json");
        farm.later(3600);
        farm.walkAndSweep();
        assertThat(farm.keys("open/")).isEmpty();
        assertThat(farm.sinks.jobs).hasSize(1);
    }

    @Test
    void anIdIsFreeAgainOnlyWhenItsTombstoneIsGone() {
        farm.speak(farm.accept(ID, "Hello.", ""));
        farm.purge().purge(ID, IfOpen.REFUSE);
        assertThatThrownBy(() -> farm.accept(ID, "Other.", ""))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ID_CONFLICT));
        Stream.of("results/r1/result.json", "deleted/r1").forEach(farm::delete);
        assertThat(farm.accept(ID, "Other.", "").text()).isEqualTo(Optional.of("Other."));
    }
}
