package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.Lane;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.worker.engine.TextEngine;
import voxfarm.worker.residency.ResidentVoices;
import voxfarm.worker.speak.LaneGate;

/** A worker stops while its jobs are anywhere: each ends or is handed back, and leaves no mark. */
@Timeout(60) // who waits for a turn that never comes must not hold up the build
class StopTest extends ProcessorFixture {
    private final AtomicBoolean stopping = new AtomicBoolean();

    StopTest() {
        super(new Interruptible());
    }

    /** Refuses an interrupted thread, as clients of a real one do. */
    private static final class Interruptible extends InMemoryObjectStore {
        private static void check() {
            if (Thread.currentThread().isInterrupted()) {
                throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "Thread was interrupted");
            }
        }

        @Override
        public synchronized Created create(ObjectKey key, byte[] body, String contentType) {
            check();
            return super.create(key, body, contentType);
        }

        @Override
        public synchronized void delete(ObjectKey key) {
            check();
            super.delete(key);
        }
    }

    enum Waits {
        TO_LOAD,
        TO_SPEAK
    }

    private ResidentVoices voices(Waits waits) {
        ResidentVoices voices =
                voices(new TextEngine(text -> engine.apply(text), loaded::add), VOICE);
        if (waits == Waits.TO_SPEAK) {
            voices.lease(VOICE, VERSION, false, _ -> gate.enterAlone()).close();
        }
        return voices;
    }

    private CompletableFuture<JobOutcome> begin(JobProcessor processor, SynthesisJob job) {
        CompletableFuture<JobOutcome> outcome = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() ->
                        outcome.complete(
                                processor.process(
                                        new Delivery(JobCodec.write(job), 3), stopping::get)));
        return outcome;
    }

    private void assertHandedBack(JobOutcome outcome) {
        assertThat(outcome).isEqualTo(new JobOutcome.HandedBack());
        assertThat(store.list("requests/r1/attempts/", Optional.empty(), 10).objects()).isEmpty();
        assertThat(store.head(BucketLayout.result(ID))).isEmpty();
    }

    /** All slots are taken by others, for longer than the drain. */
    @ParameterizedTest
    @EnumSource
    void handsBackWhatWaitsForItsTurn(Waits waits) throws Exception {
        JobProcessor processor = processor(voices(waits));
        try (LaneGate.Pass one = gate.enter(Lane.BULK);
                LaneGate.Pass two = gate.enter(Lane.BULK)) {
            assertThat(one.alone() || two.alone()).isFalse();
            CompletableFuture<JobOutcome> outcome = begin(processor, job());
            while (gate.waiting(Lane.INTERACTIVE) == 0) {
                Thread.onSpinWait();
            }
            stopping.set(true);

            assertHandedBack(outcome.get());
            assertThat(gate.waiting(Lane.INTERACTIVE)).isZero();
        }
    }

    @Test
    void handsBackAPartThatWaitsForItsTurn() throws Exception {
        JobProcessor processor = processor(voices(Waits.TO_SPEAK));
        try (LaneGate.Pass one = gate.enter(Lane.BULK);
                LaneGate.Pass two = gate.enter(Lane.BULK)) {
            assertThat(one.alone() || two.alone()).isFalse();
            CompletableFuture<JobOutcome> outcome = begin(processor, PART_0);
            while (gate.waiting(Lane.BULK) == 0) {
                Thread.onSpinWait();
            }
            stopping.set(true);

            assertHandedBack(outcome.get());
        }
    }

    /** Whoever stops the worker interrupts what did not end by itself. */
    @ParameterizedTest
    @ValueSource(strings = {"not_ready", "store_unavailable"})
    void anInterruptedAttemptLeavesNoMark(String code) throws Exception {
        engine =
                text -> {
                    stopping.set(true);
                    Thread.currentThread().interrupt();
                    throw new VoxfarmException(
                            ErrorCode.ofWireName(code).orElseThrow(), "this worker is stopping");
                };

        assertHandedBack(begin(processor(voices(Waits.TO_SPEAK)), job()).get());
    }

    @Test
    void anAttemptThatIsInterruptedAsItBeginsLeavesNoMark() throws Exception {
        stopping.set(true);
        CompletableFuture<JobOutcome> outcome = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        JobProcessor processor = processor(voices(Waits.TO_SPEAK));
        Thread.ofVirtual()
                .start(() -> {
                    Thread.currentThread().interrupt();
                    outcome.complete(processor.process(delivery(3), stopping::get));
                    flag.complete(Thread.currentThread().isInterrupted());
                });

        assertHandedBack(outcome.get());
        assertThat(flag.get()).as("the flag is put back").isTrue();
    }

    /** The same without a stop is a shortage, as ever. */
    @Test
    void whatIsMissingWithoutAStopIsTriedAgain() throws Exception {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.NOT_READY, "no room");
                };

        assertThat(begin(processor(voices(Waits.TO_SPEAK)), job()).get())
                .isInstanceOf(JobOutcome.Retry.class);
    }
}
