package voxfarm.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProbeTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();

    private Probe probe(Duration patience, Supplier<Optional<String>> question) {
        return new Probe(
                "probe",
                patience,
                nanos::get,
                () -> {
                    asked.incrementAndGet();
                    return question.get();
                });
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void asksOnceASecondHoweverManyAsk() {
        Probe probe = probe(Duration.ofMinutes(1), Optional::empty);
        for (int i = 0; i < 100; i++) {
            assertThat(probe.problem()).isEmpty();
        }
        assertThat(asked).hasValue(1);
        pass(Duration.ofMillis(999));
        assertThat(probe.problem()).isEmpty();
        assertThat(asked).hasValue(1);
        pass(Duration.ofMillis(1));
        assertThat(probe.problem()).isEmpty();
        assertThat(asked).hasValue(2);
    }

    @Test
    void whatIsThrownIsAProblem() {
        Probe probe =
                probe(
                        Duration.ofMinutes(1),
                        () -> {
                            throw new NoClassDefFoundError("gone");
                        });
        assertThat(probe.problem().orElseThrow()).contains("gone");
        pass(Duration.ofSeconds(1));
        assertThat(probe.problem().orElseThrow()).contains("gone");
        assertThat(asked).hasValue(2);
    }

    /** A store that hangs for hours is not asked by more and more threads. */
    @Test
    void waitsNoLongerThanItsPatienceAndAsksNobodyElseMeanwhile() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        Probe probe =
                probe(
                        Duration.ofMillis(20),
                        () -> {
                            try {
                                answer.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            answered.countDown();
                            return Optional.empty();
                        });
        for (int i = 0; i < 5; i++) {
            assertThat(probe.problem().orElseThrow()).startsWith("no answer within");
            pass(Duration.ofSeconds(2));
        }
        assertThat(asked).hasValue(1);
        answer.countDown();
        answered.await();
        while (probe.problem().isPresent()) {
            pass(Duration.ofSeconds(2));
        }
        assertThat(asked.get()).isLessThanOrEqualTo(2);
    }
}
