package voxfarm.dispatcher.recovery;

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
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.bucket.AttemptErrors;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.dispatcher.ending.Endings;

/**
 * Compares the index of what is open with Kafka and mends what is missing there: a request without
 * a result of which no record is queued is queued again, a result whose end was not told gets its
 * event (docs/architecture.md, delivery). Only such requests are looked at, so that a sweep costs a
 * page of the listing and a page of the topics for a thousand that wait, whatever has ended. Any
 * number of dispatchers may sweep at once. Other machines' clocks are not trusted: what was seen
 * open for the grace by this one, on its own steady clock, is old enough. Not thread-safe.
 */
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    /** A request that was lost this often is given up. */
    private static final int MOST_REQUEUES = 5;

    /** Requests of removed voices that one sweep ends; the next ends more. */
    private static final int MOST_WITHOUT_VOICE = 10_000;

    private final ObjectStore store;
    private final RequestStore requests;
    private final ResultStore results;
    private final VoiceCatalog catalog;
    private final JobRecords records;
    private final Requeuer requeuer;
    private final Endings endings;
    private final OpenIndex index;
    private final Complaints complaints;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Consumer<RequestId> books;
    private Sightings sightings = new Sightings();

    /**
     * @param books told of each open book of which a chapter is queued
     */
    Sweeper(
            ObjectStore store,
            VoiceCatalog catalog,
            JobRecords records,
            Requeuer requeuer,
            Endings endings,
            OpenIndex index,
            Complaints complaints,
            RecoveryTime time,
            Consumer<RequestId> books) {
        this.books = books;
        this.store = store;
        this.requests = new RequestStore(store);
        this.results = new ResultStore(store);
        this.catalog = catalog;
        this.records = records;
        this.requeuer = requeuer;
        this.endings = endings;
        this.index = index;
        this.complaints = complaints;
        this.clock = time.clock();
        this.nanos = time.nanos();
    }

    /**
     * What a sweep found, and when it wants another.
     *
     * @param soonest after which something that is missing now will be old enough to be queued
     *     again; empty if nothing is
     */
    record Found(Swept swept, Optional<Duration> soonest) {}

    private long nowMillis() {
        return nanos.getAsLong() / 1_000_000;
    }

    /**
     * Looks at every open request once.
     *
     * @param grace what this dispatcher has not seen open for so long is left alone
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} or {@code BROKER_UNAVAILABLE} if the
     *     listing or the topics cannot be read; what was done until then is right
     */
    Found sweep(Duration grace) {
        return new Sweep(grace).run();
    }

    private record Version(VoiceId voice, VoiceVersion version) {}

    /** One sweep. */
    private final class Sweep {
        private final Duration grace;
        private final Tally tally = new Tally(complaints);
        private final Sightings next = new Sightings();
        private final RequestIdSet queued = new RequestIdSet();
        private final RequestIdSet booksQueued = new RequestIdSet();
        private final RequestIdSet waiting = new RequestIdSet();
        private final List<RequestId> withoutVoice = new ArrayList<>();
        private final Map<VoiceId, Boolean> voices = new HashMap<>();
        private final Map<Version, Boolean> versions = new HashMap<>();
        private final Set<VoiceId> unreachable = new HashSet<>();
        private long soonestMillis = Long.MAX_VALUE;

        Sweep(Duration grace) {
            this.grace = grace;
        }

        Found run() {
            ObjectListing entries = new ObjectListing(store, BucketLayout.OPEN);
            if (entries.hasNext()) {
                // what is queued later than this is young, or has a note that is
                records.visit(this::queued);
                readTimes();
            }
            while (entries.hasNext()) {
                ObjectInfo entry = entries.next();
                Optional<RequestId> id = BucketLayout.openOf(entry.key());
                if (id.isEmpty()) {
                    tally.foreign++;
                } else {
                    look(id.get());
                }
            }
            tally.foreign += entries.foreign();
            sightings = next;
            withoutVoice.forEach(id -> tally.each("request " + id, () -> failWithoutVoice(id)));
            tally.requests = tally.open;
            return new Found(
                    tally.swept(),
                    soonestMillis == Long.MAX_VALUE
                            ? Optional.empty()
                            : Optional.of(Duration.ofMillis(soonestMillis)));
        }

        private void queued(VoiceId voice, RequestId id) {
            queued.add(id);
            // what its chapters do takes a book on, when they end
            ChapterIds.bookOf(id).ifPresent(booksQueued::add);
            if (!voices.computeIfAbsent(voice, this::mayBeThere)
                    && withoutVoice.size() < MOST_WITHOUT_VOICE) {
                withoutVoice.add(id);
            }
        }

        /**
         * Not through the catalog's own look, which is rationed for callers. Who could not look
         * denies nothing: the next sweep looks again.
         */
        private boolean mayBeThere(VoiceId voice) {
            try {
                return catalog.knows(voice) || catalog.isStored(voice);
            } catch (VoxfarmException e) {
                LOG.warn("voice {}: could not be looked for: {}", voice, e.getMessage());
                return true;
            }
        }

        private void readTimes() {
            Instant now = clock.instant();
            ObjectListing times = new ObjectListing(store, BucketLayout.TIMED);
            while (times.hasNext()) {
                BucketLayout.timedOf(times.next().key())
                        .filter(time -> time.alarm() == BucketLayout.Alarm.BEGIN)
                        .filter(time -> time.at().isAfter(now))
                        .ifPresent(time -> waiting.add(time.id()));
            }
        }

        private void look(RequestId id) {
            tally.open++;
            long key = RequestIdSet.key(id);
            long now = nowMillis();
            long since = next.carryOn(key, sightings, now);
            if (booksQueued.contains(key)) {
                books.accept(id);
                return;
            }
            if (queued.contains(key) || waiting.contains(key)) {
                return;
            }
            Duration age = Duration.ofMillis(now - since);
            if (age.compareTo(grace) < 0) {
                if (!age.isZero()) {
                    comeBack(grace.minus(age));
                }
                return;
            }
            tally.each("request " + id, () -> mend(id, key, age));
        }

        private void comeBack(Duration in) {
            soonestMillis = Math.min(soonestMillis, in.toMillis());
        }

        /** Of what is open and not queued. */
        private void mend(RequestId id, long key, Duration age) {
            Optional<AcceptedRequest> request = requests.find(id);
            if (request.isEmpty()) {
                drop(id, age);
                return;
            }
            Optional<SynthesisResult> result;
            try {
                result = results.find(id);
            } catch (VoxfarmException e) {
                if (e.code() == ErrorCode.DELETED) {
                    index.ended(request.get()); // whoever deleted it was broken off
                    tally.dropped++;
                }
                throw e;
            }
            if (result.isPresent()) {
                tell(request.get(), result.get());
            } else if (request.get().notBefore().orElse(Instant.MIN).isAfter(clock.instant())) {
                index.add(request.get()); // its time is missing from the index
                tally.indexed++;
            } else if (endings.expireIfDue(request.get()) || failIfVoiceGone(request.get())) {
                tally.failed++;
            } else {
                requeue(request.get(), key);
            }
        }

        /** An entry that was never followed by its request, or outlived it. */
        private void drop(RequestId id, Duration age) {
            if (age.compareTo(OpenIndex.ORPHANED) < 0) {
                return;
            }
            index.drop(id);
            tally.dropped++;
            // an acceptance that slept for so long may have gone on at this very moment
            requests.find(id).ifPresent(index::add);
        }

        private void tell(AcceptedRequest request, SynthesisResult result) {
            if (!result.acceptedBy().mayBe(request.acceptedBy())) {
                throw ResultStore.ofEarlier(request.id(), "delete it, and this one is spoken");
            }
            if (index.contains(request.id())) { // else its worker told it meanwhile
                LOG.info("request {}: its end was not told; telling it", request.id());
                endings.tell(request, result);
                tally.told++;
            }
        }

        private void failWithoutVoice(RequestId id) {
            Optional<AcceptedRequest> request = requests.find(id);
            if (request.isPresent() && !results.exists(id) && failIfVoiceGone(request.get())) {
                tally.failed++;
            }
        }

        private boolean failIfVoiceGone(AcceptedRequest request) {
            Version version =
                    new Version(request.settings().voice(), request.settings().voiceVersion());
            if (versions.computeIfAbsent(
                    version, one -> catalog.isStored(one.voice(), one.version()))) {
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

        private String lastError(AcceptedRequest request) {
            return AttemptErrors.latest(store, request.id(), request.acceptedBy())
                    .map(error -> "; the last error: " + error)
                    .orElse("");
        }

        private void requeue(AcceptedRequest request, long key) {
            RequestStore.Requeues notes = requests.requeues(request);
            long now = nowMillis();
            if (notes.last() != next.note(key)) {
                next.noteSeen(key, notes.last(), now); // somebody may be at it
            }
            Duration noted = Duration.ofMillis(now - next.noteMillis(key));
            if (notes.last() != RequestStore.Requeues.NONE && noted.compareTo(grace) < 0) {
                comeBack(grace.minus(noted));
                return;
            }
            if (notes.queued() >= MOST_REQUEUES) {
                endings.fail(
                        request,
                        ErrorInfo.of(
                                ErrorCode.ATTEMPTS_EXHAUSTED,
                                "its jobs were lost "
                                        + (notes.queued() + 1)
                                        + " times; given up"
                                        + lastError(request)));
                tally.failed++;
                return;
            }
            queue(request, key, number(request, notes));
        }

        /**
         * What waited for its time, or for its chapters, was not lost when nobody queued it yet.
         */
        private int number(AcceptedRequest request, RequestStore.Requeues notes) {
            boolean neverQueued =
                    notes.last() == RequestStore.Requeues.NONE
                            && (request.book().isPresent()
                                    || (request.notBefore().isPresent()
                                            && request.notBefore()
                                                    .get()
                                                    .isAfter(request.acceptedAt())));
            return neverQueued ? 0 : Math.max(1, notes.last() + 1);
        }

        private void queue(AcceptedRequest request, long key, int n) {
            VoiceId voice = request.settings().voice();
            if (unreachable.contains(voice)) {
                tally.skip();
                return;
            }
            try {
                boolean queued = requeuer.queue(request, n);
                if (queued) {
                    tally.requeued++;
                }
                if (queued || request.book().isEmpty()) {
                    next.noteSeen(key, n, nowMillis());
                }
            } catch (VoxfarmException e) {
                if (e.code() == ErrorCode.INVALID_PLAN) {
                    // it was stored before the request was, so it will not come
                    endings.fail(request, ErrorInfo.of(e));
                    tally.failed++;
                    return;
                }
                if (e.code() == ErrorCode.BROKER_UNAVAILABLE) {
                    unreachable.add(voice); // the others of its topics would wait as long
                }
                throw e;
            }
        }
    }
}
