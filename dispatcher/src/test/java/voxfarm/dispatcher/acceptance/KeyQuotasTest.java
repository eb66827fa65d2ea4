package voxfarm.dispatcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;
import voxfarm.common.telemetry.InMemoryMetrics;
import voxfarm.common.telemetry.Metric;

class KeyQuotasTest {
    private static final Optional<String> STUDIO = Optional.of("studio");

    private Instant now = Instant.parse("2026-01-31T12:00:20Z");
    private final InMemoryMetrics metrics = new InMemoryMetrics();
    private final KeyQuotas quotas =
            new KeyQuotas(
                    Map.of("studio", new KeyQuota(100, 250, 60, 2), "free", KeyQuota.DEFAULTS),
                    () -> now,
                    metrics);
    private int number;

    private RequestId nextId() {
        return new RequestId("r" + ++number);
    }

    /** Accepts one, as the door does. */
    private RequestId accept(Optional<String> key, long characters, double seconds) {
        RequestId id = nextId();
        try (KeyQuotas.Use use = quotas.use(key, id)) {
            use.enter();
            use.weighed(() -> characters, seconds);
            use.keep();
        }
        return id;
    }

    private VoxfarmException refusal(long characters, double seconds) {
        VoxfarmException[] thrown = new VoxfarmException[1];
        assertThatThrownBy(() -> accept(STUDIO, characters, seconds))
                .isInstanceOfSatisfying(VoxfarmException.class, e -> thrown[0] = e);
        return thrown[0];
    }

    private long left(String name) {
        return quotas.limits(STUDIO).stream()
                .filter(limit -> limit.name().equals(name))
                .mapToLong(KeyQuotas.Limit::left)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void refusesWhatDoesNotFitUntilTheMinuteIsOver() {
        quotas.ended(accept(STUDIO, 80, 5));

        VoxfarmException e = refusal(30, 1);

        assertThat(e.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
        assertThat(e)
                .hasMessage(
                        "quota characters-per-minute of key \"studio\": 80 of 100 used, 30 asked"
                                + " for; try again in 40 s");
        assertThat(e.retryAfterSeconds()).isEqualTo(40);
        quotas.ended(accept(STUDIO, 20, 1));
        now = now.plusSeconds(40);
        quotas.ended(accept(STUDIO, 30, 1));
        assertThat(left("characters-per-minute")).isEqualTo(70);
        assertThat(left("characters-per-day")).isEqualTo(120);
    }

    @Test
    void saysOfADayWhenItIsOver() {
        for (int i = 0; i < 2; i++, now = now.plusSeconds(60)) {
            quotas.ended(accept(STUDIO, 100, 1));
        }

        VoxfarmException e = refusal(60, 1);

        assertThat(e).hasMessageContaining("characters-per-day");
        assertThat(e.retryAfterSeconds()).isEqualTo(12 * 3600 - 140);
        now = Instant.parse("2026-02-01T00:00:00Z");
        accept(STUDIO, 60, 1);
    }

    @Test
    void countsSoundAsItIsEstimated() {
        quotas.ended(accept(STUDIO, 1, 59.5));

        assertThat(refusal(1, 0.6)).hasMessageContaining("audio-seconds-per-day");
        quotas.ended(accept(STUDIO, 1, 0.5));
        // used up: nothing is planned any more
        try (KeyQuotas.Use use = quotas.use(STUDIO, nextId())) {
            assertThatThrownBy(use::enter)
                    .hasMessageStartingWith(
                            "quota audio-seconds-per-day of key \"studio\": 60 of 60 used;");
        }
    }

    @Test
    void saysOfWhatNeverFitsThatItNeverWill() {
        VoxfarmException e = refusal(101, 1);

        assertThat(e.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        assertThat(e.code().retryable()).isFalse();
        assertThat(e)
                .hasMessage(
                        "quota characters-per-minute of key \"studio\": 101 asked for at once, and"
                                + " 100 are all there is; make several of it");
    }

    @Test
    void boundsWhatIsOpenUntilItEnds() {
        RequestId first = accept(STUDIO, 1, 1);
        accept(STUDIO, 1, 1);

        assertThat(refusal(1, 1))
                .hasMessage(
                        "quota open-requests of key \"studio\": 2 are open, and 2 may be; try"
                                + " again when one has ended");
        quotas.ended(first);
        quotas.ended(new RequestId("strangers"));
        accept(STUDIO, 1, 1);
        assertThat(left("open-requests")).isZero();
    }

    @Test
    void forgetsWhoseEndWasNeverTold() {
        accept(STUDIO, 1, 1);
        accept(STUDIO, 1, 1);
        now = now.plusSeconds(86_400);

        accept(STUDIO, 1, 1);
        assertThat(left("open-requests")).isEqualTo(1);
    }

    @Test
    void givesBackWhatWasNotAccepted() {
        try (KeyQuotas.Use use = quotas.use(STUDIO, nextId())) {
            use.enter();
            use.weighed(() -> 70, 10);
            assertThat(left("characters-per-minute")).isEqualTo(30);
            assertThat(left("open-requests")).isEqualTo(1);
        }

        assertThat(left("characters-per-minute")).isEqualTo(100);
        assertThat(left("audio-seconds-per-day")).isEqualTo(60);
        assertThat(left("open-requests")).isEqualTo(2);
    }

    @Test
    void givesNothingBackIntoTheNextMinute() {
        try (KeyQuotas.Use use = quotas.use(STUDIO, nextId())) {
            use.enter();
            use.weighed(() -> 70, 10);
            now = now.plusSeconds(60);
            assertThat(left("characters-per-minute")).isEqualTo(100);
        }

        assertThat(left("characters-per-minute")).isEqualTo(100);
        assertThat(left("characters-per-day")).isEqualTo(250);
    }

    @Test
    void leavesOtherKeysAndCallersWithoutAloneAndReadsNoTextForThem() {
        for (Optional<String> key : List.of(Optional.of("free"), Optional.<String>empty())) {
            assertThat(quotas.limits(key)).isEmpty();
            try (KeyQuotas.Use use = quotas.use(key, nextId())) {
                use.enter();
                use.weighed(
                        () -> {
                            throw new AssertionError("counted");
                        },
                        1e9);
                use.keep();
            }
        }
    }

    @Test
    void tellsHowMuchIsUsed() {
        accept(STUDIO, 50, 15);

        assertThat(metrics.now(Metric.QUOTA_USED))
                .containsEntry(List.of("studio", "characters-per-minute"), 0.5)
                .containsEntry(List.of("studio", "characters-per-day"), 0.2)
                .containsEntry(List.of("studio", "audio-seconds-per-day"), 0.25)
                .containsEntry(List.of("studio", "open-requests"), 0.5)
                .hasSize(4);
    }
}
