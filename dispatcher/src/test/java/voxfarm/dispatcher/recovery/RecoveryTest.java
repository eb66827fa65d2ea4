package voxfarm.dispatcher.recovery;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static voxfarm.dispatcher.recovery.RecoveryFarm.ID;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.telemetry.Metric;

/** Sweeps, alarms and walks as their threads take turns, under clocks that the test steps. */
class RecoveryTest {
    private static final RequestId OTHER = new RequestId("r2");

    private final RecoveryFarm farm = new RecoveryFarm();
    private final Recovery recovery = farm.recovery(new RecoveryConfig(45, 30));

    private List<RequestId> queuedNow() {
        return farm.sinks.jobs.stream().map(job -> job.id().request()).toList();
    }

    @Test
    void sweepsByItsPeriodAndComesBackEarlyForWhatIsMissing() {
        assertThat(recovery.sweepTurn()).isEqualTo(Duration.ofSeconds(30));
        farm.later(1);
        farm.accept(ID, "");
        farm.sinks.jobs.clear();
        farm.later(29);
        assertThat(recovery.sweepTurn()).isEqualTo(Duration.ofSeconds(30));
        farm.later(30);
        assertThat(recovery.sweepTurn())
                .as("when the grace is over")
                .isEqualTo(Duration.ofSeconds(15));
        farm.later(15);
        recovery.sweepTurn();
        assertThat(queuedNow()).as("75 seconds after the first sweep").containsExactly(ID);
        assertThat(farm.metrics.observed(Metric.SWEEP_SECONDS, "done")).isEqualTo(4);
        assertThat(farm.metrics.sum(Metric.SWEPT, "requeued")).isEqualTo(1);
        assertThat(farm.metrics.now(Metric.OPEN_REQUESTS)).isEqualTo(Map.of(List.of(), 1.0));
    }

    @Test
    void tellsThatASweepWasBrokenOff() {
        farm.accept(ID, "");
        farm.topicsUnreadable = true;
        recovery.sweepTurn();

        assertThat(farm.metrics.observed(Metric.SWEEP_SECONDS, "broken_off")).isEqualTo(1);
        assertThat(farm.metrics.now(Metric.OPEN_REQUESTS)).as("nobody knows").isEmpty();
    }

    /** Lost just behind the listing of a sweep, while many others wait: the worst moment. */
    @Test
    void queuesWhatWasLostInSeventyFiveSecondsThoughSweepsTakeThree() {
        Recovery byDefault = farm.recovery(RecoveryConfig.DEFAULTS);
        farm.accept(OTHER, "");
        farm.queued.add(OTHER);
        farm.onVisit =
                () -> {
                    if (farm.steadyMillis == 0) {
                        farm.accept(ID, "");
                        farm.sinks.jobs.clear();
                    }
                    farm.later(3);
                };
        Duration pause = byDefault.sweepTurn();
        while (farm.sinks.jobs.isEmpty()) {
            assertThat(farm.steadyMillis).as("milliseconds since").isLessThanOrEqualTo(75_000);
            farm.later(pause.toSeconds());
            pause = byDefault.sweepTurn();
        }
        assertThat(queuedNow()).containsExactly(ID);
        assertThat(farm.steadyMillis).isLessThanOrEqualTo(75_000);
    }

    @Test
    void ringsWhenARequestIsDueAndNotBefore() {
        AcceptedRequest request = farm.accept(ID, ",\"not_before\":\"2026-01-31T12:00:30.0005Z\"");
        recovery.watch(request);
        Duration pause = recovery.alarmTurn();
        assertThat(pause).isEqualTo(Duration.ofSeconds(20));
        farm.later(30);
        assertThat(recovery.alarmTurn()).isEqualTo(Duration.ofMillis(1));
        assertThat(farm.sinks.jobs).isEmpty();
        farm.now = farm.now.plusMillis(1);
        recovery.alarmTurn();
        assertThat(farm.sinks.jobs).singleElement().matches(job -> job.requeue() == 0);
        assertThat(farm.keys(BucketLayout.TIMED)).isEmpty();
        recovery.alarmTurn();
        farm.later(1);
        recovery.alarmTurn();
        assertThat(farm.sinks.jobs).hasSize(1);
    }

