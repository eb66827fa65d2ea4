package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import voxfarm.worker.engine.StageTimes.Stage;

class StageTimesTest {
    @Test
    void gathersWhatIsToldDuringTheRunAndNothingBefore() {
        StageTimes times = new StageTimes();
        StageTimes.tell(Stage.BERT, 7);

        String said =
                times.during(() -> {
                    StageTimes.tell(Stage.BERT, 5);
                    StageTimes.tell(Stage.BERT, 6);
                    return StageTimes.timed(Stage.DECODE, () -> "samples");
                });
        StageTimes.tell(Stage.BERT, 7);

        assertThat(said).isEqualTo("samples");
        assertThat(times.nanos(Stage.BERT)).isEqualTo(11);
        assertThat(times.nanos(Stage.DECODE)).isPositive();
        assertThat(times.nanos(Stage.ENCODE)).isZero();
    }

    @Test
    void tellsNothingOfAPartThatFails() {
        StageTimes times = new StageTimes();
        assertThatThrownBy(() ->
                        times.during(() ->
                                StageTimes.timed(
                                        Stage.ENCODE,
                                        () -> {
                                            throw new IllegalStateException("broken");
                                        })))
                .hasMessage("broken");

        assertThat(times.nanos(Stage.ENCODE)).isZero();
        assertThat(StageTimes.timed(Stage.ENCODE, () -> 1)).as("nobody gathers").isEqualTo(1);
    }
}
