package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import voxfarm.common.lifecycle.Component;

@Timeout(30)
class ForegroundTest {
    private final StringWriter printed = new StringWriter();
    private final CompletableFuture<Runnable> stop = new CompletableFuture<>();

    /** Its start goes on until it is closed, and fails then. */
    private static final class SlowStart implements Component {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public void start() {
            begun.countDown();
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("slow: started while the process was stopping");
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private int run(Component component) throws InterruptedException {
        return Foreground.run(
                component, new PrintWriter(printed, true), () -> "ready", stop::complete);
    }

    @Test
    void beingToldToStopDuringTheStartIsNoFailure() throws Exception {
        SlowStart component = new SlowStart();
        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        return run(component);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        component.begun.await();
        stop.get().run();

        assertThat(code.get(10, TimeUnit.SECONDS)).isZero();
        assertThat(printed.toString()).isEmpty();
    }

    @Test
    void aStartThatFailsByItselfIsAFailure() {
        Component broken = new SlowStart();
        broken.close();

        assertThatThrownBy(() -> run(broken)).isInstanceOf(IllegalStateException.class);
    }
}
