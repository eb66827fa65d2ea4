package voxfarm.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapGuardTest {
    private final List<String> faults = new ArrayList<>();
    private double alive;
    private final HeapGuard guard = new HeapGuard(() -> alive, (what, _) -> faults.add(what));

    private void look(double share, int times) {
        alive = share;
        for (int i = 0; i < times; i++) {
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
    }

    @Test
    void knowsTheHeapOfThisProcess() {
        HeapGuard real = new HeapGuard((what, _) -> faults.add(what));
        System.gc();
        real.look();
        assertThat(faults).isEmpty();
    }
}
