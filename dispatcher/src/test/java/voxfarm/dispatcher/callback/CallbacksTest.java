package voxfarm.dispatcher.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.telemetry.Metric;

@Timeout(120)
class CallbacksTest {
    private final CallbackFarm farm = new CallbackFarm();
    private final CountDownLatch came = new CountDownLatch(1);
    private final HookServer server =
            new HookServer((n, out) -> {
                HookServer.status(200).answer(n, out);
                came.countDown();
            });
    private final String url = "http://127.0.0.1:" + server.port() + "/in";
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void close() {
        server.close();
    }

    /** Of a dispatcher that has just started. */
    private Callbacks callbacks() {
        CallbackConfig config = CallbackFarm.config(3, url);
        return new Callbacks(
                config,
                CallbackTargets.of(config),
                farm.store,
                farm.metrics,
                (what, failure) -> {
                    throw new AssertionError(what, failure);
                },
                farm.clock,
                nanos::get,
                new CallbackCall(
                        InetAddress::getAllByName,
                        (SSLSocketFactory) SSLSocketFactory.getDefault(),
                        Duration.ofSeconds(20)));
    }

    private static RequestId id(int n) {
        return new RequestId("r" + n);
    }

    private void pass(Duration time) {
        farm.later(time);
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void tellsTheEndThatAnEventSpeaksOf() throws Exception {
        try (Callbacks callbacks = callbacks()) {
            callbacks.start();
            AcceptedRequest request = farm.accept(id(1), url);
            callbacks.watch(request);
            farm.endings.cancel(request);
            callbacks.ended(id(1));

            assertThat(came.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(server.received)
                    .singleElement()
                    .satisfies(call ->
                            assertThat(call.heads()).containsEntry("voxfarm-request", "r1"));
        }
    }

    @Test
    void findsWhatADispatcherThatWasKilledLeft() throws Exception {
        farm.acceptAndEnd(id(1), url);

        try (Callbacks callbacks = callbacks()) {
            callbacks.start();

            assertThat(came.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void asksTheBucketForNothingWhenStrangersEnd() {
        Callbacks callbacks = callbacks();
        int reads = farm.store.reads();

        callbacks.ended(id(1));
        callbacks.workOff();

        assertThat(farm.store.reads()).isEqualTo(reads);
    }

    @Test
    void aListingLeavesWhatIsOpenAlone() {
        for (int n = 10; n < 20; n++) {
            AcceptedRequest request = farm.accept(id(n), url);
            if (n % 3 == 0) {
                farm.endings.cancel(request);
            }
        }
        Callbacks callbacks = callbacks();
        int reads = farm.store.reads();

        callbacks.turn();
        assertThat(farm.store.reads()).isEqualTo(reads);
        callbacks.workOff();

        assertThat(server.received)
                .extracting(call -> call.heads().get("voxfarm-request"))
                .containsExactly("r12", "r15", "r18");
        assertThat(farm.metrics.now(Metric.CALLBACKS_WAITING)).containsEntry(List.of(), 10.0);
        pass(Duration.ofSeconds(31));
        callbacks.turn();
        assertThat(farm.metrics.now(Metric.CALLBACKS_WAITING)).containsEntry(List.of(), 7.0);
    }

    @Test
    void goesOnWhereTheQueueWasFull() {
        for (int n = 1000; n < 2500; n++) {
            farm.acceptAndEnd(id(n), url);
        }
        Callbacks callbacks = callbacks();

        callbacks.turn();
        callbacks.workOff();
        assertThat(server.received).hasSize(1000);
        pass(Duration.ofSeconds(31));
        callbacks.turn();
        callbacks.workOff();

        assertThat(server.received).hasSize(1500);
        assertThat(farm.keys(BucketLayout.CALLBACKS)).isEmpty();
    }

    @Test
    void aReceiverThatFailsIsCalledAgainWhenItIsTimeTo() {
        server.close();
        farm.acceptAndEnd(id(1), url);
        Callbacks callbacks = callbacks();
        callbacks.turn();
        callbacks.workOff();
        assertThat(farm.metrics.sum(Metric.CALLBACKS, "failed")).isEqualTo(1);

        pass(Duration.ofSeconds(9));
        callbacks.turn();
        callbacks.workOff();
        assertThat(farm.metrics.sum(Metric.CALLBACKS, "failed")).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        callbacks.turn();
        callbacks.workOff();
        assertThat(farm.metrics.sum(Metric.CALLBACKS, "failed")).isEqualTo(2);
    }

    @Test
    void anEntryWhoseRequestNeverCameGoesAfterTenMinutes() {
        farm.store.create(
                BucketLayout.callback(id(1)),
                "{}".getBytes(StandardCharsets.UTF_8),
                "application/json");
        Callbacks callbacks = callbacks();
        for (int minute = 0; minute < 10; minute++) {
            callbacks.turn();
            callbacks.workOff();
            assertThat(farm.keys(BucketLayout.CALLBACKS)).hasSize(1);
            pass(Duration.ofMinutes(1));
        }
        callbacks.turn();
        callbacks.workOff();

        assertThat(farm.keys(BucketLayout.CALLBACKS)).isEmpty();
    }

    @Test
    void aStoreThatIsDownIsAskedAgain() {
        farm.acceptAndEnd(id(1), url);
        Callbacks callbacks = callbacks();
        callbacks.turn();
        farm.store.setDown(true);
        callbacks.workOff();
        farm.store.setDown(false);
        assertThat(server.received).isEmpty();

        pass(Duration.ofSeconds(30));
        callbacks.turn();
        callbacks.workOff();

        assertThat(server.received).hasSize(1);
    }

    @Test
    void withoutATargetNothingIsStarted() {
        farm.acceptAndEnd(id(1), url);
        Callbacks off =
                new Callbacks(
                        CallbackConfig.DEFAULTS,
                        CallbackTargets.NONE,
                        farm.store,
                        farm.metrics,
                        (_, _) -> {},
                        farm.clock);
        int lists = farm.store.lists();

        off.start();
        off.close();

        assertThat(farm.store.lists()).isEqualTo(lists);
        assertThat(farm.keys(BucketLayout.CALLBACKS)).hasSize(1);
    }
}
