package voxfarm.dispatcher.recovery;

import java.time.Duration;
import java.util.Optional;

/**
 * How often a recovery looks, and how old what it looks at must be.
 *
 * @param sweep from one sweep to the next, at least
 * @param grace what is younger is not looked for
 * @param resultsKept for how long results are; empty for ever
 */
public record RecoveryPeriods(Duration sweep, Duration grace, Optional<Duration> resultsKept) {
    /** Of a farm that keeps results for ever, where nothing is configured. */
    public static final RecoveryPeriods DEFAULTS = of(RecoveryConfig.DEFAULTS, Optional.empty());

    public static RecoveryPeriods of(RecoveryConfig config, Optional<Duration> resultsKept) {
        return new RecoveryPeriods(
                Duration.ofSeconds(config.periodSeconds()),
                Duration.ofSeconds(config.graceSeconds()),
                resultsKept);
    }
}
