package voxfarm.worker.residency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpeedMeterTest {
    private final SpeedMeter meter = new SpeedMeter();

    @Test
    void saysNothingBeforeItHasMeasured() {
        assertThat(meter.speed()).isEmpty();
        meter.add(0, 1);
        assertThat(meter.speed()).as("nothing took time").isEmpty();
    }

    @Test
    void saysNothingWhileNothingWasSpoken() {
        meter.add(1, 0);

        assertThat(meter.speed()).isEmpty();
    }

    /** A short run says little beside a long one. */
    @Test
    void weighsRunsByTheTimeTheyTook() {
        meter.add(1, 2);
        meter.add(3, 30);

        assertThat(meter.speed()).hasValueCloseTo(8.0, within(1e-9));
    }

    @Test
    void forgetsWhatLiesFurtherBackThanTheLastRuns() {
        meter.add(1000, 1);
        for (int i = 0; i < SpeedMeter.RUNS - 1; i++) {
            meter.add(1, 10);
        }
        assertThat(meter.speed().orElseThrow()).isLessThan(1);
        meter.add(1, 10);
        assertThat(meter.speed()).hasValueCloseTo(10.0, within(1e-9));
    }
}
