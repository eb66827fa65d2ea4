package voxfarm.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.junit.jupiter.api.Test;

class FailurePausesTest {
    private final RuntimeException passing = new CoordinatorNotAvailableException("moves");
    private final RuntimeException lasting = new KafkaException("a defect");
    private static final FailurePauses.Course MEMBER =
            new FailurePauses.Course(
                    Duration.ofMillis(250), Duration.ofSeconds(2), 2, Duration.ofSeconds(60));

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000); // and runs over
    private final FailurePauses pauses = new FailurePauses("member", MEMBER, nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void pausesLongerAfterEachFailure() {
        List<Long> waited = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            pauses.failed(passing);
            Duration left = pauses.left().orElseThrow();
            waited.add(left.toMillis());
            pass(left);
            assertThat(pauses.left()).isEmpty();
        }
        assertThat(waited).containsExactly(250L, 500L, 1000L, 2000L, 2000L, 2000L);
    }

    @Test
    void waitsWithoutEndForWhatPasses() {
        for (int i = 0; i < 1000; i++) {
            pauses.failed(passing);
        }
        assertThat(pauses.left()).hasValue(MEMBER.longest());
    }

    @Test
    void throwsWhatDoesNotPassWhenItCameTooOften() {
        pauses.failed(lasting);
        pauses.failed(lasting);
        pauses.failed(passing);
        pauses.failed(lasting);
        pauses.failed(lasting);
        assertThatThrownBy(() -> pauses.failed(lasting)).isSameAs(lasting);
    }

    @Test
    void countsAsWellAfterItsTimeOfCalm() {
        pauses.failed(passing);
        pauses.failed(passing);
        pass(MEMBER.calm().minusNanos(1));
        pauses.passed();
        pauses.failed(passing);
        assertThat(pauses.left()).as("a good call in between").hasValue(Duration.ofSeconds(1));

        pass(MEMBER.calm());
        pauses.passed();
        pauses.failed(passing);
        assertThat(pauses.left()).hasValue(MEMBER.first());
        pauses.recovered();
        assertThat(pauses.left()).isEmpty();
    }

    @Test
    void aLoopIsWellAfterOneGoodTurnAndThrowsWhatDoesNotPassAtOnce() {
        FailurePauses loop = new FailurePauses("loop", FailurePauses.Course.OF_A_LOOP, nanos::get);
        loop.failed(passing);
        loop.failed("a record is tried again");
        assertThat(loop.left()).hasValue(Duration.ofMillis(200));
        loop.passed();
        assertThat(loop.left()).isEmpty();
        assertThatThrownBy(() -> loop.failed(lasting)).isSameAs(lasting);
    }

    @Test
    void awaitsNothingOnceItIsStopped() {
        FailurePauses.Course ofADay =
                new FailurePauses.Course(Duration.ofDays(1), Duration.ofDays(1), 0, Duration.ZERO);
        FailurePauses stopped = new FailurePauses("stopped", ofADay, nanos::get);
        stopped.failed(passing);
        stopped.stop();
        assertTimeoutPreemptively(Duration.ofMinutes(1), stopped::await);
    }
}
