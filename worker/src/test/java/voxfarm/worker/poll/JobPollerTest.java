package voxfarm.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import voxfarm.common.voice.VoiceId;
import voxfarm.worker.process.Acknowledgement;
import voxfarm.worker.process.Delivery;
import voxfarm.worker.process.JobOutcome;

@Timeout(60)
class JobPollerTest {
    private static final Set<VoiceId> VOICES = Set.of(new VoiceId("joe"));

    private final FakeSource source = new FakeSource();
    private final ExecutorService inference = Executors.newSingleThreadExecutor();
    private final AtomicReference<Throwable> fault = new AtomicReference<>();

    /** One that is asked to renew often, tells what was said of it, and may be at fault. */
    private static final class FakeSource implements JobSource {
        private static final VoiceId VOICE = new VoiceId("joe");

        private final InMemoryJobSource.Group group =
                new InMemoryJobSource.Group(Duration.ofMinutes(1));
        private final InMemoryJobSource member = new InMemoryJobSource(group);
        private final List<String> log = new CopyOnWriteArrayList<>();
        private final CountDownLatch acknowledged = new CountDownLatch(1);
        private final CountDownLatch renewedTwice = new CountDownLatch(2);
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile boolean broken;
        private volatile boolean lost;

        void publish() {
            group.publish(VOICE, "a job");
        }

        @Override
        public void subscribe(Set<VoiceId> voices) {
            log.add("subscribe " + voices);
            member.subscribe(voices);
        }

        @Override
        public Optional<Delivery> poll(Duration patience) {
            if (broken) {
                throw new IllegalStateException("broken source");
            }
            return member.poll(Duration.ofMillis(10));
        }

        @Override
        public boolean renew() {
            log.add("renew");
            boolean kept = member.renew();
            renewedTwice.countDown();
            return kept && !lost;
        }

        @Override
        public void acknowledge(Acknowledgement acknowledgement) {
            log.add(acknowledgement.toString());
            if (!lost) {
                member.acknowledge(acknowledgement);
            }
            acknowledged.countDown();
        }

        @Override
        public Duration lock() {
            return Duration.ofMillis(60);
        }

        @Override
        public void wakeUp() {
            member.wakeUp();
        }

        @Override
        public void close() {
            member.close();
            closed.countDown();
        }
    }

    private JobPoller poller(JobWork work, Duration drain) {
        return new JobPoller(
                "test",
                source,
                work,
                inference,
                () -> VOICES,
                (_, cause) -> fault.set(cause),
                drain);
    }

    @AfterEach
    void stop() {
        inference.shutdownNow();
    }

    @Test
    void acknowledgesWhatTheWorkDecided() throws InterruptedException {
        JobPoller poller = poller((_, _) -> new JobOutcome.Finished(), Duration.ofSeconds(5));
        poller.start();
        source.publish();

        assertThat(source.acknowledged.await(5, TimeUnit.SECONDS)).isTrue();
        poller.close();
        assertThat(source.log)
                .filteredOn(entry -> !entry.equals("renew")) // a slow machine renews meanwhile
                .containsExactly("subscribe [joe]", "ACCEPT");
        assertThat(source.closed.getCount()).isZero();
    }

    @Test
    void renewsTheLockWhileTheWorkGoesOn() throws InterruptedException {
        JobPoller poller =
                poller(
                        (_, _) -> {
                            await(source.renewedTwice);
                            return new JobOutcome.Finished();
                        },
                        Duration.ofSeconds(5));
        poller.start();
        source.publish();

        assertThat(source.acknowledged.await(5, TimeUnit.SECONDS)).isTrue();
        poller.close();
        assertThat(source.log).containsSubsequence("renew", "renew", "ACCEPT");
    }

    @Test
    void letsTheJobInHandEndWhenItIsClosed() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        JobPoller poller =
                poller(
                        (_, _) -> {
                            begun.countDown();
                            await(mayEnd);
                            return new JobOutcome.Finished();
                        },
                        Duration.ofSeconds(5));
        poller.start();
        source.publish();
        source.publish();
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        poller.stopTaking();
        mayEnd.countDown();
        poller.close();

