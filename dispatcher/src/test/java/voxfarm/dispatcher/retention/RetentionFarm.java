package voxfarm.dispatcher.retention;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.ClipStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.clip.Clip;
import voxfarm.common.clip.ClipHash;
import voxfarm.common.files.Sha256;
import voxfarm.common.job.JobId;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.Acceptances;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.recovery.EventHistory;
import voxfarm.dispatcher.recovery.JobRecords;
import voxfarm.dispatcher.recovery.Recovery;
import voxfarm.dispatcher.recovery.RecoveryConfig;
import voxfarm.dispatcher.recovery.RecoveryPeriods;
import voxfarm.dispatcher.recovery.RecoveryTime;
import voxfarm.dispatcher.recovery.Remedies;
import voxfarm.dispatcher.recovery.TopicRecords;

/** A bucket whose clock a test steps, with what accepts, speaks, walks and deletes. */
final class RetentionFarm {
    private static final byte[] AUDIO = {1, 2, 3, 4};
    private static final String JSON = "application/json";

    Instant now = Instant.parse("2026-01-31T12:00:00Z");
    final InstantSource clock = () -> now;
    final InMemoryObjectStore store = new InMemoryObjectStore(clock);
    final RecordingSinks sinks = new RecordingSinks();
    final List<RequestId> dropped = new ArrayList<>();
    private final VoiceCatalog catalog = Voices.catalog(store);
    final Acceptance acceptance = acceptance(store);

    private Acceptance acceptance(ObjectStore of) {
        return Acceptances.of(of, catalog, (_, _) -> {}, sinks, endings(of), _ -> {}, clock);
    }

    Endings endings(ObjectStore of) {
        return new Endings(of, sinks, clock);
    }

    RequestPurge purge() {
        return purge(store);
    }

    RequestPurge purge(ObjectStore of) {
        return new RequestPurge(of, endings(of), dropped::add, clock);
    }

    void later(long seconds) {
        now = now.plusSeconds(seconds);
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

    List<Segment> segments(AcceptedRequest request) {
        List<Segment> segments = new ArrayList<>();
        byte[] plan = store.read(request.planKey(), 1 << 20).orElseThrow();
        try (ByteArrayInputStream in = new ByteArrayInputStream(plan)) {
            for (Iterator<PlannedSegment> all = PlanCodec.read(in); all.hasNext(); ) {
                segments.add(all.next().segment());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return segments;
    }

    /** As a worker does: clips where somebody listens, audio, result, event. */
    SynthesisResult speak(AcceptedRequest request) {
        SynthesisResult result = storeResult(request);
        endings(store).tell(request, result);
        return result;
    }

    SynthesisResult storeResult(AcceptedRequest request) {
        ClipStore clips = new ClipStore(store);
        ClipStore.User user = new ClipStore.User(request.id(), request.acceptedBy());
        if (request.settings().output().stream()) {
            for (Segment segment : segments(request)) {
                Clip clip =
                        clips.store(
                                ClipHash.of(request.settings(), segment),
                                PcmAudio.silence(0.1, 22050),
                                List.of(),
                                List.of(),
                                new Clip.Made(
                                        user.madeIn(JobId.single(request.id())), EngineWork.NONE));
                clips.use(clip, user);
            }
        }
        ObjectKey audio = BucketLayout.audio(request.id(), "wav");
        store.create(audio, AUDIO, "audio/wav");
        SynthesisResult result =
                new SynthesisResult(
                        request.id(),
                        request.acceptedBy(),
                        request.settings(),
                        new SynthesisResult.Outcome.Completed(
                                new StoredAudio(
                                        audio,
                                        store.uri(audio),
                                        AudioFormat.WAV,
                                        22050,
                                        1,
                                        0.1,
                                        AUDIO.length,
                                        Sha256.hex(AUDIO),
                                        Optional.empty())),
                        Optional.empty(),
                        List.of(),
                        request.acceptedAt(),
                        Optional.of(now),
                        now,
                        1,
                        "w",
                        "b",
                        request.segments(),
                        EngineWork.NONE,
                        List.of());
        store.create(BucketLayout.result(request.id()), ResultCodec.write(result), JSON);
        return result;
    }

    /** As a dispatcher does that has just started, long after whatever happened before. */
    void walkAndSweep() {
        walkAndSweep(Optional.empty());
    }

    /**
     * @param resultsKept for how long results are
     */
    void walkAndSweep(Optional<Duration> resultsKept) {
        var _ = recovery(resultsKept).walkTurn();
        Recovery recovery = recovery(resultsKept);
        for (int i = 0; i < 40; i++) {
            steadySeconds += 60;
            var _ = recovery.sweepTurn();
        }
    }

    private long steadySeconds;

    private Recovery recovery(Optional<Duration> resultsKept) {
        return new Recovery(
                RecoveryPeriods.of(RecoveryConfig.DEFAULTS, resultsKept),
                store,
                catalog,
                new TopicRecords(records, NO_HISTORY),
                new Remedies(
                        sinks,
                        endings(store),
                        Acceptances.books(
                                store,
                                catalog,
                                sinks,
                                endings(store),
                                Acceptances.largeShares(),
                                clock)),
                (what, failure) -> {
                    throw new AssertionError(what, failure);
                },
                new RecoveryTime(clock, () -> steadySeconds * 1_000_000_000));
    }

    /** Requests whose jobs wait on their topic. */
    final Set<RequestId> queued = new HashSet<>();

    private final JobRecords records =
            new JobRecords() {
                @Override
                public void visit(Visitor visitor) {
                    queued.forEach(id -> visitor.queued(new VoiceId("joe"), id));
                }

                @Override
                public void prepare(VoiceId voice) {}
            };

    private static final EventHistory NO_HISTORY =
            new EventHistory() {
                @Override
                public void ends(Consumer<RequestId> listener) {}

                @Override
                public Optional<Duration> retention() {
                    return Optional.empty();
                }
            };

    List<String> keys(String prefix) {
        List<String> found = new ArrayList<>();
        new ObjectListing(store, prefix).forEachRemaining(info -> found.add(info.key().value()));
        return found;
    }

    String text(String key) {
        return new String(
                store.read(new ObjectKey(key), 1 << 20).orElseThrow(), StandardCharsets.UTF_8);
    }

    void delete(String key) {
        store.delete(new ObjectKey(key));
    }

    /** As somebody who works on the bucket by hand. */
    void overwrite(String key, String document) {
        store.replace(new ObjectKey(key), document.getBytes(StandardCharsets.UTF_8), JSON);
    }
}