    @Test
    void ringsForWhatAnotherDispatcherAcceptedAndDied() {
        farm.accept(ID, ",\"not_before\":\"2026-01-31T12:10:00Z\"");
        recovery.alarmTurn();
        farm.later(590);
        assertThat(recovery.alarmTurn()).isEqualTo(Duration.ofSeconds(10));
        farm.later(10);
        recovery.alarmTurn();
        assertThat(queuedNow()).containsExactly(ID);
    }

    @Test
    void queuesOnceWhereSeveralDispatchersRing() {
        AcceptedRequest request = farm.accept(ID, ",\"not_before\":\"2026-01-31T12:00:10Z\"");
        Recovery other = farm.recovery(RecoveryConfig.DEFAULTS);
        recovery.watch(request);
        other.watch(request);
        farm.later(10);
        recovery.alarmTurn();
        other.alarmTurn();
        assertThat(queuedNow()).containsExactly(ID);
    }

    @Test
    void failsARequestAtItsDeadline() {
        farm.accept(ID, ",\"deadline\":\"2026-01-31T12:00:50Z\"");
        farm.queued.add(ID);
        recovery.alarmTurn();
        farm.later(49);
        recovery.alarmTurn();
        assertThat(new ResultStore(farm.store).find(ID)).isEmpty();
        farm.later(1);
        recovery.alarmTurn();
        assertThat(farm.result(ID).status()).isEqualTo("failed");
        assertThat(farm.sinks.events).last().isInstanceOf(RequestEvent.Failed.class);
        assertThat(farm.keys(BucketLayout.TIMED)).isEmpty();
        assertThat(farm.keys(BucketLayout.OPEN)).isEmpty();
    }

    @Test
    void triesAgainWhatCouldNotBeQueued() {
        AcceptedRequest request = farm.accept(ID, ",\"not_before\":\"2026-01-31T12:00:10Z\"");
        recovery.watch(request);
        farm.later(10);
        farm.sinks.down = true;
        assertThat(recovery.alarmTurn()).isEqualTo(Duration.ofSeconds(2));
        farm.later(2);
        assertThat(recovery.alarmTurn()).isEqualTo(Duration.ofSeconds(2));
        farm.sinks.down = false;
        farm.later(2);
        recovery.alarmTurn();
        assertThat(farm.sinks.jobs).singleElement().matches(job -> job.requeue() == 0);
    }

    @Test
    void ringsForTheOthersWhereOneCannotBeRead() {
        farm.accept(ID, ",\"not_before\":\"2026-01-31T12:00:10Z\"");
        farm.accept(OTHER, ",\"not_before\":\"2026-01-31T12:00:10Z\"");
        farm.overwrite(BucketLayout.request(ID), "");
        farm.later(10);
        recovery.alarmTurn();
        assertThat(queuedNow()).containsExactly(OTHER);
        assertThat(farm.keys(BucketLayout.TIMED)).as("a later build reads it").hasSize(1);
    }

    /** More than are held in memory, all at once. */
    @Test
    void ringsForMoreThanItRemembers() {
        AcceptedRequest request = farm.accept(ID, "");
        farm.endings.cancel(request);
        for (int i = 0; i < 10_500; i++) {
            farm.store.create(
                    BucketLayout.timed(
                            ID, BucketLayout.Alarm.DEADLINE, farm.now.plusMillis(i / 100)),
                    new byte[0],
                    "x");
            farm.store.create(
                    BucketLayout.timed(
                            new RequestId("x" + i),
                            BucketLayout.Alarm.BEGIN,
                            farm.now.minusSeconds(1_000)),
                    new byte[0],
                    "x");
        }
        farm.later(1);
        recovery.alarmTurn();
        assertThat(farm.keys(BucketLayout.TIMED)).isEmpty();
    }

    /** The sweep below never returns; the alarm must not wait for it. */
    @Test
    void ringsWhileASweepTakesLong() throws Exception {
        AcceptedRequest request = farm.accept(ID, ",\"not_before\":\"2026-01-31T12:00:10Z\"");
        farm.later(10);
        CompletableFuture<Void> rung = new CompletableFuture<>();
        CompletableFuture<Void> never = new CompletableFuture<>();
        JobRecords slow =
                new JobRecords() {
                    @Override
                    public void visit(Visitor visitor) {
                        never.join();
                    }

                    @Override
                    public void prepare(voxfarm.common.voice.VoiceId voice) {
                        rung.complete(null);
                    }
                };
        try (Recovery own =
                new Recovery(
                        RecoveryPeriods.DEFAULTS,
                        farm.store,
                        farm.catalog,
                        new TopicRecords(slow, farm.history),
                        new Remedies(farm.sinks, farm.endings, farm.books(farm.store)),
                        (_, _) -> {},
                        new RecoveryTime(farm.clock, System::nanoTime))) {
            own.start();
            own.watch(request);
            rung.get(20, TimeUnit.SECONDS);
            never.complete(null);
        }
    }

