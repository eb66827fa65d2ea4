package voxfarm.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LatenessTest {
    private static final long LOCK_AND_TWO = 7_000;
    private static final long SWEPT = 75_000;

    private final Lateness lateness = new Lateness(LOCK_AND_TWO, SWEPT);

    /** A worker is killed at 10 s with "held" in its hand, and is back at 14 s. */
    private static final List<Lateness.Felt> KILL =
            List.of(new Lateness.Felt(10_000, 14_000, true));

    @BeforeEach
    void queue() {
        lateness.accepted("held", "bulk", 1_000);
        lateness.accepted("behind", "bulk", 8_000);
        lateness.accepted("other", "interactive", 8_000);
        lateness.started("held", 9_000);
    }

    @Test
    void waitingIsNotLate() {
        lateness.started("held", 60_000);
        lateness.ended("held", 61_000);
        lateness.started("behind", 62_000);
        lateness.started("other", 30_000);

        assertThat(lateness.late(KILL)).isEmpty();
    }

    @Test
    void beingOvertakenAfterTheLockRanOutIsLate() {
        lateness.started("behind", 22_000);
        lateness.started("held", 60_000);
        lateness.ended("held", 61_000);

        assertThat(lateness.late(KILL))
                .singleElement()
                .asString()
                .startsWith("held: begun 39000 ms");
    }

    @Test
    void beingOvertakenWhileTheLockHoldsIsNotLate() {
        lateness.started("behind", 20_500);
        lateness.started("held", 21_500);
        lateness.ended("held", 22_000);

        assertThat(lateness.late(KILL)).isEmpty();
    }

    @Test
    void anotherFaultBeginsTheTimeAnew() {
        lateness.started("behind", 22_000);
        lateness.started("held", 25_000);
        lateness.ended("held", 26_000);
        Lateness.Felt next = new Lateness.Felt(20_000, 24_000, true);

        assertThat(lateness.late(List.of(KILL.getFirst(), next))).isEmpty();
        Lateness.Felt elsewhere = new Lateness.Felt(20_000, 24_000, false);
        assertThat(lateness.late(List.of(KILL.getFirst(), elsewhere))).hasSize(1);
    }

    @Test
    void whatASweepMustFindHasASweepsTime() {
        lateness.requeued("held", 88_000);
        lateness.started("behind", 80_000);
        lateness.started("held", 95_000);
        lateness.ended("held", 96_000);

        assertThat(lateness.late(KILL)).isEmpty();
    }

    @Test
    void whatASweepFindsTooLateIsLate() {
        lateness.requeued("held", 91_000);
        lateness.started("held", 95_000);
        lateness.ended("held", 96_000);

        assertThat(lateness.late(KILL))
                .singleElement()
                .asString()
                .isEqualTo("held: queued again 2000 ms after it was due");
    }

    @Test
    void whatWasQueuedAgainIsBehindAllThatWaitedThen() {
        lateness.accepted("waited", "bulk", 30_000);
        lateness.accepted("cameLater", "bulk", 60_000);
        lateness.requeued("held", 50_000);
        lateness.started("waited", 300_000);
        lateness.started("held", 310_000);
        lateness.ended("held", 311_000);

        assertThat(lateness.late(KILL)).isEmpty();
        lateness.started("cameLater", 305_000);
        assertThat(lateness.late(KILL))
                .singleElement()
                .asString()
                .startsWith(
                        "held: begun 253000 ms after it was due, overtaken by one accepted 10000");
    }

    private void begunOutOfTheOrderOfTheirAcceptance() {
        lateness.started("behind", 40_000);
        lateness.started("held", 60_000);
        lateness.ended("held", 61_000);
    }

    private static final List<Lateness.Felt> AWAY = List.of(new Lateness.Felt(500, 7_000, true));

    /** The broker was away when "held" was accepted, and its job came behind the other's. */
    @Test
    void theTopicsOrderIsThePlaceOfWhatWasAcceptedBesideAFault() {
        lateness.placed("behind", 7, 8_500);
        lateness.placed("held", 8, 9_000);
        begunOutOfTheOrderOfTheirAcceptance();

        assertThat(lateness.late(AWAY)).isEmpty();
    }

    @Test
    void whoseJobCameLongAfterTheFaultIsLate() {
        lateness.placed("behind", 7, 8_500);
        lateness.placed("held", 8, 35_000);
        begunOutOfTheOrderOfTheirAcceptance();

        assertThat(lateness.late(AWAY))
                .containsExactly(
                        "held: queued 21000 ms after it was due, behind one accepted 7000 ms"
                                + " later");
    }

    @Test
    void beingPassedOnTheWayToTheTopicIsLateWhereNothingWasAway() {
        lateness.placed("behind", 7, 8_500);
        lateness.placed("held", 8, 9_000);
        begunOutOfTheOrderOfTheirAcceptance();

        assertThat(lateness.late(List.of()))
                .containsExactly(
                        "held: queued 1000 ms after it was due, behind one accepted 7000 ms"
                                + " later");
    }

    /** A record that a producer brought twice changes nothing of the first one's place. */
    @Test
    void whoIsBegunOutOfTheTopicsOrderIsLate() {
        lateness.placed("held", 6, 1_500);
        lateness.placed("behind", 7, 8_500);
        lateness.placed("held", 8, 9_000);
        begunOutOfTheOrderOfTheirAcceptance();

        assertThat(lateness.late(AWAY))
                .containsExactly(
                        "held: begun 46000 ms after it was due, overtaken by one accepted 7000 ms"
                                + " later");
    }

    /** Two workers are given neighbours of the topic at once, and either may tell of it first. */
    @Test
    void whatIsBegunSideBySideIsInNoOrder() {
        lateness.placed("held", 6, 1_500);
        lateness.placed("behind", 7, 8_500);
        lateness.started("behind", 59_200);
        lateness.started("held", 60_000);
        lateness.ended("held", 61_000);

        assertThat(lateness.late(KILL)).isEmpty();
        lateness.started("behind", 58_900);
        assertThat(lateness.late(KILL)).hasSize(1);
    }
}
