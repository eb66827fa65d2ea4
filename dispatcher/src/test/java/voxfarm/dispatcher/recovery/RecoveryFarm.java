package voxfarm.dispatcher.recovery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.telemetry.InMemoryMetrics;
import voxfarm.common.telemetry.RecordingTracer;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.Acceptances;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.BookAcceptance;
import voxfarm.dispatcher.book.BookKeeper;
import voxfarm.dispatcher.book.BookShares;
import voxfarm.dispatcher.ending.Endings;

/** A bucket, a broker and a clock that a test steps, for what sweeps and rings. */
final class RecoveryFarm {
    static final RequestId ID = new RequestId("r1");

    final InMemoryObjectStore store = new InMemoryObjectStore();
    final RecordingSinks sinks = new RecordingSinks();
    final VoiceCatalog catalog = Voices.catalog(store);
    final Set<RequestId> queued = new HashSet<>();

    /** On the topics of these voices; the others lie on joe's. */
    final Map<RequestId, VoiceId> queuedWith = new HashMap<>();

    final Set<RequestId> told = new HashSet<>();
    final List<VoiceId> prepared = new ArrayList<>();
    boolean topicsUnreadable;
    final List<RequestId> openBooks = new ArrayList<>();
    Runnable onVisit = () -> {};
    Runnable onEnds = () -> {};
    Instant now = Instant.parse("2026-01-31T12:00:00Z");
    long steadyMillis;
    final InstantSource clock = () -> now;
    final InMemoryMetrics metrics = new InMemoryMetrics();
    final RecordingTracer tracer = new RecordingTracer();
    final Endings endings = new Endings(store, sinks, clock);
    final Acceptance acceptance = acceptance(store);
    final OpenIndex index = new OpenIndex(store, clock);

    final JobRecords records =
            new JobRecords() {
                @Override
                public void visit(Visitor visitor) {
                    onVisit.run();
                    if (topicsUnreadable) {
                        throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "down");
                    }
                    queued.forEach(id -> visitor.queued(Voices.JOE.voice(), id));
                    queuedWith.forEach((id, voice) -> visitor.queued(voice, id));
                }

                @Override
                public void prepare(VoiceId voice) {
                    prepared.add(voice);
                }
            };

    final EventHistory history =
            new EventHistory() {
                @Override
                public void ends(Consumer<RequestId> listener) {
                    onEnds.run();
                    told.forEach(listener);
                }

                @Override
                public Optional<Duration> retention() {
                    return Optional.of(Duration.ofDays(7));
                }
            };

    Acceptance acceptance(ObjectStore of) {
        return Acceptances.of(of, catalog, (_, _) -> {}, sinks, endings, _ -> {}, clock);
    }

    BookAcceptance bookAcceptance(ObjectStore of) {
        return Acceptances.bookAcceptance(of, catalog, sinks, new Endings(of, sinks, clock), clock);
    }

    BookKeeper books(ObjectStore of) {
        return books(of, Acceptances.largeShares());
    }

    BookKeeper books(ObjectStore of, BookShares shares) {
        return Acceptances.books(of, catalog, sinks, new Endings(of, sinks, clock), shares, clock);
    }

    /** Another dispatcher's, which has seen nothing yet. */
    Sweeper sweeper() {
        return sweeper(store);
    }

    Sweeper sweeper(ObjectStore of) {
        Complaints complaints = new Complaints();
        return new Sweeper(
                of,
                catalog,
                records,
                new Requeuer(of, books(of), records, sinks, clock),
                new Endings(of, sinks, clock),
                new OpenIndex(of, clock),
                complaints,
                new RecoveryTime(clock, () -> steadyMillis * 1_000_000),
                openBooks::add);
    }

    FullWalk walk() {
        return new FullWalk(store, endings, index, new Complaints(), clock, Optional.empty());
    }

    Recovery recovery(RecoveryConfig config) {
        return recovery(config, TurnTimer::ofMachine);
    }

    Recovery recovery(RecoveryConfig config, Supplier<TurnTimer> timers) {
        return recovery(config, timers, store);
    }

    /** A dispatcher's that sees the bucket so. */
    Recovery recovery(RecoveryConfig config, Supplier<TurnTimer> timers, ObjectStore of) {
        return new Recovery(
                RecoveryPeriods.of(config, Optional.empty()),
                of,
                catalog,
                new TopicRecords(records, history),
                new Remedies(sinks, new Endings(of, sinks, clock), books(of)),
                (what, failure) -> {
                    throw new AssertionError(what, failure);
                },
                new RecoveryTime(clock, () -> steadyMillis * 1_000_000, timers),
                new RecoveryFigures(new Telemetry(metrics, tracer)));
    }

    AcceptedRequest accept(RequestId id, String more) {
        return accept(id, "Hello.", more);
    }

    AcceptedRequest accept(RequestId id, String text, String more) {
        return acceptance
                .admit(
                        id,
                        RequestCodec.read(
                                ("{\"model_id\":\"joe\",\"text\":\"" + text + "\"" + more + "}")
                                        .getBytes(StandardCharsets.UTF_8)))
                .request();
    }

    AcceptedRequest acceptFor(RequestId id, VoiceId voice) {
        return acceptance
                .admit(
                        id,
                        RequestCodec.read(
                                ("{\"model_id\":\"" + voice + "\",\"text\":\"Hello.\"}")
                                        .getBytes(StandardCharsets.UTF_8)))
                .request();
    }

    /** The same request under another id. */
    static AcceptedRequest named(AcceptedRequest request, RequestId id) {
        return new AcceptedRequest(
                id,
                request.bodySha256(),
                request.acceptedBy(),
                request.acceptedAt(),
                request.lane(),
                request.notBefore(),
                request.deadline(),
                request.settings(),
                request.text(),
                request.textKey(),
                request.planKey(),
                request.segments(),
                request.parts(),
                request.window(),
                request.labels(),
                List.of());
    }

    /** Both clocks. */
    void later(long seconds) {
        now = now.plusSeconds(seconds);
        steadyMillis += seconds * 1000;
    }

    /** What a worker stores. */
    void storeResult(AcceptedRequest request, AcceptedBy acceptedBy) {
        store.create(
                BucketLayout.result(request.id()),
                ResultCodec.write(
                        new SynthesisResult(
                                request.id(),
                                acceptedBy,
                                request.settings(),
                                new SynthesisResult.Outcome.Cancelled(),
                                Optional.empty(),
                                List.of(),
                                now,
                                Optional.empty(),
                                now,
                                1,
                                "w",
                                "b",
                                1,
                                EngineWork.NONE,
                                List.of())),
                "application/json");
    }

    SynthesisResult result(RequestId id) {
        return new ResultStore(store).find(id).orElseThrow();
    }

    /** Puts an object there, whatever was there before. */
    void overwrite(ObjectKey key, String body) {
        store.delete(key);
        store.create(key, body.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    List<String> keys(String prefix) {
        List<String> found = new ArrayList<>();
        for (ObjectListing listing = new ObjectListing(store, prefix); listing.hasNext(); ) {
            ObjectInfo info = listing.next();
            found.add(info.key().value());
        }
        return found;
    }
}
