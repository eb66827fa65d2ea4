package voxfarm.dispatcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

class QueueGaugeTest {
    private long nanos;
    private final QueueGauge gauge = new QueueGauge(new QueueLimits(1000, 10), () -> nanos);

    private void seconds(int n) {
        nanos += n * 1_000_000_000L;
    }

    private void accept(String id, String client) {
        try (QueueGauge.Place place = gauge.place(new RequestId(id), client)) {
            place.take();
            place.keep(1);
        }
    }

    @Test
    void countsNothingThatEndedBeforeItsAcceptanceWasHeardOf() {
        for (int i = 0; i < 100; i++) {
            try (QueueGauge.Place place = gauge.place(new RequestId("r" + i), "a")) {
                place.take();
                gauge.ended(new RequestId("r" + i)); // a worker was quicker than the answer
                place.keep(1);
            }
        }

        assertThatCode(() -> gauge.check("a")).doesNotThrowAnyException();
    }

    @Test
    void givesBackThePlaceOfWhatWasRefused() {
        for (int i = 0; i < 100; i++) {
            try (QueueGauge.Place place = gauge.place(new RequestId("r" + i), "a")) {
                place.take();
            }
        }

        assertThatCode(() -> gauge.check("a")).doesNotThrowAnyException();
    }

    @Test
    void forgetsWhatNeverEndsHere() {
        for (int i = 0; i < 10; i++) {
            accept("r" + i, "a");
        }
        seconds(3599);
        gauge.measure(0);
        assertThatThrownBy(() -> gauge.check("a")).isInstanceOf(VoxfarmException.class);
        seconds(2);
        gauge.measure(0);

        assertThatCode(() -> gauge.check("a")).doesNotThrowAnyException();
    }

    @Test
    void refusesWithTheTimeThatTheQueueNeeds() {
        for (int i = 0; i < 40; i++) {
            seconds(1);
            gauge.ended(new RequestId("e" + i));
            gauge.ended(new RequestId("f" + i));
        }
        gauge.measure(980);
        assertThatCode(() -> gauge.check("a")).doesNotThrowAnyException();
        gauge.queued(40);

        assertThat(gauge.waiting()).isEqualTo(1020);
        assertThat(gauge.endsPerSecond()).isEqualTo(2);
        assertThatThrownBy(() -> gauge.check("a"))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.QUEUE_FULL);
                            assertThat(e.retryAfterSeconds()).isEqualTo(15); // (20 + 10) / 2
                        });
        seconds(100);
        assertThat(gauge.endsPerSecond()).isZero();
    }

    @Test
    void boundsOneAddressWithoutTheOthers() {
        for (int i = 0; i < 10; i++) {
            gauge.check("a");
            accept("r" + i, "a");
        }
        try (QueueGauge.Place known = gauge.place(new RequestId("r1"), "a")) {
            assertThatThrownBy(known::take).hasMessageContaining("10 from this address");
        }
        assertThatThrownBy(() -> gauge.check("a")).hasMessageContaining("10 from this address");
        assertThatCode(() -> gauge.check("b")).doesNotThrowAnyException();
        gauge.ended(new RequestId("r3"));
        assertThatCode(() -> gauge.check("a")).doesNotThrowAnyException();
    }

    /** The broker may not say how many wait: what was accepted and ended is no queue. */
    @Test
    void isNotFullOfWhatEndedWhereNothingIsMeasured() {
        for (int i = 0; i < 5000; i++) {
            accept("r" + i, "c" + i);
            gauge.ended(new RequestId("r" + i));
        }
        assertThat(gauge.waiting()).isZero();
        assertThatCode(() -> gauge.check("a")).doesNotThrowAnyException();
        for (int i = 0; i < 1000; i++) {
            accept("s" + i, "c" + i);
        }
        assertThatThrownBy(() -> gauge.check("a")).hasMessageContaining("the queue is full");
    }

    @Test
    void countsNoFewerThanNone() {
        gauge.measure(0);
        gauge.ended(new RequestId("of-before"));
        assertThat(gauge.waiting()).isZero();
        accept("r1", "a");
        accept("r2", "a");
        assertThat(gauge.waiting()).isBetween(1L, 2L);
    }
}
