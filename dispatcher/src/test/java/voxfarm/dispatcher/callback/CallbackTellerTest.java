package voxfarm.dispatcher.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.Tombstone;
import voxfarm.common.store.ForwardingObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.telemetry.Metric;

class CallbackTellerTest {
    private static final CallbackTeller.Next NOTHING = new CallbackTeller.Next.Nothing();

    private final CallbackFarm farm = new CallbackFarm();
    private final CallbackTeller teller = farm.teller(farm.store, 3);
    private final CallbackNotes notes = new CallbackNotes(farm.store);

    private static CallbackTeller.Next later(Duration pause) {
        return new CallbackTeller.Next.Later(pause);
    }

    private ObjectNode view(AcceptedRequest request) {
        return notes.view(request, new ResultStore(farm.store).exists(request.id())).orElseThrow();
    }

    @Test
    void sendsTheEventWithItsResultSigned() throws Exception {
        AcceptedRequest request = farm.acceptAndEnd(CallbackFarm.ID, CallbackFarm.URL);

        assertThat(teller.tell(CallbackFarm.ID)).isEqualTo(NOTHING);

        String body = farm.bodies.getFirst();
        ObjectNode sent =
                Json.readObject(body.getBytes(StandardCharsets.UTF_8), "body", ErrorCode.INTERNAL);
        assertThat(sent.path("type").asText()).isEqualTo("cancelled");
        assertThat(sent.path("request_id").asText()).isEqualTo("r1");
        assertThat(sent.path("result").path("status").asText()).isEqualTo("cancelled");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("0123456789abcdef".getBytes(StandardCharsets.UTF_8), "x"));
        long at = Instant.parse("2026-01-31T12:00:00Z").getEpochSecond();
        String hex =
                HexFormat.of()
                        .formatHex(mac.doFinal((at + "." + body).getBytes(StandardCharsets.UTF_8)));
        assertThat(farm.heads.getFirst())
                .containsEntry("Voxfarm-Signature", "t=" + at + ",v1=" + hex)
                .containsEntry("Voxfarm-Event", "cancelled")
                .containsEntry("Voxfarm-Request", "r1")
                .containsEntry("Voxfarm-Delivery", request.acceptedBy().tag() + "-r1")
                .containsEntry("Voxfarm-Try", "1")
                .containsEntry("Content-Type", "application/json");
        assertThat(farm.keys("callbacks/")).isEmpty();
        assertThat(view(request).toString())
                .isEqualTo(
                        "{\"url\":\"https://hooks.test/in/voxfarm\",\"state\":\"delivered\","
                                + "\"tries\":1,\"at\":\"2026-01-31T12:00:00Z\"}");
        assertThat(farm.metrics.sum(Metric.CALLBACKS, "delivered")).isEqualTo(1);
    }

    @Test
    void isInTheIndexBeforeTheRequestEndsAndToldOnlyThen() {
        AcceptedRequest request = farm.accept(CallbackFarm.ID, CallbackFarm.URL);

        assertThat(farm.keys("callbacks/")).containsExactly("callbacks/r1");
        assertThat(teller.tell(CallbackFarm.ID)).isEqualTo(later(Duration.ofMinutes(1)));
        assertThat(farm.bodies).isEmpty();
        assertThat(view(request).path("state").asText()).isEqualTo("waiting");
    }

    @Test
    void comesBackLaterAndLaterAndGivesUp() {
        AcceptedRequest request = farm.acceptAndEnd(CallbackFarm.ID, CallbackFarm.URL);
        farm.status = 503;

        assertThat(teller.tell(CallbackFarm.ID)).isEqualTo(later(Duration.ofSeconds(10)));
        farm.later(Duration.ofSeconds(4));
        assertThat(teller.tell(CallbackFarm.ID)).isEqualTo(later(Duration.ofSeconds(6)));
        assertThat(farm.bodies).hasSize(1);
        assertThat(view(request).toString())
                .isEqualTo(
                        "{\"url\":\"https://hooks.test/in/voxfarm\",\"state\":\"trying\","
                                + "\"tries\":1,\"error\":\"status 503\"}");
        farm.later(Duration.ofSeconds(6));
        assertThat(teller.tell(CallbackFarm.ID)).isEqualTo(later(Duration.ofSeconds(20)));
        farm.later(Duration.ofSeconds(20));
        farm.status = 0;
        assertThat(teller.tell(CallbackFarm.ID)).isEqualTo(NOTHING);

        assertThat(farm.bodies).hasSize(2).containsOnly(farm.bodies.getFirst());
        assertThat(farm.keys("callbacks/")).isEmpty();
        assertThat(view(request).toString())
                .isEqualTo(
                        "{\"url\":\"https://hooks.test/in/voxfarm\",\"state\":\"given_up\","
                                + "\"tries\":3,\"at\":\"2026-01-31T12:00:30Z\","
                                + "\"error\":\"Connection refused\"}");
        assertThat(farm.metrics.sum(Metric.CALLBACKS, "failed")).isEqualTo(3);
        assertThat(farm.metrics.sum(Metric.CALLBACKS, "given_up")).isEqualTo(1);
    }

    @Test
    void twentyTriesTakeTwentyOneHours() {
        Duration all = Duration.ZERO;
        for (int n = 1; n < 20; n++) {
            all = all.plus(CallbackPace.behind(n));
        }

        assertThat(all).isBetween(Duration.ofHours(20), Duration.ofHours(22));
        assertThat(CallbackPace.behind(50)).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void takesARedirectForAFailure() {
        AcceptedRequest request = farm.acceptAndEnd(CallbackFarm.ID, CallbackFarm.URL);
        farm.status = 302;

        teller.tell(CallbackFarm.ID);

        assertThat(view(request).path("error").asText())
                .isEqualTo("status 302; other addresses are not followed");
    }

    @Test
    void ofTwoDispatchersOneMakesEachTry() {
        farm.acceptAndEnd(CallbackFarm.ID, CallbackFarm.URL);
        AtomicInteger made = new AtomicInteger();
        CallbackTeller other = farm.teller(farm.store, 3);
        CallbackTeller[] first = new CallbackTeller[1];
        CallbackConfig config = CallbackFarm.config(3, "https://hooks.test/in/");
        first[0] =
                new CallbackTeller(
                        config,
                        CallbackTargets.of(config),
                        (_, _, _, _) -> {
                            made.incrementAndGet();
                            // the other one comes while the call is under way
                            assertThat(other.tell(CallbackFarm.ID))
                                    .isEqualTo(later(Duration.ofSeconds(20)));
                            return 200;
                        },
                        farm.store,
                        farm.metrics,
                        farm.clock);

        assertThat(first[0].tell(CallbackFarm.ID)).isEqualTo(NOTHING);
        assertThat(made).hasValue(1);
        assertThat(farm.bodies).isEmpty();
    }

    /** A store that is gone from some call on, as it is for a process that was killed there. */
    private static final class Dying extends ForwardingObjectStore {
        private int left;

        Dying(ObjectStore store, int calls) {
            super(store);
            this.left = calls;
        }

        private void call() {
            if (left-- <= 0) {
                throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "killed");
            }
        }

        @Override
        public Created create(ObjectKey key, byte[] body, String contentType) {
            call();
            return super.create(key, body, contentType);
        }

        @Override
        public void delete(ObjectKey key) {
            call();
            super.delete(key);
        }

        @Override
        public Optional<byte[]> read(ObjectKey key, long maxBytes) {
            call();
            return super.read(key, maxBytes);
        }
    }

    @Test
    void whereverADispatcherIsKilledAnotherGoesOn() {
        for (int calls = 0; calls < 12; calls++) {
            for (int status : new int[] {200, 500}) {
                CallbackFarm one = new CallbackFarm();
                AcceptedRequest request = one.acceptAndEnd(CallbackFarm.ID, CallbackFarm.URL);
                one.status = status;
                try {
                    one.teller(new Dying(one.store, calls), 3).tell(CallbackFarm.ID);
                } catch (VoxfarmException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
                }
                one.status = 200;
                CallbackTeller second = one.teller(one.store, 3);
                for (int i = 0;
                        i < 10 && !one.keys("callbacks/").isEmpty();
                        i++, one.later(Duration.ofMinutes(1))) {
                    second.tell(CallbackFarm.ID);
                }

                assertThat(one.keys("callbacks/")).as("killed at %s", calls).isEmpty();
                assertThat(one.bodies).as("killed at %s", calls).hasSizeBetween(1, 2);
                assertThat(
                                new CallbackNotes(one.store)
                                        .view(request, true)
                                        .orElseThrow()
                                        .path("state")
                                        .asText())
                        .isEqualTo("delivered");
            }
        }
    }

    @Test
    void givesUpWhereTheLastTryWasBrokenOff() {
        AcceptedRequest request = farm.acceptAndEnd(CallbackFarm.ID, CallbackFarm.URL);
        for (int n = 1; n <= 3; n++) {
            assertThat(notes.begin(request, n, farm.now)).isTrue();
        }

        assertThat(teller.tell(CallbackFarm.ID)).isEqualTo(later(Duration.ofSeconds(10)));
        farm.later(Duration.ofSeconds(11));
        assertThat(teller.tell(CallbackFarm.ID)).isEqualTo(NOTHING);
        assertThat(view(request).path("state").asText()).isEqualTo("given_up");
        assertThat(farm.bodies).isEmpty();
    }

    /** Of a dispatcher whose clock is ahead. */
    @Test
    void waitsNoLongerThanTheGapWhateverANoteSays() {
        AcceptedRequest request = farm.acceptAndEnd(CallbackFarm.ID, CallbackFarm.URL);
        notes.begin(request, 1, farm.now.plus(Duration.ofDays(400)));
        notes.failed(request, 1, farm.now.plus(Duration.ofDays(400)), "x");

        assertThat(teller.tell(CallbackFarm.ID)).isEqualTo(later(Duration.ofSeconds(10)));
    }

    @Test
    void aNoteThatCannotBeReadStopsNothing() {
        AcceptedRequest request = farm.acceptAndEnd(CallbackFarm.ID, CallbackFarm.URL);
        farm.store.create(
                BucketLayout.callbackTry(request.id(), request.acceptedBy(), 1),
                "no JSON".getBytes(StandardCharsets.UTF_8),
                "application/json");

        assertThat(teller.tell(CallbackFarm.ID)).isEqualTo(NOTHING);
        assertThat(farm.heads.getFirst()).containsEntry("Voxfarm-Try", "2");
    }

    @Test
    void saysThatItsConfigurationDoesNotAllowTheTargetAnyMore() {
        AcceptedRequest request = farm.acceptAndEnd(CallbackFarm.ID, CallbackFarm.URL);
        CallbackConfig config = CallbackFarm.config(3, "https://other.test/");
        CallbackTeller elsewhere =
                new CallbackTeller(
                        config,
                        CallbackTargets.of(config),
                        (_, _, _, _) -> {
                            throw new AssertionError("called");
                        },
                        farm.store,
                        farm.metrics,
                        farm.clock);

        assertThat(elsewhere.tell(CallbackFarm.ID)).isEqualTo(later(Duration.ofSeconds(10)));
        assertThat(view(request).path("error").asText())
                .isEqualTo(
                        "https://hooks.test is not among callbacks.targets of this dispatcher any"
                                + " more");
    }

    @Test
    void tellsNothingOfARequestThatWasDeleted() {
        AcceptedRequest request = farm.acceptAndEnd(CallbackFarm.ID, CallbackFarm.URL);
        new ResultStore(farm.store)
                .bury(new Tombstone(request.id(), request.acceptedBy(), farm.now));

        assertThat(teller.tell(CallbackFarm.ID)).isEqualTo(NOTHING);
        assertThat(farm.bodies).isEmpty();
        assertThat(farm.keys("callbacks/")).isEmpty();
    }

    @Test
    void saysThatARequestIsMissing() {
        assertThat(teller.tell(new RequestId("nobody")))
                .isEqualTo(new CallbackTeller.Next.Missing());
    }

    @Test
    void aReplayIsToldToTheSame() {
        AcceptedRequest request = farm.acceptAndEnd(CallbackFarm.ID, CallbackFarm.URL);

        AcceptedRequest replay = farm.acceptance(CallbackTargets.NONE).replay(request);

        assertThat(replay.callback()).isEqualTo(request.callback());
        assertThat(farm.keys("callbacks/")).contains("callbacks/r1.r1");
    }

    @Test
    void isRefusedWhereItsTargetIsNotListed() {
        assertThatThrownBy(() ->
                        farm.acceptance(CallbackTargets.NONE)
                                .admit(
                                        CallbackFarm.ID,
                                        voxfarm.common.plan.RequestCodec.read(
                                                CallbackFarm.body(CallbackFarm.URL))))
                .isInstanceOf(VoxfarmException.class)
                .hasMessage(
                        "callback: this farm calls nobody; whoever runs it lists addresses under"
                                + " callbacks.targets");
        assertThat(farm.keys("")).noneMatch(key -> key.contains("r1"));
    }
}
