package voxfarm.dispatcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.LaneChoice;

class LaneRulesTest {
    private final LaneRules rules = new LaneRules(new LaneConfig(60, 600, 8, 2, 3));

    @ParameterizedTest
    @CsvSource({
        "BY_LENGTH, 0, INTERACTIVE",
        "BY_LENGTH, 60, INTERACTIVE",
        "BY_LENGTH, 60.1, BULK",
        "BY_LENGTH, 1e9, BULK",
        "INTERACTIVE, 1, INTERACTIVE",
        "INTERACTIVE, 600, INTERACTIVE",
        "BULK, 1, BULK",
        "BULK, 1e9, BULK",
        "WHILE_CALLER_WAITS, 60.1, INTERACTIVE",
        "WHILE_CALLER_WAITS, 600, INTERACTIVE",
        "WHILE_CALLER_WAITS, 600.1, BULK",
    })
    void choosesByTheCallersWordAndByLength(LaneChoice choice, double seconds, Lane lane) {
        assertThat(rules.laneOf(choice, seconds)).isEqualTo(lane);
    }

    @Test
    void refusesWhatIsTooLongForTheInteractiveLaneWithTheFigures() {
        assertThatThrownBy(() -> rules.laneOf(LaneChoice.INTERACTIVE, 1234.4))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessage(
                        "lane: interactive takes up to 600 s of sound"
                                + " (lanes.interactive-limit-seconds), and this text is estimated"
                                + " at 1234 s; leave lane out, or say bulk");
    }

    @Test
    void neverMakesInteractiveWhatNobodyMayAskFor() {
        LaneRules narrow = new LaneRules(new LaneConfig(60, 30, 8, 2, 3));

        assertThat(narrow.laneOf(LaneChoice.BY_LENGTH, 45)).isEqualTo(Lane.BULK);
    }
}
