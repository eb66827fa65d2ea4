package voxfarm.bench.protocol;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceCatalog;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.LaneConfig;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.intake.TopicDoor;
import voxfarm.dispatcher.recovery.SeenEnds;
import voxfarm.dispatcher.recovery.Sweeper;
import voxfarm.dispatcher.status.EventProjector;

/** A dispatcher: takes submissions, sweeps, and knows only what it read since it was started. */
final class DispatcherProcess implements Runnable {
    private static final int REMEMBERED = 1000;
    private static final Duration GRACE = Duration.ofSeconds(45);
    private static final long SWEEP_MILLIS = 30_000;
    private static final long ROUND_MILLIS = 500;

    private final World world;
    private final SimBroker broker;
    private final ObjectStore store;
    private final Promises promises;
    private final InstantSource clock;
    private final LaneConfig lanes;
    private final Sabotage sabotage;

    DispatcherProcess(
            World world,
            SimBroker broker,
            ObjectStore store,
            Promises promises,
            InstantSource clock,
            LaneConfig lanes,
            Sabotage sabotage) {
        this.world = world;
        this.broker = broker;
        this.store = store;
        this.promises = promises;
        this.clock = clock;
        this.lanes = lanes;
        this.sabotage = sabotage;
    }

    /** A dispatcher takes submissions whether it could list the voices or not. */
    private static boolean list(VoiceCatalog voices) {
        try {
            voices.refresh();
            return true;
        } catch (VoxfarmException e) {
            return false;
        }
    }

    Acceptance acceptance(VoiceCatalog voices) {
        return new Acceptance(
                store, voices, Map.of(), (_, _) -> {}, lanes, broker, broker, _ -> {}, clock);
    }

    Endings endings() {
        return new Endings(store, broker, broker, broker, clock);
    }

    /** What answers a caller by HTTP: one that was just started answers, too. */
    Acceptance door() {
        VoiceCatalog voices = new VoiceCatalog(store);
        var _ = list(voices);
        return acceptance(voices);
    }

    @Override
    public void run() {
        SeenEnds seen = new SeenEnds();
        EventProjector projector = new EventProjector(REMEMBERED);
        int[] read = {0};
        int generation = broker.generation();
        VoiceCatalog voices = new VoiceCatalog(store);
        boolean listed = false;
        Acceptance acceptance = acceptance(voices);
        Endings endings = endings();
        TopicDoor door = new TopicDoor(acceptance, endings, store, broker, clock);
        Sweeper sweeper =
                new Sweeper(
                        store,
                        acceptance,
                        broker::queued,
                        broker,
                        endings,
                        seen,
                        () -> true,
                        clock);
        long nextSweep = world.millis() + world.random().nextInt((int) SWEEP_MILLIS);
        while (broker.generation() == generation) {
            listed = listed || list(voices);
            try {
                takeSubmission(door);
                if (world.millis() >= nextSweep && sabotage != Sabotage.NO_SWEEPER) {
                    follow(projector, seen, read);
                    sweeper.sweep(new Sweeper.Scope(GRACE, Instant.EPOCH), _ -> {});
                    nextSweep = world.millis() + SWEEP_MILLIS;
                }
            } catch (VoxfarmException e) {
                promises.check(e.code().retryable(), "a dispatcher failed: " + e.getMessage());
            }
            world.sleep(ROUND_MILLIS);
        }
    }

    private void takeSubmission(TopicDoor door) {
        int offset = broker.committed();
        Optional<byte[]> record = broker.submission();
        if (record.isPresent()) {
            door.submit("topic", 0, offset, record.get());
            broker.commit(offset + 1);
        }
    }

    private void follow(EventProjector projector, SeenEnds seen, int[] read) {
        List<byte[]> events = broker.eventsFrom(read[0]);
        events.forEach(event -> projector.accept(event).ifPresent(seen::add));
        read[0] += events.size();
    }
}
