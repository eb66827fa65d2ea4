package voxfarm.dispatcher.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

class PlanningTurnsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final PlanningTurns turns =
            new PlanningTurns(2, Duration.ZERO, Duration.ofSeconds(10), nanos::get);

    private static void failsWith(ErrorCode code, Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        VoxfarmException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void refusesWhoFindsNoTurn() {
        try (PlanningTurns.Turn first = turns.enter(1);
                PlanningTurns.Turn second = turns.enter(1)) {
            failsWith(ErrorCode.QUEUE_FULL, () -> turns.enter(1));
            first.check();
            second.check();
        }
        try (PlanningTurns.Turn again = turns.enter(1)) {
            again.check();
        }
    }

    /** A sentence does not wait for books, nor a book for sentences. */
    @Test
    void shortTextsHaveTurnsOfTheirOwn() {
        int aBook = PlanningTurns.SHORT_CHARACTERS + 1;
        try (PlanningTurns.Turn first = turns.enter(aBook);
                PlanningTurns.Turn second = turns.enter(aBook);
                PlanningTurns.Turn sentence = turns.enter(PlanningTurns.SHORT_CHARACTERS)) {
            failsWith(ErrorCode.QUEUE_FULL, () -> turns.enter(aBook));
            first.check();
            second.check();
            sentence.check();
        }
    }

    @Test
    void saysSecondsInWords() {
        PlanningTurns none =
                new PlanningTurns(1, Duration.ofMillis(1), Duration.ofMinutes(2), nanos::get);
        try (PlanningTurns.Turn turn = none.enter(1)) {
            assertThatThrownBy(() -> none.enter(1)).hasMessageContaining("since 0 s;");
            nanos.addAndGet(Duration.ofMinutes(3).toNanos());
            assertThatThrownBy(turn::check).hasMessageContaining("within 120 s;");
        }
    }

    @Test
    void endsWhatTakesTooLong() {
        try (PlanningTurns.Turn turn = turns.enter(1)) {
            nanos.addAndGet(Duration.ofSeconds(10).toNanos());
            turn.check();
            nanos.incrementAndGet();
            failsWith(ErrorCode.INVALID_REQUEST, turn::check);
        }
    }

    @Test
    void endsWhatNobodyWaitsFor() {
        try (PlanningTurns.Turn turn = turns.enter(1)) {
            Thread.currentThread().interrupt();
            failsWith(ErrorCode.NOT_READY, turn::check);
            failsWith(ErrorCode.NOT_READY, () -> turns.enter(1));
        } finally {
            assertThat(Thread.interrupted()).as("the flag is left").isTrue();
        }
    }

    @Test
    void endsWhenItsCallerHasGone() {
        AtomicBoolean gone = new AtomicBoolean();
        ScopedValue.where(PlanningTurns.CALLER_GONE, gone::get)
                .run(() -> {
                    try (PlanningTurns.Turn turn = turns.enter(1)) {
                        gone.set(true);
                        turn.check(); // it may have closed its half alone, and waits
                        nanos.addAndGet(Duration.ofMillis(1001).toNanos());
                        failsWith(ErrorCode.NOT_READY, turn::check);
                    }
                });
    }
}