    @Test
    void walksOnceADayOverAllAndPutsBackWhatIsMissing() {
        AcceptedRequest request = farm.accept(ID, ",\"not_before\":\"2026-02-10T12:00:00Z\"");
        AcceptedRequest ended = farm.accept(OTHER, "");
        farm.endings.cancel(ended);
        List<String> times = farm.keys(BucketLayout.TIMED);
        times.forEach(key -> farm.store.delete(new ObjectKey(key)));
        farm.store.delete(BucketLayout.open(ID)); // as in the bucket of an earlier build

        assertThat(recovery.walkTurn()).isEqualTo(Duration.ofMinutes(10));
        assertThat(farm.keys(BucketLayout.OPEN)).containsExactly("open/r1");
        assertThat(farm.keys(BucketLayout.TIMED)).isEqualTo(times);
        assertThat(farm.keys(BucketLayout.WALKS)).containsExactly("walks/20484.json");

        farm.store.delete(BucketLayout.open(ID));
        farm.recovery(RecoveryConfig.DEFAULTS).walkTurn();
        assertThat(farm.keys(BucketLayout.OPEN)).as("another did so today").isEmpty();
        farm.later(86_400);
        recovery.walkTurn();
        assertThat(farm.keys(BucketLayout.OPEN)).containsExactly("open/" + request.id());
        assertThat(farm.keys(BucketLayout.WALKS)).containsExactly("walks/20485.json");
    }

    @Test
    void walksOnWhereOneCannotBeRead() {
        for (RequestId id : List.of(ID, OTHER)) {
            farm.accept(id, "");
            farm.store.delete(BucketLayout.open(id));
        }
        farm.overwrite(BucketLayout.request(ID), "{\"schema\":99}");
        farm.store.create(new ObjectKey("requests/..x/request.json"), new byte[0], "x");
        Swept walked = farm.walk().walk(FullWalk.Told.ALL);
        assertThat(walked.seen().skipped()).isEqualTo(1);
        assertThat(walked.seen().foreign()).isEqualTo(1);
        assertThat(farm.keys(BucketLayout.OPEN)).containsExactly("open/r2");
    }

    @Test
    void rebuildsWithoutGraceAndTellsEveryEndThatIsNotKept() throws Exception {
        farm.accept(ID, "");
        AcceptedRequest ended = farm.accept(OTHER, "");
        farm.endings.cancel(ended);
        AcceptedRequest known = farm.accept(new RequestId("r3"), "");
        farm.endings.cancel(known);
        farm.told.add(known.id());
        farm.sinks.jobs.clear();
        farm.sinks.events.clear();
        CompletableFuture<Swept> rebuilt = CompletableFuture.supplyAsync(recovery::rebuild);
        while (!rebuilt.isDone()) { // as the thread that sweeps does when it is woken
            recovery.sweepTurn();
            Thread.onSpinWait();
        }
        Swept swept = rebuilt.get();
        assertThat(swept.seen().requests()).isEqualTo(3);
        assertThat(swept.seen().open()).isEqualTo(1);
        assertThat(swept.mended().requeued()).isEqualTo(1);
        assertThat(swept.mended().told()).isEqualTo(1);
        assertThat(queuedNow()).containsExactly(ID);
        assertThat(farm.sinks.events)
                .filteredOn(RequestEvent::terminal)
                .singleElement()
                .satisfies(event -> assertThat(event.request()).isEqualTo(OTHER));
    }

    @Test
    void answersARebuildThatCannotBeDone() {
        farm.store.setDown(true);
        CompletableFuture<Swept> rebuilt = CompletableFuture.supplyAsync(recovery::rebuild);
        while (!rebuilt.isDone()) {
            recovery.sweepTurn();
            Thread.onSpinWait();
        }
        assertThatThrownBy(rebuilt::get).hasMessageContaining("the store is down");
        recovery.close();
        assertThatThrownBy(recovery::rebuild).hasMessageContaining("the dispatcher is stopping");
    }

