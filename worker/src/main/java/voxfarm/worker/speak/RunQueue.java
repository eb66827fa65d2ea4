package voxfarm.worker.speak;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Lane;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.StageTimes;
import voxfarm.worker.engine.Utterance;
import voxfarm.worker.residency.SpeedMeter;

/**
 * The queue in front of the device. Jobs in hand bring their utterances; whoever's turn it is by
 * the rules of {@link LaneGate} takes along what waits behind it for the same voice, whichever job
 * it is of, until the voice's batch is full. So a device with a batch is fed by many jobs, and one
 * without is used as if each job came alone.
 *
 * <p>What fails in company, by a defect too, is spoken again by itself, so that a job fails by its
 * own fault only. An engine that dies ends all who were in it, as it does with those in other
 * slots; its voice takes nobody along from then on, and the jobs' next attempts are alone.
 * Thread-safe.
 */
public final class RunQueue {
    private static final Logger LOG = LoggerFactory.getLogger(RunQueue.class);

    private final LaneGate gate;
    private final NanoTicker ticker;
    private final WorkMeter meter;

    public RunQueue(LaneGate gate, NanoTicker ticker, WorkMeter meter) {
        this.gate = gate;
        this.ticker = ticker;
        this.meter = meter;
    }

    /**
     * A voice in use.
     *
     * @param name with its version
     * @param revive loads it again where the engine died since; called with the pass in hand
     * @param speed told of each run
     */
    public record Speaker(
            String name, LoadedVoice voice, Consumer<LaneGate.Pass> revive, SpeedMeter speed) {
        /** Its id alone. */
        String id() {
            int blank = name.indexOf(' ');
            return blank < 0 ? name : name.substring(0, blank);
        }
    }

    /**
     * What was spoken.
     *
     * @param nanos of the device, as this job's share
     */
    public record Run(List<LoadedVoice.Spoken> spoken, long nanos) {
        public Run {
            spoken = List.copyOf(spoken);
        }
    }

    /** Utterances that wait, and may be taken along. */
    private static final class Waiting implements LaneGate.Rider {
        private final List<Utterance> utterances;
        private final CompletableFuture<Run> run = new CompletableFuture<>();

        Waiting(List<Utterance> utterances) {
            this.utterances = utterances;
        }

        @Override
        public int size() {
            return utterances.size();
        }
    }

    /**
     * Speaks when it is this lane's turn.
     *
     * @param patience how long it may wait for that turn
     * @throws VoxfarmException as {@link LoadedVoice#speakAll}; {@code NOT_READY} if the worker is
     *     stopped meanwhile, or it may not wait any more
     */
    public Run speak(
            Lane lane, Speaker speaker, List<Utterance> utterances, LaneGate.Patience patience) {
        Waiting mine = new Waiting(utterances);
        try {
            Optional<LaneGate.Pass> admitted =
                    gate.enterOrRide(lane, speaker.name(), mine, patience);
            if (admitted.isEmpty()) {
                return mine.run.get();
            }
            try (LaneGate.Pass pass = admitted.get()) {
                return lead(pass, speaker, mine);
            }
        } catch (InterruptedException e) {
            throw stopped(e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case VoxfarmException told ->
                        throw new VoxfarmException(told.code(), told.getMessage(), told);
                case RuntimeException defect -> throw defect; // as whoever leads a run meets it
                case Error defect -> throw defect;
                case null, default ->
                        throw new VoxfarmException(
                                ErrorCode.ENGINE_FAILED, "the engine failed: " + e.getCause(), e);
            }
        }
    }

    /** Speaks with nothing else in the engine: for what may end it. */
    public Run speakAlone(Speaker speaker, List<Utterance> utterances, LaneGate.Patience patience) {
        try (LaneGate.Pass pass = gate.enterAlone(patience)) {
            speaker.revive().accept(pass);
            return run(speaker, utterances);
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    private static VoxfarmException stopped(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new VoxfarmException(
                ErrorCode.NOT_READY, "this worker was stopped in the middle", e);
    }

    private Run lead(LaneGate.Pass pass, Speaker speaker, Waiting mine) {
        speaker.revive().accept(pass); // before others depend on it
        int room = speaker.voice().batchSize() - mine.size();
        List<Waiting> others = new ArrayList<>();
        try {
            for (LaneGate.Rider rider : pass.takeAlong(room)) {
                others.add((Waiting) rider);
            }
            return others.isEmpty()
                    ? run(speaker, mine.utterances)
                    : together(speaker, mine, others);
        } finally { // whatever happened here, nobody waits for ever
            VoxfarmException left =
                    new VoxfarmException(ErrorCode.NOT_READY, "the run ended before its turn came");
            others.forEach(other -> other.run.completeExceptionally(left));
        }
    }

    private Run together(Speaker speaker, Waiting mine, List<Waiting> others) {
        List<Utterance> all = new ArrayList<>(mine.utterances);
        others.forEach(other -> all.addAll(other.utterances));
        Run whole;
        try {
            whole = run(speaker, all);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            if (e instanceof VoxfarmException told && told.code() == ErrorCode.ENGINE_DIED) {
                others.forEach(other -> other.run.completeExceptionally(told));
                throw told;
            }
            LOG.info("voice {}: {} failed together: {}", speaker.name(), all.size(), e.toString());
            others.forEach(other -> apart(speaker, other));
            return run(speaker, mine.utterances);
        }
        int at = mine.size();
        for (Waiting other : others) {
            other.run.complete(share(whole, at, other.size()));
            at += other.size();
        }
        return share(whole, 0, mine.size());
    }

    private void apart(Speaker speaker, Waiting one) {
        try {
            one.run.complete(run(speaker, one.utterances));
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            one.run.completeExceptionally(e);
        }
    }

    private static Run share(Run whole, int from, int count) {
        return new Run(
                whole.spoken().subList(from, from + count),
                whole.nanos() * count / whole.spoken().size());
    }

    /** A voice that hangs or kills the engine must not do so in all slots at once. */
    private Run run(Speaker speaker, List<Utterance> utterances) {
        long begun = ticker.nanos();
        StageTimes stages = new StageTimes();
        List<LoadedVoice.Spoken> spoken;
        try {
            spoken = stages.during(() -> speaker.voice().speakAll(utterances));
        } catch (VoxfarmException e) {
            if (e.code() == ErrorCode.ENGINE_DIED) {
                gate.limit(speaker.name());
            }
            throw e;
        }
        if (spoken.size() != utterances.size()) { // shares of it would be another's
            throw new IllegalStateException(
                    "voice %s: expected %d utterances, was %d"
                            .formatted(speaker.name(), utterances.size(), spoken.size()));
        }
        long took = ticker.nanos() - begun;
        double audio = spoken.stream().mapToDouble(s -> s.audio().durationSeconds()).sum();
        meter.add(speaker.id(), took, audio);
        meter.ran(stages, (double) utterances.size() / speaker.voice().batchSize());
        speaker.speed().add(took / 1e9, audio);
        return new Run(spoken, took);
    }
}
