package voxfarm.bench.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProtocolSimulationTest {
    /** {@code -Dvoxfarm.schedules=N} for a long run. */
    private static final long SCHEDULES = Long.getLong("voxfarm.schedules", 30_000);

    @Test
    void keepsItsPromisesInEverySchedule() {
        ProtocolSimulation.Totals totals = ProtocolSimulation.run(1, SCHEDULES, _ -> {});

        assertThat(totals.schedules()).isEqualTo(SCHEDULES);
        assertThat(totals.requests()).isGreaterThan(SCHEDULES);
        assertThat(totals.crashes()).isGreaterThan(SCHEDULES / 3);
    }

    /** A simulation that cannot fail shows nothing. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void noticesWhatIsBroken(Sabotage sabotage) {
        assertThatThrownBy(() -> ProtocolSimulation.run(1, 5_000, sabotage, _ -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed ");
    }

    @Test
    void replaysAScheduleStepByStep() {
        assertThat(ProtocolSimulation.replay(11, Sabotage.NONE))
                .isEqualTo(ProtocolSimulation.replay(11, Sabotage.NONE));
        assertThat(ProtocolSimulation.replay(11, Sabotage.NONE)).last().isEqualTo("held");
    }
}
