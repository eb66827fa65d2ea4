package voxfarm.dispatcher.recovery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.JobSink;
import voxfarm.common.job.Lane;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.PlanParts;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.JobMaker;
import voxfarm.dispatcher.ending.Endings;

/**
 * Compares the bucket with Kafka and mends what is missing there: a request without a result of
 * which no record is queued is queued again, a result without its event gets one
 * (docs/architecture.md, delivery). Any number of dispatchers may sweep at once: each note of a
 * requeue is written once, and whoever wrote it produces. Not thread-safe; {@link #sweep} and the
 * others are called from one thread.
 */
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    /** A request that was lost this often is given up. */
    private static final int MOST_REQUEUES = 5;

    private static final int MOST_NOTES = 1000;
    private static final int MAX_NOTE_BYTES = 1 << 16;
    private static final String JSON = "application/json";

    private final ObjectStore store;
    private final Acceptance acceptance;
    private final JobRecords records;
    private final JobSink jobs;
    private final Endings endings;
    private final SeenEnds seenEnds;
    private final BooleanSupplier seenAll;
    private final InstantSource clock;

    /**
     * @param seenAll whether {@code seenEnds} has read the event topic to its end
     */
    public Sweeper(
            ObjectStore store,
            Acceptance acceptance,
            JobRecords records,
            JobSink jobs,
            Endings endings,
            SeenEnds seenEnds,
            BooleanSupplier seenAll,
            InstantSource clock) {
        this.store = store;
        this.acceptance = acceptance;
        this.records = records;
        this.jobs = jobs;
        this.endings = endings;
        this.seenEnds = seenEnds;
        this.seenAll = seenAll;
        this.clock = clock;
    }

    /**
     * What is swept.
     *
     * @param grace younger requests and results are left alone
     * @param eventsSince results that ended earlier need no event: the topic would have dropped it
     */
    public record Scope(Duration grace, Instant eventsSince) {}

    /** Told of requests that have not ended, for their times. */
    @FunctionalInterface
    public interface Listener {
        void open(AcceptedRequest request);
    }

    /**
     * What a sweep found.
     *
     * @param requests looked at
     * @param open without a result
     * @param requeued queued again
     * @param failed ended by the sweep
     * @param told given the event that they lacked
     */
    public record Swept(int requests, int open, int requeued, int failed, int told) {
        Swept plus(int moreRequeued, int moreFailed) {
            return new Swept(requests, open, requeued + moreRequeued, failed + moreFailed, told);
        }
    }

    private record Topic(VoiceId voice, Lane lane) {}

    /**
     * Looks at every request once.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} or {@code BROKER_UNAVAILABLE} if that was
     *     not possible; what was done until then is right
     */
    public Swept sweep(Scope scope, Listener listener) {
        Map<Topic, List<RequestId>> candidates = new HashMap<>();
        Map<ObjectKey, Boolean> voices = new HashMap<>();
        int requests = 0;
        int open = 0;
        int failed = 0;
        int told = 0;
        for (Iterator<RequestScan.Found> scan = new RequestScan(store); scan.hasNext(); ) {
            RequestScan.Found found = scan.next();
            requests++;
            if (found.ended()) {
                told += tellIfMissing(found.id(), scope) ? 1 : 0;
                continue;
            }
            Optional<AcceptedRequest> request = acceptance.find(found.id());
            if (request.isEmpty()) {
                continue; // deleted meanwhile
            }
            open++;
            listener.open(request.get());
            if (endIfHopeless(request.get(), voices)) {
                failed++;
            } else if (mayBeGone(request.get(), scope)) {
                candidates
                        .computeIfAbsent(
                                new Topic(request.get().settings().voice(), request.get().lane()),
                                _ -> new ArrayList<>())
                        .add(found.id());
            }
        }
        Swept swept = new Swept(requests, open, 0, failed, told);
        for (Map.Entry<Topic, List<RequestId>> entry : candidates.entrySet()) {
            swept = requeueGone(entry.getKey(), entry.getValue(), scope, swept);
        }
        return swept;
    }

    /** Whether the event topic was read to its end, so that missing ends are known. */
    boolean knowsEnds() {
        return seenAll.getAsBoolean();
    }

    private boolean tellIfMissing(RequestId id, Scope scope) {
        if (!seenAll.getAsBoolean() || seenEnds.contains(id)) {
            return false;
        }
        Optional<SynthesisResult> result = endings.find(id);
        if (result.isEmpty()
                || result.get().finishedAt().isBefore(scope.eventsSince())
                || result.get().finishedAt().isAfter(clock.instant().minus(scope.grace()))) {
            return false;
        }
        Optional<AcceptedRequest> request = acceptance.find(id);
        if (request.isEmpty()) {
            return false;
        }
        LOG.info("request {}: its end was not told; telling it", id);
        endings.tell(request.get(), result.get());
        seenEnds.add(id);
        return true;
    }

    /**
     * Ends what can no longer be spoken.
     *
     * @param voices whether a manifest is there, as far as this sweep has asked
     */
    private boolean endIfHopeless(AcceptedRequest request, Map<ObjectKey, Boolean> voices) {
        if (expireIfDue(request)) {
            return true;
        }
        ObjectKey manifest =
                BucketLayout.voiceManifest(
                        request.settings().voice(), request.settings().voiceVersion());
        if (voices.computeIfAbsent(manifest, key -> store.head(key).isPresent())) {
            return false;
        }
        endings.fail(
                request,
                ErrorInfo.of(
                        ErrorCode.UNKNOWN_VOICE,
                        "voice "
                                + request.settings().voice()
                                + ", version "
                                + request.settings().voiceVersion()
                                + ", was removed while the request waited"));
        return true;
    }

    /** Fails a request whose deadline has passed; false if it has not. */
    boolean expireIfDue(AcceptedRequest request) {
        if (request.deadline().isEmpty() || clock.instant().isBefore(request.deadline().get())) {
            return false;
        }
        endings.fail(
                request,
                ErrorInfo.of(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "not done by its deadline, " + request.deadline().get()));
        return true;
    }

    private boolean mayBeGone(AcceptedRequest request, Scope scope) {
        Instant since = request.notBefore().orElse(request.acceptedAt());
        if (since.isBefore(request.acceptedAt())) {
            since = request.acceptedAt();
        }
        return since.isBefore(clock.instant().minus(scope.grace()));
    }

    private Swept requeueGone(Topic topic, List<RequestId> candidates, Scope scope, Swept swept) {
        Set<RequestId> queued = records.queued(topic.voice(), topic.lane());
        int requeued = 0;
        int failed = 0;
        for (RequestId id : candidates) {
            // a record that was done while the topic was read has left its result
            if (queued.contains(id) || store.head(BucketLayout.result(id)).isPresent()) {
                continue;
            }
            Optional<AcceptedRequest> request = acceptance.find(id);
            if (request.isEmpty()) {
                continue;
            }
            switch (requeue(request.get(), scope)) {
                case REQUEUED -> requeued++;
                case FAILED -> failed++;
                case LEFT -> {}
            }
        }
        return swept.plus(requeued, failed);
    }

    private enum Done {
        REQUEUED,
        FAILED,
        LEFT
    }

    private Done requeue(AcceptedRequest request, Scope scope) {
        List<ObjectInfo> notes =
                ObjectListing.first(
                        store,
                        BucketLayout.requeues(request.id(), request.acceptedBy()),
                        MOST_NOTES);
        // a request that waited for its time was not lost when nobody queued it yet
        boolean neverQueued =
                notes.isEmpty()
                        && request.notBefore().isPresent()
                        && request.notBefore().get().isAfter(request.acceptedAt());
        int n = neverQueued ? 0 : 1;
        for (ObjectInfo note : notes) {
            n = Math.max(n, number(request, note.key()) + 1);
            if (producedAt(note.key()).isAfter(clock.instant().minus(scope.grace()))) {
                return Done.LEFT; // somebody is at it
            }
        }
        if (n > MOST_REQUEUES) {
            endings.fail(
                    request,
                    ErrorInfo.of(
                            ErrorCode.ATTEMPTS_EXHAUSTED,
                            "its jobs were lost " + n + " times; given up"));
            return Done.FAILED;
        }
        if (!claim(request, n)) {
            return Done.LEFT;
        }
        LOG.warn("request {}: its jobs are gone; queueing them again, number {}", request.id(), n);
        produce(request, n);
        return Done.REQUEUED;
    }

    /** 0 for somebody else's object. */
    private static int number(AcceptedRequest request, ObjectKey note) {
        return BucketLayout.requeueOf(request.id(), request.acceptedBy(), note).orElse(0);
    }

    private Instant producedAt(ObjectKey note) {
        try {
            return store.read(note, MAX_NOTE_BYTES)
                    .map(bytes ->
                            new Fields(
                                            Json.readObject(bytes, "note", ErrorCode.INTERNAL),
                                            new Problems())
                                    .time("at"))
                    .orElse(Instant.EPOCH);
        } catch (VoxfarmException e) {
            if (e.code() == ErrorCode.STORE_UNAVAILABLE) {
                throw e;
            }
            return Instant.EPOCH; // somebody else's object
        }
    }

    /** Whether this call wrote the note, and so is the one to produce. */
    private boolean claim(AcceptedRequest request, int n) {
        byte[] note =
                Json.bytes(
                        Json.object()
                                .put("schema", Schema.VERSION)
                                .put("at", clock.instant().toString())
                                .put("by", UUID.randomUUID().toString()));
        return store.create(BucketLayout.requeue(request.id(), request.acceptedBy(), n), note, JSON)
                == ObjectStore.Created.STORED;
    }

    private void produce(AcceptedRequest request, int requeue) {
        Set<Integer> done = request.parts() > 1 ? partsDone(request) : Set.of();
        if (request.parts() > 1 && done.size() >= request.parts()) {
            jobs.publish(JobMaker.assembly(request, requeue));
            return;
        }
        try (InputStream plan =
                new BufferedInputStream(
                        store.open(request.planKey(), 0).orElseThrow(() -> noPlan(request)))) {
            jobs.publishAll(JobMaker.jobs(request, PlanParts.read(plan), requeue, done));
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE, request.planKey() + ": cannot be read: " + e, e);
        }
    }

    private static VoxfarmException noPlan(AcceptedRequest request) {
        return VoxfarmException.of(
                ErrorCode.STORE_UNAVAILABLE, "%s: was deleted", request.planKey());
    }

    private Set<Integer> partsDone(AcceptedRequest request) {
        Set<Integer> done = new HashSet<>();
        new ObjectListing(store, BucketLayout.parts(request.id(), request.acceptedBy()))
                .forEachRemaining(part ->
                        BucketLayout.partOf(request.id(), request.acceptedBy(), part.key())
                                .ifPresent(done::add));
        return done;
    }

    /** Queues a request whose time has come, if nobody did and it has not ended. Not counted. */
    void produceDue(RequestId id) {
        Optional<AcceptedRequest> request = acceptance.find(id);
        if (request.isEmpty() || store.head(BucketLayout.result(id)).isPresent()) {
            return;
        }
        if (claim(request.get(), 0)) {
            produce(request.get(), 0);
        }
    }

    /** Fails a request whose deadline has come, if it has not ended. */
    void expire(RequestId id) {
        Optional<AcceptedRequest> request = acceptance.find(id);
        if (request.isPresent() && store.head(BucketLayout.result(id)).isEmpty()) {
            expireIfDue(request.get());
        }
    }
}
