package voxfarm.dispatcher.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.VoxfarmException;

class RetentionConfigTest {
    private static RetentionConfig of(String requests, String results) {
        RetentionConfig config =
                new RetentionConfig(
                        requests, results, "30d", "never", "4w", "12h", "1d", "farm", 500);
        config.check();
        return config;
    }

    @Test
    void readsAgesAsPeopleWriteThem() {
        RetentionConfig config = of("30d", "5w");
        assertThat(config.requestsAge()).contains(Duration.ofDays(30));
        assertThat(config.resultsAge()).contains(Duration.ofDays(35));
        assertThat(config.deadLettersAge()).contains(Duration.ofDays(28));
        assertThat(config.tombstonesAge()).isEqualTo(Duration.ofHours(12));
        assertThat(config.refusalsAge()).isEmpty();
    }

    @Test
    void keepsRequestsAndResultsForEverUnlessToldOtherwise() {
        RetentionConfig.DEFAULTS.check();
        assertThat(RetentionConfig.DEFAULTS.requestsAge()).isEmpty();
        assertThat(RetentionConfig.DEFAULTS.resultsAge()).isEmpty();
        assertThat(RetentionConfig.DEFAULTS.byStore()).isFalse();
    }

    @Test
    void refusesResultsThatGoBeforeTheirRequests() {
        assertThatThrownBy(() -> of("31d", "30d")).hasMessageContaining("looks open");
        assertThatThrownBy(() -> of("never", "30d")).hasMessageContaining("looks open");
        assertThat(of("30d", "30d").resultsAge()).isPresent();
        assertThat(of("30d", "never").resultsAge()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "0d", "1m", "-3d", "1.5d", "999999d", "30 d", "0h"})
    void refusesWhatIsNoAge(String age) {
        assertThatThrownBy(() -> of(age, "never"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("retention.requests: expected an age");
    }

    @Test
    void namesEveryProblem() {
        assertThatThrownBy(() ->
                        new RetentionConfig(
                                        "x", "never", "y", "never", "never", "never", "1d",
                                        "nobody", 500)
                                .check())
                .hasMessageContaining("retention.requests:")
                .hasMessageContaining("retention.clips:")
                .hasMessageContaining("retention.tombstones:")
                .hasMessageContaining("retention.enforced-by:");
    }
}
