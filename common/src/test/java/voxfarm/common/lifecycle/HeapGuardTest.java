package voxfarm.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapGuardTest {
    private final List<String> faults = new ArrayList<>();
    private final SteppedHeap heap = new SteppedHeap();
    private final HeapGuard guard = new HeapGuard(heap, (what, _) -> faults.add(what));

    /** A heap that is collected by hand. */
    private static final class SteppedHeap implements HeapGuard.Heap {
        /** Share of it that a collection would leave. */
        private double held;

        private double alive;
        private long collections;
        private int asked;

        @Override
        public long collections() {
            return collections;
        }

        @Override
        public double alive() {
            return alive;
        }

        @Override
        public void collect() {
            asked++;
            step();
        }

        void step() {
            collections++;
            alive = held;
        }
    }

    /** As often, a collection and a look. */
    private void look(double share, int times) {
        heap.held = share;
        for (int i = 0; i < times; i++) {
            heap.step();
            guard.look();
        }
    }

    @Test
    void endsAProcessWhoseHeapStaysFull() {
        look(0.99, 5);
        assertThat(faults).isEmpty();
        look(0.99, 10);
        assertThat(faults).containsExactly("the heap is full");
    }

    @Test
    void letsPassWhatPasses() {
        for (int i = 0; i < 10; i++) {
            look(0.99, 5);
            look(0.5, 1);
        }
        assertThat(faults).isEmpty();
        assertThat(heap.asked).isZero();
    }

    @Test
    void countsWhatACollectionLeftOnce() {
        look(0.99, 1);
        heap.held = 0.1; // all of it dropped, and nobody needs a collection
        for (int i = 0; i < 100; i++) {
            guard.look();
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void looksAgainBeforeItEndsAProcess() {
        look(0.99, 5);
        heap.step();
        heap.held = 0.1; // dropped just after the last collection
        guard.look();
        assertThat(faults).isEmpty();
        assertThat(heap.asked).isOne();

        look(0.99, 5);
        assertThat(faults).as("from the beginning").isEmpty();
        look(0.99, 1);
        assertThat(faults).containsExactly("the heap is full");
    }

    @Test
    void knowsTheHeapOfThisProcess() {
        HeapGuard.OwnHeap own = new HeapGuard.OwnHeap();
        long before = own.collections();
        own.collect();
        assertThat(own.collections()).isGreaterThan(before);
        assertThat(own.alive()).isGreaterThan(0).isLessThan(0.97);

        HeapGuard real = new HeapGuard((what, _) -> faults.add(what));
        real.look();
        assertThat(faults).isEmpty();
    }
}
