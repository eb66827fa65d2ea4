package voxfarm.dispatcher.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static voxfarm.dispatcher.recovery.RecoveryFarm.ID;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;

/** The threads of a recovery, for which time passes when a test says so. */
@Timeout(60)
class RecoveryThreadsTest {
    private static final RequestId OTHER = new RequestId("r2");
    private static final int DAY = 86_400;

    private final RecoveryFarm farm = new RecoveryFarm();
    private final SteppedTimers time = new SteppedTimers(farm);
    private final AtomicInteger sweeps = new AtomicInteger();
    private final Recovery recovery = farm.recovery(RecoveryConfig.DEFAULTS, time::timer);

    @BeforeEach
    void start() throws InterruptedException {
        farm.accept(OTHER, "");
        farm.queued.add(OTHER);
        farm.sinks.jobs.clear();
        farm.onVisit = sweeps::incrementAndGet;
        recovery.start();
        time.settle();
    }

    @AfterEach
    void stop() {
        recovery.close();
    }

    @Test
    void sweepsWhenItsPeriodIsOverAndNoSooner() throws Exception {
        assertThat(sweeps).hasValue(1);
        time.later(19);
        assertThat(sweeps).hasValue(1);
        time.later(1);
        assertThat(sweeps).hasValue(2);
        time.later(3600); // the machine slept
        assertThat(sweeps).hasValue(3);
    }

    @Test
    void findsWhatIsLostWhileNobodyCallsIt() throws Exception {
        farm.accept(ID, "");
        farm.sinks.jobs.clear();
        for (int second = 0; second < 75 && farm.sinks.jobs.isEmpty(); second++) {
            time.later(1);
        }
        assertThat(farm.sinks.jobs)
                .singleElement()
                .satisfies(job -> assertThat(job.id().request()).isEqualTo(ID));
    }

    /** The thread that rings sleeps until its next look; what is watched is sooner. */
    @Test
    void ringsToTheSecondWhatItIsToldToWatch() throws Exception {
        AcceptedRequest request = farm.accept(ID, ",\"not_before\":\"2026-01-31T12:00:07Z\"");
        recovery.watch(request);
        time.later(6);
        assertThat(farm.sinks.jobs).isEmpty();
        time.later(1);
        assertThat(farm.sinks.jobs).hasSize(1);
    }

    @Test
    void walksOnceADay() throws Exception {
        List<String> first = farm.keys(BucketLayout.WALKS);
        assertThat(first).hasSize(1);
        time.later(3600);
        assertThat(farm.keys(BucketLayout.WALKS)).isEqualTo(first);
        time.later(DAY);
        assertThat(farm.keys(BucketLayout.WALKS)).hasSize(1).isNotEqualTo(first);
    }

    @Test
    void aRebuildIsDoneAtOnceThoughNoTimePasses() throws Exception {
        CompletableFuture<Swept> rebuilt = CompletableFuture.supplyAsync(recovery::rebuild);
        assertThat(rebuilt.get(50, TimeUnit.SECONDS).seen().requests()).isEqualTo(1);
    }

    @Test
    void endsThoughNoTimePassesAndDoesNothingMore() throws Exception {
        recovery.close();
        farm.later(DAY);
        assertThat(sweeps).hasValue(1);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("recovery "));
    }
}
