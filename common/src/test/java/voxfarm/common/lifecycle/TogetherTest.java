package voxfarm.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TogetherTest {
    @Test
    void returnsWhenAllHaveEnded() {
        AtomicInteger ended = new AtomicInteger();
        Together.run(ended::incrementAndGet, ended::incrementAndGet, ended::incrementAndGet);
        assertThat(ended).hasValue(3);
    }

    /** What failed first made the others fail, and is what to tell. */
    @Test
    void throwsTheFailureThatCameFirst() {
        CompletableFuture<Thread> failing = new CompletableFuture<>();
        assertThatThrownBy(() ->
                        Together.run(
                                () -> {
                                    awaitEnd(failing.join());
                                    throw new IllegalStateException("started while stopping");
                                },
                                () -> {
                                    failing.complete(Thread.currentThread());
                                    throw new IllegalArgumentException("the cause");
                                }))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e ->
                        assertThat(e.getSuppressed())
                                .singleElement()
                                .isInstanceOf(IllegalStateException.class));
    }

    private static void awaitEnd(Thread thread) {
        try {
            assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
