package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.Lane;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectKey;
import voxfarm.worker.speak.LaneGate;

/** What fails, how often it is tried, and when it is given up. */
class JobAttemptsTest extends ProcessorFixture {
    @Test
    void failsAJobThatIsItselfAtFaultAtOnce() {
        engine = text -> new float[0];

        JobOutcome outcome = process(processor(), delivery(1));

        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        assertThat(sinks.log).containsExactly("Started", "dead nothing_to_speak", "Failed");
        assertThat(result().status()).isEqualTo("failed");
    }

    @Test
    void givesUpAfterFiveAttempts() {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.ENGINE_FAILED, "broken");
                };
        JobProcessor processor = processor();
        for (int count = 1; count <= 4; count++) {
            assertThat(process(processor, delivery(count))).isInstanceOf(JobOutcome.Retry.class);
        }
        assertThat(process(processor, delivery(5))).isEqualTo(new JobOutcome.Finished());

        assertThat(result().attempts()).isEqualTo(5);
        assertThat(sinks.log).endsWith("dead engine_failed", "Failed");
    }

    /** The last worker died, and could not say why the ones before had failed. */
    @Test
    void saysTheLastErrorWhenItGivesUp() {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.ENGINE_FAILED, "broken");
                };
        JobProcessor processor = processor();
        for (int count = 1; count <= 4; count++) {
            assertThat(process(processor, delivery(count))).isInstanceOf(JobOutcome.Retry.class);
        }
        store.create(new ObjectKey("requests/r1/attempts/single-0-5"), new byte[] {1}, "x");

        assertThat(process(processor, delivery(6))).isEqualTo(new JobOutcome.Finished());
        assertThat(result().attempts()).isEqualTo(5);
        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Failed.class,
                        failed ->
                                assertThat(failed.error().message())
                                        .contains("given up after 5 attempts; the last error: ")
                                        .contains("broken"));
    }

    @Test
    void countsAttemptsByMarksNotByTheBroker() {
        for (int i = 2; i <= 6; i++) {
            store.create(
                    new ObjectKey("requests/r1/attempts/single-0-" + i),
                    new byte[] {(byte) i},
                    "x");
        }
        JobOutcome outcome = process(processor(), delivery(7));

        assertThat(outcome).isEqualTo(new JobOutcome.Finished());
        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Failed.class,
                        failed ->
                                assertThat(failed.error().code()).isEqualTo("attempts_exhausted"));
    }

    @Test
    void treatsADefectAsAFailedAttempt() {
        engine =
                text -> {
                    throw new IllegalStateException("defect");
                };

        assertThat(process(processor(), delivery(1)))
                .isInstanceOfSatisfying(
                        JobOutcome.Retry.class,
                        retry -> assertThat(retry.code()).isEqualTo(ErrorCode.INTERNAL));
    }

    @Test
    void takesErrorsOfAJobForFailedAttempts() {
        for (Error error : List.of(new StackOverflowError("deep"), new LinkageError("odd"))) {
            engine =
                    text -> {
                        throw error;
                    };
            assertThat(process(processor(), delivery(2)))
                    .isInstanceOfSatisfying(
                            JobOutcome.Retry.class,
                            retry -> assertThat(retry.code()).isEqualTo(ErrorCode.INTERNAL));
        }
    }

    @Test
    void buriesARecordWithoutAValue() {
        JobOutcome outcome = process(processor(), new Delivery(new byte[0], 1));

        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        assertThat(sinks.log).containsExactly("dead invalid_plan");
    }

    @Test
    void buriesARecordThatIsTooDeepToBeRead() {
        JobOutcome outcome =
                process(
                        processor(),
                        new Delivery("[".repeat(900_000).getBytes(StandardCharsets.UTF_8), 1));

        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        assertThat(sinks.log).containsExactly("dead invalid_plan");
    }

    @Test
    void aJobThatEndsItsWorkerTwiceIsGivenUp() {
        engine =
                text -> {
                    throw new InternalError("a mapped file is gone");
                };
        for (int count = 1; count <= 2; count++) {
            int delivery = count;
            assertThatThrownBy(() -> process(processor(), delivery(delivery)))
                    .isInstanceOf(InternalError.class);
        }
        assertThat(process(processor(), delivery(3))).isEqualTo(new JobOutcome.Finished());

        assertThat(sinks.log).endsWith("dead engine_died", "Failed");
    }

    @Test
    void shortagesAreNoAttemptsHoweverManyThereAre() {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.NOT_READY, "no room on the disk");
                };
        JobProcessor processor = processor();
        for (int count = 1; count <= 50; count++) {
            assertThat(process(processor, delivery(count))).isInstanceOf(JobOutcome.Retry.class);
        }
        engine = text -> new float[] {0.25f};
        assertThat(process(processor, delivery(51))).isEqualTo(new JobOutcome.Finished());

        assertThat(result().status()).isEqualTo("completed");
    }

    @Test
    void attemptsThatAStoreGoesDownInAreNoneThoughItCannotBeToldSo() {
        engine =
                text -> {
                    store.setDown(true);
                    return new float[] {0.25f};
                };
        JobProcessor processor = processor();
        for (int count = 1; count <= 50; count++) {
            assertThat(process(processor, delivery(count))).isInstanceOf(JobOutcome.Retry.class);
            store.setDown(false);
        }
        engine = text -> new float[] {0.25f};
        assertThat(process(processor, delivery(51))).isEqualTo(new JobOutcome.Finished());

        assertThat(result().status()).isEqualTo("completed");
    }

    @Test
    void shortagesAreBoundedByTime() {
        engine =
                text -> {
                    throw new UncheckedIOException(new IOException("no room on the disk"));
                };
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        clock = now::get;
        JobProcessor processor = processor();
        int minutes = 0;
        while (process(processor, delivery(2)) instanceof JobOutcome.Retry) {
            minutes++;
            now.set(Instant.EPOCH.plus(Duration.ofMinutes(minutes)));
        }

        assertThat(minutes).isBetween(15, 23);
        assertThat(result().status()).isEqualTo("failed");
        assertThat(sinks.log).endsWith("dead not_ready", "Failed");
    }

    @Test
    void aShortageThatWasOverIsForgotten() {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "refused");
                };
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        clock = now::get;
        JobProcessor processor = processor();
        for (int hour = 0; hour < 10; hour++) {
            now.set(Instant.EPOCH.plus(Duration.ofHours(hour)));
            assertThat(process(processor, delivery(2))).isInstanceOf(JobOutcome.Retry.class);
        }
    }

    @Test
    void pausesGrowWithTheDeliveries() {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "refused");
                };
        JobProcessor processor = processor();
        Duration inAll = Duration.ZERO;
        for (int count = 1; count <= 9; count++) { // the broker's limit is ten deliveries
            JobOutcome outcome = process(processor, delivery(count));
            inAll = inAll.plus(((JobOutcome.Retry) outcome).backoff());
        }
        assertThat(inAll).isGreaterThan(Duration.ofMinutes(2));
    }

    /** Else a sweep gives the request up before, for a reason that is none. */
    @ParameterizedTest
    @ValueSource(ints = {10, 900, 1800, 3600})
    void pausesOutlastThePatienceBeforeTheDeliveriesAreUsedUp(int seconds) {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "refused");
                };
        patience = Duration.ofSeconds(seconds);
        JobProcessor processor = processor();
        Duration inAll = Duration.ZERO;
        for (int requeue = 0; requeue <= 5; requeue++) { // as often as a sweep queues it again
            byte[] job = JobCodec.write(again(job(), requeue));
            for (int count = 1; count <= 10; count++) { // the broker's limit
                JobOutcome outcome = process(processor, new Delivery(job, count));
                inAll = inAll.plus(((JobOutcome.Retry) outcome).backoff());
            }
        }
        // the bound is found by quarters, up to half as long again
        assertThat(inAll).isGreaterThan(patience.multipliedBy(3).dividedBy(2));
    }

    @Test
    void buriesARecordThatIsNoJob() {
        JobOutcome outcome =
                process(processor(), new Delivery("hello".getBytes(StandardCharsets.UTF_8), 1));

        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        assertThat(sinks.log).containsExactly("dead invalid_plan");
        assertThat(store.writes()).isEmpty();
    }

    @Test
    void failsWhatIsPastItsDeadline() {
        SynthesisJob late = like(job()).deadline(Instant.EPOCH).build();

        assertThat(process(late, 1)).isEqualTo(new JobOutcome.Finished());
        assertThat(loaded).as("no voice is loaded for it").isEmpty();
        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo("deadline_exceeded"));
    }

    @Test
    void givesUpAJobInWhichTheEngineDiesTwice() {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.ENGINE_DIED, "signal 11");
                };
        assertThat(process(job(), 1)).isInstanceOf(JobOutcome.Retry.class);
        assertThat(process(job(), 2)).isEqualTo(new JobOutcome.Finished());

        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo("engine_died"));
    }

    @Test
    void aVoiceThatEndedTheEngineIsNotInAllSlotsAtOnce() throws InterruptedException {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.ENGINE_DIED, "no answer");
                };
        SynthesisJob job = job();
        process(job, 1);
        String voice = job.settings().voice() + " " + job.settings().voiceVersion();

        Thread second;
        try (LaneGate.Pass held = gate.enter(Lane.BULK, voice)) {
            assertThat(held.alone()).isFalse();
            second = Thread.ofVirtual().start(() -> enterAndLeave(voice));
            while (gate.waiting(Lane.BULK) == 0 && second.isAlive()) {
                Thread.onSpinWait();
            }
            assertThat(gate.waiting(Lane.BULK)).as("a slot is free").isEqualTo(1);
        }
        second.join();
    }

    private void enterAndLeave(String voice) {
        try (LaneGate.Pass pass = gate.enter(Lane.BULK, voice)) {
            assertThat(pass.alone()).isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of each kind of job: what it said when the engine died is tried again beside nobody. */
    @ParameterizedTest
    @ValueSource(strings = {"single", "part", "assembly"})
    void isAloneInTheEngineAfterADeath(String kind) throws InterruptedException {
        SynthesisJob job =
                switch (kind) {
                    case "single" -> job();
                    case "part" -> PART_0;
                    default -> assemblyWithoutAClip();
                };
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.ENGINE_DIED, "signal 11");
                };
        assertThat(process(job, 1)).isInstanceOf(JobOutcome.Retry.class);
        CountDownLatch spoken = new CountDownLatch(1);
        boolean[] alone = new boolean[1];
        engine =
                text -> {
                    alone[0] |= isKeptOut();
                    spoken.countDown();
                    return new float[] {0.25f};
                };
        assertThat(process(job, 2)).isEqualTo(new JobOutcome.Finished());

        assertThat(spoken.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(alone[0]).isTrue();
    }

    private SynthesisJob assemblyWithoutAClip() {
        process(PART_0, 1);
        process(PART_1, 1);
        store.delete(
                store.writes().stream()
                        .filter(key -> key.startsWith("clips/") && key.endsWith(".wav"))
                        .map(ObjectKey::new)
                        .findFirst()
                        .orElseThrow());
        return jobs.getLast();
    }

    /** Whether another has to wait for the engine. */
    private boolean isKeptOut() {
        Thread other =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                gate.enter(Lane.BULK).close();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        while (other.isAlive() && gate.waiting(Lane.BULK) == 0) {
            Thread.onSpinWait();
        }
        return gate.waiting(Lane.BULK) > 0;
    }
}
