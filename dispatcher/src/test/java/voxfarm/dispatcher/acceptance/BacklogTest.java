package voxfarm.dispatcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.kafka.Topics;
import voxfarm.common.plan.Lane;
import voxfarm.common.telemetry.InMemoryMetrics;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.voice.VoiceId;

class BacklogTest {
    private static final VoiceId JOE = new VoiceId("joe");
    private static final VoiceId EVE = new VoiceId("eve");

    private long now;
    private final Backlog backlog = new Backlog(Topics.DEFAULT, () -> now);

    private static String topic(JobQueue queue, VoiceId voice) {
        return Topics.DEFAULT.jobs(queue, voice);
    }

    private OptionalDouble seconds(VoiceId voice) {
        return backlog.lags().stream()
                .filter(lag -> lag.voice().equals(voice))
                .findFirst()
                .orElseThrow()
                .audioSeconds();
    }

    @Test
    void saysWhatJobsComeToByWhatASweepRead() {
        backlog.measured(Map.of(topic(JobQueue.BULK, JOE), 4L, "somebody.else", 9L));
        assertThat(seconds(JOE)).as("nothing was read yet").isEmpty();

        Backlog.Reading reading = backlog.reading();
        reading.queued(JOE, Lane.BULK, 60);
        reading.queued(JOE, Lane.BULK, 20);
        assertThat(seconds(JOE)).as("not whole yet").isEmpty();
        reading.done();

        assertThat(seconds(JOE)).hasValue(160);
        assertThat(backlog.lags()).hasSize(1);
    }

    /** Books to be bound wait beside what is spoken. */
    @Test
    void addsUpTheTopicsOfALane() {
        backlog.measured(Map.of(topic(JobQueue.BULK, JOE), 4L, topic(JobQueue.BINDING, JOE), 2L));

        assertThat(backlog.lags())
                .singleElement()
                .satisfies(lag -> {
                    assertThat(lag.lane()).isEqualTo(Lane.BULK);
                    assertThat(lag.jobs()).isEqualTo(6);
                });
    }

    @Test
    void knowsHowOldItsMeasurementIs() {
        assertThat(backlog.age()).isEmpty();
        now = 5;
        backlog.measured(Map.of());
        now = 12;
        assertThat(backlog.age()).hasValue(Duration.ofNanos(7));
    }

    @Test
    void takesTheLanesMeanForAVoiceThatWasNotMet() {
        Backlog.Reading reading = backlog.reading();
        reading.queued(JOE, Lane.BULK, 60);
        reading.queued(JOE, Lane.INTERACTIVE, 4);
        reading.done();

        backlog.measured(Map.of(topic(JobQueue.BULK, EVE), 2L));

        assertThat(seconds(EVE)).hasValue(120);
    }

    @Test
    void keepsAMeanWhenNothingIsQueuedAnyMore() {
        Backlog.Reading first = backlog.reading();
        first.queued(JOE, Lane.BULK, 60);
        first.done();
        backlog.reading().done();

        backlog.measured(Map.of(topic(JobQueue.BULK, JOE), 1L));

        assertThat(seconds(JOE)).hasValue(60);
    }

    @Test
    void isToldAsFigures() {
        InMemoryMetrics metrics = new InMemoryMetrics();
        backlog.tell(metrics);
        backlog.measured(
                Map.of(topic(JobQueue.BULK, JOE), 0L, topic(JobQueue.INTERACTIVE, JOE), 3L));

        assertThat(metrics.now(Metric.QUEUE_JOBS))
                .isEqualTo(Map.of(List.of("joe", "bulk"), 0.0, List.of("joe", "interactive"), 3.0));
        assertThat(metrics.now(Metric.QUEUE_AUDIO))
                .as("what is not known is not told as nothing")
                .isEqualTo(Map.of(List.of("joe", "bulk"), 0.0));
    }
}
