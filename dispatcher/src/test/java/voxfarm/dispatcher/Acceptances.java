package voxfarm.dispatcher;

import java.security.SecureRandom;
import java.time.InstantSource;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.event.Outbox;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.AcceptanceStamps;
import voxfarm.dispatcher.acceptance.BookAcceptance;
import voxfarm.dispatcher.acceptance.FarmChecks;
import voxfarm.dispatcher.acceptance.Judge;
import voxfarm.dispatcher.acceptance.LaneConfig;
import voxfarm.dispatcher.acceptance.OutputCheck;
import voxfarm.dispatcher.acceptance.VoiceCheck;
import voxfarm.dispatcher.acceptance.VoiceDefaults;
import voxfarm.dispatcher.acceptance.WaitingRequests;
import voxfarm.dispatcher.book.BookDesk;
import voxfarm.dispatcher.book.BookKeeper;
import voxfarm.dispatcher.book.BookShares;
import voxfarm.dispatcher.book.BooksConfig;
import voxfarm.dispatcher.callback.CallbackTargets;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.planner.PlanningTurns;

/** Acceptances for tests: the default lanes. */
public final class Acceptances {
    private Acceptances() {}

    /** What accepts books, three chapters at a time. */
    public static BookAcceptance bookAcceptance(
            ObjectStore store,
            VoiceCatalog catalog,
            Outbox outbox,
            Endings endings,
            InstantSource clock) {
        return bookAcceptance(store, catalog, outbox, endings, clock, CallbackTargets.NONE);
    }

    private static BookAcceptance bookAcceptance(
            ObjectStore store,
            VoiceCatalog catalog,
            Outbox outbox,
            Endings endings,
            InstantSource clock,
            CallbackTargets callbacks) {
        return new BookAcceptance(
                store,
                of(store, catalog, (_, _) -> {}, outbox, endings, _ -> {}, clock),
                new Judge(
                        store,
                        catalog,
                        VoiceDefaults.NONE,
                        new FarmChecks(_ -> {}, (_, _) -> {}, callbacks),
                        LaneConfig.DEFAULTS,
                        () -> clock.millis() * 1_000_000),
                new AcceptanceStamps(clock, new SecureRandom()),
                SideBySide.AT_ONCE,
                LaneConfig.DEFAULTS.chaptersAtOnce());
    }

    /** Where such books come in, as lists of texts. */
    public static BookDesk desk(
            ObjectStore store,
            VoiceCatalog catalog,
            Outbox outbox,
            Endings endings,
            InstantSource clock) {
        return desk(store, catalog, outbox, endings, clock, CallbackTargets.NONE);
    }

    /** As the other, of a farm that calls some. */
    public static BookDesk desk(
            ObjectStore store,
            VoiceCatalog catalog,
            Outbox outbox,
            Endings endings,
            InstantSource clock,
            CallbackTargets callbacks) {
        return new BookDesk(
                new TextLists(),
                bookAcceptance(store, catalog, outbox, endings, clock, callbacks),
                store,
                BooksConfig.DEFAULTS);
    }

    /** Of a fleet that has room for as many jobs as a chapter may ever have queued. */
    public static BookShares largeShares() {
        return new BookShares(LaneConfig.DEFAULTS, () -> 10_000, () -> 0);
    }

    /** What takes such books on. */
    public static BookKeeper books(
            ObjectStore store,
            VoiceCatalog catalog,
            Outbox outbox,
            Endings endings,
            BookShares shares,
            InstantSource clock) {
        return new BookKeeper(
                store,
                bookAcceptance(store, catalog, outbox, endings, clock),
                endings,
                outbox,
                shares,
                clock);
    }

    public static Acceptance of(
            ObjectStore store,
            VoiceCatalog catalog,
            OutputCheck output,
            Outbox outbox,
            Endings endings,
            WaitingRequests waiting,
            InstantSource clock) {
        return of(store, catalog, output, _ -> {}, outbox, endings, waiting, clock);
    }

    public static Acceptance of(
            ObjectStore store,
            VoiceCatalog catalog,
            OutputCheck output,
            VoiceCheck voices,
            Outbox outbox,
            Endings endings,
            WaitingRequests waiting,
            InstantSource clock) {
        return of(
                store,
                catalog,
                VoiceDefaults.NONE,
                output,
                voices,
                outbox,
                endings,
                waiting,
                clock);
    }

    public static Acceptance of(
            ObjectStore store,
            VoiceCatalog catalog,
            VoiceDefaults defaults,
            OutputCheck output,
            VoiceCheck voices,
            Outbox outbox,
            Endings endings,
            WaitingRequests waiting,
            InstantSource clock) {
        return of(
                store,
                catalog,
                defaults,
                output,
                voices,
                outbox,
                endings,
                waiting,
                clock,
                CallbackTargets.NONE);
    }

    public static Acceptance of(
            ObjectStore store,
            VoiceCatalog catalog,
            VoiceDefaults defaults,
            OutputCheck output,
            VoiceCheck voices,
            Outbox outbox,
            Endings endings,
            WaitingRequests waiting,
            InstantSource clock,
            CallbackTargets callbacks) {
        return new Acceptance(
                store,
                new Judge(
                        store,
                        catalog,
                        defaults,
                        new FarmChecks(voices, output, callbacks),
                        LaneConfig.DEFAULTS,
                        () -> clock.millis() * 1_000_000),
                outbox,
                endings,
                waiting,
                SideBySide.AT_ONCE,
                new AcceptanceStamps(clock, new SecureRandom()),
                new PlanningTurns());
    }
}