    @Test
    void goesOnWhenAnAlarmOrASweepFails() {
        farm.accept(ID, "");
        farm.store.setDown(true);
        assertThat(recovery.alarmTurn()).isEqualTo(Duration.ofSeconds(2));
        assertThat(recovery.sweepTurn()).isEqualTo(Duration.ofSeconds(30));
        assertThat(recovery.walkTurn()).isEqualTo(Duration.ofMinutes(1));
        farm.store.setDown(false);
        farm.sinks.jobs.clear();
        farm.later(30);
        recovery.sweepTurn();
        farm.later(46);
        recovery.sweepTurn();
        assertThat(queuedNow()).containsExactly(ID);
    }

    /** All of them soon, none of them now. */
    @Test
    void sleepsThoughMoreIsNearThanItRemembers() {
        for (int i = 0; i < 10_500; i++) {
            timed("x" + i, farm.now.plusSeconds(30).plusMillis(i % 500));
        }
        Duration pause = recovery.alarmTurn();

        assertThat(pause).as("until its next look").isBetween(ofSeconds(10), ofSeconds(30));
    }

    /** Hints of what comes later must not keep out what comes sooner. */
    @Test
    void ringsTheSoonestFirstThoughItRemembersManyLaterOnes() {
        AcceptedRequest later = farm.accept(OTHER, ",\"not_before\":\"2026-01-31T12:00:59Z\"");
        for (int i = 0; i < 10_500; i++) {
            recovery.watch(RecoveryFarm.named(later, new RequestId("x" + i)));
        }
        farm.accept(ID, ",\"not_before\":\"2026-01-31T12:00:05Z\""); // by another dispatcher
        recovery.alarmTurn();
        farm.later(5);
        recovery.alarmTurn();

        assertThat(queuedNow()).containsExactly(ID);
    }

    private void timed(String id, Instant at) {
        farm.store.create(
                BucketLayout.timed(new RequestId(id), BucketLayout.Alarm.BEGIN, at),
                new byte[0],
                "x");
    }

    /** A broker that does not answer holds up each call for half a minute. */
    @Test
    void failsAtTheirDeadlinesWhateverTheBrokerDoes() {
        for (int i = 0; i < 20; i++) {
            farm.accept(new RequestId("b" + i), ",\"not_before\":\"2026-01-31T12:00:10Z\"");
            farm.accept(new RequestId("d" + i), ",\"deadline\":\"2026-01-31T12:00:10Z\"");
            farm.queued.add(new RequestId("d" + i));
        }
        farm.later(10);
        farm.sinks.down = true;
        recovery.alarmTurn();

        for (int i = 0; i < 20; i++) {
            assertThat(farm.result(new RequestId("d" + i)).status()).isEqualTo("failed");
        }
        assertThat(farm.sinks.refused.get()).as("asked once, not for each").isEqualTo(1);

        farm.sinks.down = false;
        farm.later(2);
        recovery.alarmTurn();
        assertThat(queuedNow()).as("what was due").hasSize(20 + 20);
        farm.queued.clear();
        recovery.sweepTurn();
        farm.later(46);
        recovery.sweepTurn();
        assertThat(farm.sinks.events).filteredOn(RequestEvent::terminal).hasSize(20);
    }

    @Test
    void saysHowFarARebuildIs() throws Exception {
        for (int i = 0; i < 250; i++) {
            farm.endings.cancel(farm.accept(new RequestId("r" + i), ""));
        }
        assertThat(recovery.rebuildProgress().step()).isEqualTo(RebuildProgress.Step.NONE);
        List<RebuildProgress> seen = new ArrayList<>();
        farm.onEnds = () -> seen.add(recovery.rebuildProgress());
        farm.onVisit = () -> seen.add(recovery.rebuildProgress());
        farm.accept(new RequestId("open"), "");
        CompletableFuture<Swept> rebuilt = CompletableFuture.supplyAsync(recovery::rebuild);
        while (!rebuilt.isDone()) {
            recovery.sweepTurn();
            Thread.onSpinWait();
        }

        assertThat(seen)
                .contains(
                        new RebuildProgress(RebuildProgress.Step.EVENTS, 0),
                        new RebuildProgress(RebuildProgress.Step.SWEEP, 251));
        assertThat(recovery.rebuildProgress().step()).isEqualTo(RebuildProgress.Step.NONE);
        List<Long> counts = new ArrayList<>();
        farm.walk().walk(FullWalk.Told.ALL, counts::add);
        assertThat(counts).containsExactly(0L, 100L, 200L);
    }
}
