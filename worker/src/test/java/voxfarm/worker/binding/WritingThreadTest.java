package voxfarm.worker.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class WritingThreadTest {
    private final WritingThread thread = new WritingThread();

    @Test
    void throwsWhatTheWorkThrew() {
        try (thread) {
            Future<?> failing =
                    thread.begin(() -> {
                        throw new IOException("no space left on device");
                    });
            assertThatThrownBy(() -> WritingThread.await(failing, () -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no space left on device");
            Future<?> defect =
                    thread.begin(() -> {
                        throw new IllegalStateException("defect");
                    });
            assertThatThrownBy(() -> WritingThread.await(defect, () -> {}))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    /** Nobody deletes a folder under what is still written there. */
    @Test
    void closingStopsTheWorkAndWaitsForIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        boolean[] ended = {false};
        Future<?> work;
        try (thread) {
            work =
                    thread.begin(() -> {
                        begun.countDown();
                        while (!thread.isStopped()) {
                            Thread.onSpinWait();
                        }
                        ended[0] = true;
                        throw new IOException("broken off");
                    });
            begun.await();
        }
        assertThat(ended[0]).isTrue();
        assertThat(work.isDone()).isTrue();
    }

    @Test
    void whoWaitsMayBreakOff() {
        try (thread) {
            Future<?> work =
                    thread.begin(() -> {
                        while (!thread.isStopped()) {
                            Thread.onSpinWait();
                        }
                    });
            assertThatThrownBy(() ->
                            WritingThread.await(
                                    work,
                                    () -> {
                                        throw new IOException("it is enough");
                                    }))
                    .hasMessage("it is enough");
        }
    }
}
