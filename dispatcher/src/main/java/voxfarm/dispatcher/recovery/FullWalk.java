package voxfarm.dispatcher.recovery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.rounds.DayMarks;

/**
 * Walks over all requests and puts back into the index of what is open those that are missing from
 * it: of a farm whose build had no index, or after two things went wrong at once. Thread-safe.
 */
final class FullWalk {
    private static final Logger LOG = LoggerFactory.getLogger(FullWalk.class);

    /** Requests from one report of the progress to the next. */
    private static final int REPORTED = 100;

    private final ObjectStore store;
    private final RequestStore requests;
    private final ResultStore results;
    private final Endings endings;
    private final OpenIndex index;
    private final DayMarks days;
    private final Complaints complaints;
    private final InstantSource clock;
    private final Optional<Duration> resultsKept;

    /**
     * @param resultsKept for how long results are; empty for ever
     */
    FullWalk(
            ObjectStore store,
            Endings endings,
            OpenIndex index,
            Complaints complaints,
            InstantSource clock,
            Optional<Duration> resultsKept) {
        this.store = store;
        this.requests = new RequestStore(store);
        this.results = new ResultStore(store);
        this.endings = endings;
        this.index = index;
        this.days =
                new DayMarks(
                        store, BucketLayout.WALKS, BucketLayout::walk, BucketLayout::walkOf, clock);
        this.complaints = complaints;
        this.clock = clock;
        this.resultsKept = resultsKept;
    }

    /** Whether an end was told, as far as that is known. */
    interface Told {
        boolean contains(RequestId id);

        /** What ended earlier needs no event: the topic would have dropped it. */
        Instant since();

        /** Where only the index is to be repaired. */
        Told ALL =
                new Told() {
                    @Override
                    public boolean contains(RequestId id) {
                        return true;
                    }

                    @Override
                    public Instant since() {
                        return Instant.MAX;
                    }
                };
    }

    /** Whether no dispatcher has walked today. */
    boolean isDue() {
        return !days.isDone(days.today());
    }

    /**
     * Walks for today, and says so in the bucket when it is done. Two dispatchers that begin at
     * once both walk, which is harmless.
     */
    Swept walkForToday() {
        long today = days.today();
        Swept swept = walk(Told.ALL);
        days.setDone(today, mark -> mark.put("requests", swept.seen().requests()));
        return swept;
    }

    Swept walk(Told told) {
        return walk(told, _ -> {});
    }

    /**
     * @param told ends that need no event
     * @param walked told now and then how many requests were walked over
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} if a listing fails
     */
    Swept walk(Told told, LongConsumer walked) {
        Tally tally = new Tally(complaints);
        RequestIdSet open = new RequestIdSet();
        index.forEach(open::add);
        RequestScan scan = new RequestScan(store);
        while (scan.hasNext()) {
            if (tally.requests % REPORTED == 0) {
                walked.accept(tally.requests);
            }
            RequestScan.Found found = scan.next();
            RequestId id = found.id();
            tally.requests++;
            ObjectKey key = found.ended() ? ResultStore.key(id) : RequestStore.key(id);
            if (!found.ended() && !open.contains(id)) {
                tally.each(key.value(), () -> addIfOpen(id, tally));
            } else if (found.ended() && !told.contains(id)) {
                tally.each(key.value(), () -> tell(id, told, tally));
            }
        }
        tally.foreign = scan.foreign();
        return tally.swept();
    }

    private void addIfOpen(RequestId id, Tally tally) {
        Optional<AcceptedRequest> request = requests.find(id);
        // it may have ended since it was listed
        if (request.isPresent() && !results.exists(id) && !mayHaveExpired(request.get())) {
            LOG.info("request {}: was missing from the index of what is open", id);
            index.add(request.get());
            tally.indexed++;
        }
    }

    /**
     * A result that somebody deleted by its age leaves a request that looks open, and is not to be
     * spoken again. One that is open and older than that is in the index, since the first walk.
     */
    private boolean mayHaveExpired(AcceptedRequest request) {
        Instant latest =
                Stream.of(
                                Optional.of(request.acceptedAt()),
                                request.notBefore(),
                                request.deadline())
                        .flatMap(Optional::stream)
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
        return resultsKept.isPresent() && !latest.plus(resultsKept.get()).isAfter(clock.instant());
    }

    private void tell(RequestId id, Told told, Tally tally) {
        Optional<SynthesisResult> result = results.find(id);
        if (result.isEmpty() || result.get().finishedAt().isBefore(told.since())) {
            return;
        }
        Optional<AcceptedRequest> request = requests.find(id);
        if (request.isPresent() && result.get().acceptedBy().mayBe(request.get().acceptedBy())) {
            endings.tell(request.get(), result.get());
            tally.told++;
        }
    }
}
