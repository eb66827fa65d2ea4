package voxfarm.bench.protocol;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import voxfarm.app.wiring.BookOrders;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.AcceptanceStamps;
import voxfarm.dispatcher.acceptance.BookAcceptance;
import voxfarm.dispatcher.acceptance.Judge;
import voxfarm.dispatcher.acceptance.LaneConfig;
import voxfarm.dispatcher.acceptance.WaitingRequests;
import voxfarm.dispatcher.book.BookDesk;
import voxfarm.dispatcher.book.BookKeeper;
import voxfarm.dispatcher.book.BookShares;
import voxfarm.dispatcher.book.BooksConfig;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.intake.TopicDoor;
import voxfarm.dispatcher.planner.PlanningTurns;
import voxfarm.dispatcher.recovery.Books;
import voxfarm.dispatcher.recovery.Recovery;
import voxfarm.dispatcher.recovery.RecoveryConfig;
import voxfarm.dispatcher.recovery.RecoveryPeriods;
import voxfarm.dispatcher.recovery.RecoveryTime;
import voxfarm.dispatcher.recovery.Remedies;
import voxfarm.dispatcher.recovery.TopicRecords;
import voxfarm.dispatcher.retention.RequestPurge;

/** A dispatcher: takes submissions, sweeps, and knows only what it read since it was started. */
final class DispatcherProcess implements Runnable {
    private static final int MOST_JOBS = 8;
    private static final int SWEEP_MILLIS = 1000 * RecoveryConfig.DEFAULTS.periodSeconds();
    private static final long ROUND_MILLIS = 500;

    private final World world;
    private final SimBroker broker;
    private final ObjectStore plain;
    private final ObjectStore store;
    private final ObjectStore swept;
    private final Promises promises;
    private final InstantSource clock;
    private final LaneConfig lanes;
    private final Sabotage sabotage;
    private final boolean deletesByAge;

    /**
     * @param deletesByAge whether it does, once a day and when it is asked to
     */
    DispatcherProcess(
            World world,
            SimBroker broker,
            ObjectStore store,
            Promises promises,
            InstantSource clock,
            LaneConfig lanes,
            Sabotage sabotage,
            boolean deletesByAge) {
        this.world = world;
        this.broker = broker;
        this.plain = store;
        this.store = SabotagedStore.of(store, sabotage);
        this.swept = SabotagedStore.of(store, sabotage);
        this.promises = promises;
        this.clock = clock;
        this.lanes = lanes;
        this.sabotage = sabotage;
        this.deletesByAge = deletesByAge;
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

    private Acceptance acceptance(VoiceCatalog voices, WaitingRequests waiting) {
        return acceptance(store, voices, waiting);
    }

    private Acceptance acceptance(ObjectStore of, VoiceCatalog voices, WaitingRequests waiting) {
        return new Acceptance(
                of,
                Judge.lenient(of, voices, lanes, this::nanos),
                SabotagedOutbox.ofAcceptance(broker, sabotage),
                endings(),
                waiting,
                world::inAnyOrder,
                new AcceptanceStamps(clock, world.random()),
                new PlanningTurns());
    }

    RequestStore requests() {
        return new RequestStore(store);
    }

    Endings endings() {
        return new Endings(store, broker, clock);
    }

    /** What deletes a request when a caller asks for it. */
    RequestPurge purge() {
        return purge(store);
    }

    private RequestPurge purge(ObjectStore of) {
        return new RequestPurge(of, new Endings(of, broker, clock), _ -> {}, clock);
    }

    /** What it deletes by age. */
    Upkeep upkeep() {
        ObjectStore kept = SabotagedStore.ofRetention(plain, sabotage);
        return new Upkeep(world, kept, purge(kept), promises, clock);
    }

    /** What answers a caller by HTTP: one that was just started answers, too. */
    Acceptance door() {
        VoiceCatalog voices = new VoiceCatalog(store);
        var _ = list(voices);
        return acceptance(voices, _ -> {});
    }

    /** As {@link #door}, for books. */
    BookAcceptance bookDoor() {
        VoiceCatalog voices = new VoiceCatalog(store);
        var _ = list(voices);
        return bookAcceptance(voices, _ -> {});
    }

    @Override
    public void run() {
        int generation = broker.generation();
        int heard = broker.events();
        VoiceCatalog voices = new VoiceCatalog(store);
        boolean listed = false;
        Endings endings = endings();
        Recovery recovery = recovery(voices, endings);
        BookDesk books =
                new BookDesk(
                        new BookOrders(),
                        bookAcceptance(voices, recovery),
                        store,
                        BooksConfig.DEFAULTS);
        TopicDoor door =
                new TopicDoor(acceptance(voices, recovery), books, endings, store, broker, clock);
        if (sabotage != Sabotage.NO_SWEEPER) {
            List.<Supplier<Duration>>of(
                            recovery::sweepTurn, recovery::alarmTurn, recovery::walkTurn)
                    .forEach(this::takeTurns);
        }
        if (deletesByAge) {
            upkeep().start();
        }
        while (broker.generation() == generation) {
            listed = listed || list(voices);
            for (; heard < broker.events(); heard++) {
                broker.ended(heard).ifPresent(recovery::ended);
            }
            var _ = recovery.bookTurn();
            try {
                takeSubmission(door);
            } catch (VoxfarmException e) {
                promises.check(e.code().retryable(), "a dispatcher failed: " + e.getMessage());
            }
            world.sleep(ROUND_MILLIS);
        }
    }

    private Recovery recovery(VoiceCatalog voices, Endings endings) {
        return new Recovery(
                RecoveryPeriods.DEFAULTS,
                swept,
                voices,
                new TopicRecords(broker.records(), broker.history()),
                new Remedies(
                        SabotagedOutbox.ofRecovery(broker, sabotage),
                        endings,
                        takesOn(voices, endings)),
                (what, failure) -> {
                    promises.check(false, "a dispatcher ended: " + what + ": " + failure);
                },
                new RecoveryTime(clock, this::nanos));
    }

    private Books takesOn(VoiceCatalog voices, Endings endings) {
        BookKeeper books =
                new BookKeeper(
                        store,
                        bookAcceptance(voices, _ -> {}),
                        endings,
                        SabotagedOutbox.ofRecovery(broker, sabotage),
                        new BookShares(
                                lanes, () -> world.random().nextInt(MOST_JOBS + 1), this::nanos),
                        clock);
        return sabotage == Sabotage.BOUND_EARLY
                ? book -> books.takeOn(book) || requests().exists(ChapterIds.of(book.id(), 1))
                : books;
    }

    private BookAcceptance bookAcceptance(VoiceCatalog voices, WaitingRequests waiting) {
        return new BookAcceptance(
                store,
                acceptance(voices, waiting),
                Judge.lenient(store, voices, lanes, this::nanos),
                new AcceptanceStamps(clock, world.random()),
                world::inAnyOrder,
                lanes.chaptersAtOnce());
    }

    private long nanos() {
        return world.millis() * 1_000_000;
    }

    /** As a thread of recovery does; dispatchers that start at once do not sweep at once. */
    private void takeTurns(Supplier<Duration> turn) {
        world.fork(
                "recovery",
                () -> {
                    world.sleep(world.random().nextInt(SWEEP_MILLIS));
                    while (true) {
                        world.sleep(Math.max(1, turn.get().toMillis()));
                    }
                });
    }

    private void takeSubmission(TopicDoor door) {
        int offset = broker.committed();
        Optional<byte[]> record = broker.submission();
        if (record.isPresent()) {
            door.submit("topic", 0, offset, record.get());
            broker.commit(offset + 1);
        }
    }
}
