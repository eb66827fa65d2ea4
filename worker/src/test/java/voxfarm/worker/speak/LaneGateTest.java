package voxfarm.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Lane;

class LaneGateTest {
    private final List<String> order = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private void ask(LaneGate gate, Lane lane, String name) throws InterruptedException {
        ask(gate, lane, name, "");
    }

    private void ask(LaneGate gate, Lane lane, String name, String voice)
            throws InterruptedException {
        int before = gate.waiting(lane);
        threads.add(
                Thread.ofVirtual()
                        .start(() -> {
                            try (LaneGate.Pass pass = gate.enter(lane, voice)) {
                                order.add(name);
                                assertThat(pass).isNotNull();
                            } catch (InterruptedException e) {
                                order.add(name + " interrupted");
                            }
                        }));
        while (gate.waiting(lane) == before) {
            Thread.onSpinWait();
        }
    }

    private void awaitAll() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void letsInteractiveSegmentsGoFirst() throws InterruptedException {
        LaneGate gate = new LaneGate(1);
        try (LaneGate.Pass held = gate.enter(Lane.BULK)) {
            assertThat(held).isNotNull();
            ask(gate, Lane.BULK, "b1");
            ask(gate, Lane.BULK, "b2");
            ask(gate, Lane.INTERACTIVE, "i1");
            ask(gate, Lane.INTERACTIVE, "i2");
        }
        awaitAll();

        assertThat(order).containsExactly("i1", "i2", "b1", "b2");
    }

    /** Two slots, and a voice that ended the engine holds one: the other is for all others. */
    @Test
    void givesAVoiceThatEndedTheEngineOneSlotAtMost() throws InterruptedException {
        LaneGate gate = new LaneGate(2);
        gate.limit("bad 1");
        try (LaneGate.Pass held = gate.enter(Lane.INTERACTIVE, "bad 1")) {
            ask(gate, Lane.INTERACTIVE, "bad", "bad 1");
            ask(gate, Lane.BULK, "bad in bulk", "bad 1");
            assertThat(held.alone()).isFalse();
            try (LaneGate.Pass other = gate.enter(Lane.BULK, "good 1")) {
                assertThat(other.alone()).isFalse();
            }
            try (LaneGate.Pass newer = gate.enter(Lane.INTERACTIVE, "bad 2")) {
                assertThat(newer.alone()).isFalse();
            }
            assertThat(order).isEmpty();
        }
        awaitAll();

        assertThat(order).containsExactly("bad", "bad in bulk");
    }

    @Test
    void letsABulkSegmentPassAfterEightInteractiveOnes() throws InterruptedException {
        LaneGate gate = new LaneGate(1);
        try (LaneGate.Pass held = gate.enter(Lane.INTERACTIVE)) {
            assertThat(held).isNotNull();
            ask(gate, Lane.BULK, "b1");
            ask(gate, Lane.BULK, "b2");
            for (int i = 1; i <= 20; i++) {
                ask(gate, Lane.INTERACTIVE, "i" + i);
            }
        }
        awaitAll();

        assertThat(order.indexOf("b1")).isEqualTo(8);
        assertThat(order.indexOf("b2")).isEqualTo(17);
    }

    @Test
    void neverAdmitsMoreThanItsSlots() throws InterruptedException {
        LaneGate gate = new LaneGate(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger alone = new AtomicInteger();
        for (int i = 0; i < 300; i++) {
            int number = i;
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try (LaneGate.Pass pass =
                                        number % 10 == 0
                                                ? gate.enterAlone()
                                                : gate.enter(
                                                        number % 2 == 0
                                                                ? Lane.BULK
                                                                : Lane.INTERACTIVE)) {
                                    assertThat(pass).isNotNull();
                                    int now = inside.incrementAndGet();
                                    most.accumulateAndGet(now, Math::max);
                                    Thread.sleep(1);
                                    if (number % 10 == 0 && inside.get() == 1) {
                                        alone.incrementAndGet();
                                    }
                                    inside.decrementAndGet();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            }));
        }
        awaitAll();

        assertThat(most).hasValue(3);
        assertThat(alone).hasValue(30);
    }

    @Test
    void forgetsWhoWasInterrupted() throws InterruptedException {
        LaneGate gate = new LaneGate(1);
        try (LaneGate.Pass held = gate.enter(Lane.BULK)) {
            assertThat(held).isNotNull();
            ask(gate, Lane.INTERACTIVE, "i1");
            threads.getFirst().interrupt();
            threads.getFirst().join();
            ask(gate, Lane.BULK, "b1");
        }
        awaitAll();

        assertThat(order).containsExactly("i1 interrupted", "b1");
        try (LaneGate.Pass pass = gate.enterAlone()) {
            assertThat(pass).isNotNull();
        }
    }

    /** By each door: who may not wait any more leaves, and is in nobody's way. */
    @Test
    void lettingGoOfATurnLeavesItToOthers() throws Exception {
        LaneGate gate = new LaneGate(1);
        AtomicBoolean stopping = new AtomicBoolean();
        LaneGate.Patience patience = () -> !stopping.get();
        List<Future<LaneGate.Pass>> leaving = new ArrayList<>();
        try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            try (LaneGate.Pass held = gate.enter(Lane.BULK)) {
                assertThat(held).isNotNull();
                leaving.add(askers.submit(() -> gate.enter(Lane.BULK, "joe 1", patience)));
                leaving.add(
                        askers.submit(() ->
                                gate.enterOrRide(Lane.INTERACTIVE, "joe 1", () -> 1, patience)
                                        .orElseThrow()));
                leaving.add(askers.submit(() -> gate.enterAlone(patience)));
                while (gate.waiting(Lane.BULK) + gate.waiting(Lane.INTERACTIVE) < 2) {
                    Thread.onSpinWait();
                }
                ask(gate, Lane.BULK, "stays");
                stopping.set(true);
                for (Future<LaneGate.Pass> one : leaving) {
                    assertThatThrownBy(one::get)
                            .cause()
                            .isInstanceOfSatisfying(
                                    VoxfarmException.class,
                                    e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
                }
                assertThat(gate.waiting(Lane.BULK)).isEqualTo(1);
                assertThat(held.takeAlong(8)).isEmpty();
            }
        }
        awaitAll();

        assertThat(order).containsExactly("stays");
        gate.enterAlone().close();
    }
}