        assertThat(source.log).filteredOn(entry -> entry.equals("ACCEPT")).hasSize(1);
        assertThat(source.group.left()).isEqualTo(1);
    }

    @Test
    void givesUpOnAJobThatDoesNotEnd() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        JobPoller poller =
                poller(
                        (_, _) -> {
                            begun.countDown();
                            await(never);
                            return new JobOutcome.Finished();
                        },
                        Duration.ofMillis(100));
        poller.start();
        source.publish();
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        poller.close();

        assertThat(source.closed.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(source.log).doesNotContain("ACCEPT");
        assertThat(fault).hasNullValue();
    }

    @Test
    void asksTheJobBackWhenTheDrainTimeIsOver() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        JobPoller poller =
                poller(
                        (_, handBack) -> {
                            begun.countDown();
                            while (!handBack.getAsBoolean()) {
                                Thread.onSpinWait();
                            }
                            return new JobOutcome.HandedBack();
                        },
                        Duration.ofMillis(50));
        poller.start();
        source.publish();
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        poller.close();

        assertThat(source.log).endsWith("RELEASE");
        assertThat(fault).hasNullValue();
    }

    @Test
    void asksALostJobBackAtItsNextBorder() throws InterruptedException {
        source.lost = true;
        JobPoller poller =
                poller(
                        (_, handBack) -> {
                            while (!handBack.getAsBoolean()) {
                                Thread.onSpinWait();
                            }
                            return new JobOutcome.HandedBack();
                        },
                        Duration.ofSeconds(5));
        poller.start();
        source.publish();

        assertThat(source.acknowledged.await(5, TimeUnit.SECONDS)).isTrue();
        poller.close();
        assertThat(source.log).contains("renew", "RELEASE");
    }

    @Test
    void aDefectInTheWorkReleasesTheJobAndEndsNothing() throws InterruptedException {
        JobPoller poller =
                poller(
                        (_, _) -> {
                            throw new StackOverflowError("deep");
                        },
                        Duration.ofSeconds(5));
        poller.start();
        source.publish();
        assertThat(source.renewedTwice.await(5, TimeUnit.SECONDS)).isTrue(); // it waits
        poller.close();

        assertThat(source.log).contains("RELEASE");
        assertThat(fault).hasNullValue();
    }

    @Test
    void endsTheProcessWhenTheMachineIsBroken() throws InterruptedException {
        JobPoller poller =
                poller(
                        (_, _) -> {
                            throw new InternalError("machine");
                        },
                        Duration.ofSeconds(5));
        poller.start();
        source.publish();

        assertThat(source.closed.await(5, TimeUnit.SECONDS)).isTrue();
        poller.close();
        assertThat(fault.get()).hasMessage("machine");
        assertThat(source.log).doesNotContain("ACCEPT", "REJECT");
    }

    @Test
    void oneDrainTimeIsEnoughForAllPollers() throws InterruptedException {
        Duration drain = Duration.ofMillis(400);
        CountDownLatch begun = new CountDownLatch(4);
        try (ExecutorService pool = Executors.newCachedThreadPool()) {
            List<FakeSource> sources = new ArrayList<>();
            List<JobPoller> pollers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                FakeSource own = new FakeSource();
                own.publish();
                sources.add(own);
                pollers.add(
                        new JobPoller(
                                "test-" + i,
                                own,
                                (_, handBack) -> {
                                    begun.countDown();
                                    while (!handBack.getAsBoolean()) {
                                        Thread.onSpinWait();
                                    }
                                    return new JobOutcome.HandedBack();
                                },
                                pool,
                                () -> VOICES,
                                (_, cause) -> fault.set(cause),
                                drain));
            }
            pollers.forEach(JobPoller::start);
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

            long before = System.nanoTime();
            pollers.forEach(JobPoller::stopTaking);
            pollers.forEach(JobPoller::close);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(drain.minusMillis(20), drain.multipliedBy(3));
            assertThat(sources).allSatisfy(own -> assertThat(own.log).endsWith("RELEASE"));
        }
    }

    @Test
    void reportsADeadSourceAsFatal() throws InterruptedException {
        JobPoller poller = poller((_, _) -> new JobOutcome.Finished(), Duration.ofSeconds(5));
        source.broken = true;
        poller.start();

        assertThat(source.closed.await(5, TimeUnit.SECONDS)).isTrue();
        poller.close();
        assertThat(fault.get()).hasMessage("broken source");
    }

    /** For probes: whose thread ended by itself is missed, whose was stopped is not. */
    @Test
    void hasDiedWhenItsThreadEndsUnasked() throws InterruptedException {
        JobPoller stopped = poller((_, _) -> new JobOutcome.Finished(), Duration.ofSeconds(5));
        assertThat(stopped.hasDied()).as("not started yet").isFalse();
        stopped.start();
        assertThat(stopped.hasDied()).isFalse();
        stopped.close();
        assertThat(stopped.hasDied()).isFalse();

        source.broken = true;
        JobPoller dying = poller((_, _) -> new JobOutcome.Finished(), Duration.ofSeconds(5));
        dying.start();
        while (!dying.hasDied()) { // bounded by the time of the whole class
            Thread.onSpinWait();
        }
        dying.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
