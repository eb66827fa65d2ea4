package voxfarm.dispatcher.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.book.StoredBook;
import voxfarm.common.book.StoredChapter;
import voxfarm.common.book.VoicePin;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.files.Sha256;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.PlanParts;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.Submission;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.telemetry.LogContext;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.planner.PlanningTurns;

/**
 * The door: judges a submission, and promises a result by storing it. Any number of dispatchers may
 * run this for the same request at once; exactly one of them produces the job. Thread-safe.
 */
public final class Acceptance {
    private final ObjectStore store;
    private final RequestStore requests;
    private final ResultStore results;
    private final Judge judge;
    private final Outbox outbox;
    private final Endings endings;
    private final OpenIndex index;
    private final WaitingRequests waiting;
    private final SideBySide sideBySide;
    private final AcceptanceStamps stamps;
    private final PlanningTurns turns;

    /**
     * @param sideBySide how what must be stored before a request is stored
     * @param turns whose texts are worked on at once
     */
    public Acceptance(
            ObjectStore store,
            Judge judge,
            Outbox outbox,
            Endings endings,
            WaitingRequests waiting,
            SideBySide sideBySide,
            AcceptanceStamps stamps,
            PlanningTurns turns) {
        this.store = store;
        this.requests = new RequestStore(store);
        this.results = new ResultStore(store);
        this.judge = judge;
        this.outbox = outbox;
        this.endings = endings;
        this.index = new OpenIndex(store, stamps.clock());
        this.waiting = waiting;
        this.sideBySide = sideBySide;
        this.stamps = stamps;
        this.turns = turns;
    }

    /** What became of a submission that was not refused. */
    public sealed interface Admitted {
        AcceptedRequest request();

        /** It is new, stored, and its job produced. */
        record New(AcceptedRequest request) implements Admitted {}

        /** The same was submitted before; nothing was produced. */
        record Known(AcceptedRequest request) implements Admitted {}
    }

    /**
     * Admits a submission.
     *
     * @throws VoxfarmException {@code ID_CONFLICT} if the id stands for another submission; {@code
     *     UNKNOWN_VOICE}, {@code INVALID_REQUEST}, {@code UNSUPPORTED}, {@code NOTHING_TO_SPEAK} if
     *     it is refused; {@code STORE_UNAVAILABLE} or {@code BROKER_UNAVAILABLE} if it could not be
     *     decided: submitting the same again is right then
     */
    public Admitted admit(RequestId id, Submission submission) {
        return admit(id, submission, Gate.OPEN);
    }

    /**
     * As the other.
     *
     * @param gate asked for a submission that is not known
     */
    public Admitted admit(RequestId id, Submission submission, Gate gate) {
        try (LogContext _ = LogContext.of(id)) {
            return admitNamed(id, submission, gate);
        }
    }

    private Admitted admitNamed(RequestId id, Submission submission, Gate gate) {
        Optional<AcceptedRequest> known = known(id);
        if (known.isPresent()) {
            return sameOrConflict(known.get(), submission.bodySha256());
        }
        checkIsNoChaptersId(id);
        gate.enter();
        return accept(id, submission, gate, judge.choices(submission.request()), false);
    }

    /** The request that an id stands for already; one that was deleted throws. */
    Optional<AcceptedRequest> known(RequestId id) {
        Optional<AcceptedRequest> known = requests.find(id);
        if (known.isEmpty() && results.exists(id)) {
            // of a request that ended this quickly, or of one that was deleted
            known = Optional.of(requests.find(id).orElseThrow(() -> results.answeredBefore(id)));
        }
        return known;
    }

    /**
     * That an id is not kept for a chapter of a book, which could not be made any more.
     *
     * @param id that stands for nothing yet
     * @throws VoxfarmException {@code ID_CONFLICT} if it is
     */
    void checkIsNoChaptersId(RequestId id) {
        Optional<RequestId> book =
                ChapterIds.bookOf(id)
                        .filter(named ->
                                requests.find(named)
                                        .flatMap(AcceptedRequest::book)
                                        .filter(of ->
                                                ChapterIds.numberOf(id).orElseThrow()
                                                        <= of.chapters())
                                        .isPresent());
        if (book.isPresent()) {
            throw VoxfarmException.of(
                    ErrorCode.ID_CONFLICT,
                    "request %s: this id is kept for a chapter of the book %s; choose another one",
                    id,
                    book.get());
        }
    }

    /**
     * As {@link #admit}, of a chapter, which is spoken as its book says.
     *
     * @param partsAtOnce how many of its jobs may be queued at once
     */
    Admitted admitChapter(RequestId id, Submission submission, VoicePin voice, int partsAtOnce) {
        try (LogContext _ = LogContext.of(id)) {
            Optional<AcceptedRequest> known = known(id);
            return known.isPresent()
                    ? sameOrConflict(known.get(), submission.bodySha256())
                    : accept(
                            id,
                            submission,
                            Gate.OPEN,
                            judge.choices(submission.request(), voice).withPartsAtOnce(partsAtOnce),
                            false);
        }
    }

    /**
     * As {@link #admit}, under an id that was made for this submission: nobody can have used it, so
     * the store is not asked first. If its jobs cannot be queued it is withdrawn, as the caller
     * will come back under another id.
     */
    public Admitted admitGenerated(RequestId id, Submission submission) {
        return admitGenerated(id, submission, Gate.OPEN);
    }

    /** As the other, through a gate. */
    public Admitted admitGenerated(RequestId id, Submission submission, Gate gate) {
        try (LogContext _ = LogContext.of(id)) {
            gate.enter();
            return accept(id, submission, gate, judge.choices(submission.request()), true);
        }
    }

    private Admitted accept(
            RequestId id,
            Submission submission,
            Gate gate,
            Judge.Choices choices,
            boolean generated) {
        submission.request().callback().ifPresent(judge::checkCallback);
        Instant now = stamps.now();
        Judge.checkDeadline(submission.request().deadline(), now);
        try (RequestText text = RequestText.of(id, submission.request().text(), store);
                RequestPlan plan = plan(id, text, choices)) {
            gate.weighed(text::countCharacters, plan.seconds());
            AcceptedRequest request = newRequest(id, submission, choices, text, plan, now);
            Optional<Admitted> other =
                    storeOrFind(request, () -> text.store(requests), () -> plan.store(requests));
            if (other.isPresent()) {
                return other.get();
            }
            waiting.watch(request);
            boolean waits = request.notBefore().filter(at -> at.isAfter(now)).isPresent();
            publish(
                    request,
                    waits
                            ? Collections.emptyIterator()
                            : JobMaker.jobs(request, plan.parts(), 0, Set.of()),
                    generated);
            return new Admitted.New(request);
        }
    }

    /**
     * Stores a request with what it names.
     *
     * @return the same one, if somebody else stored it first
     * @throws VoxfarmException {@code ID_CONFLICT} if that is another one
     */
    Optional<Admitted> storeOrFind(AcceptedRequest request, Runnable... named) {
        if (storeRequest(request, named)) {
            return Optional.empty();
        }
        AcceptedRequest stored =
                requests.find(request.id()).orElseThrow(() -> RequestStore.vanished(request.id()));
        index.taken(request, stored);
        return Optional.of(sameOrConflict(stored, request.bodySha256()));
    }

    /** Of a request that is stored and has no job yet: a book. */
    void begin(AcceptedRequest request) {
        publish(request, Collections.emptyIterator(), false);
        waiting.watch(request);
    }

    private RequestPlan plan(RequestId id, RequestText text, Judge.Choices choices) {
        try (PlanningTurns.Turn turn = turns.enter(text.characters())) {
            return RequestPlan.make(
                    id, text, choices.settings(), choices.split(), choices.voice(), turn);
        }
    }

    /**
     * Stores a request behind its entry in the index and what it names: those do not wait for one
     * another, and the request waits for all.
     *
     * @param named what stores the text and the plan that the request names
     * @return false if another one is there
     */
    private boolean storeRequest(AcceptedRequest request, Runnable... named) {
        OpenIndex.Entry entry = index.entryOf(request);
        sideBySide.run(Stream.concat(entry.writes().stream(), Arrays.stream(named)).toList());
        if (!requests.create(request)) {
            return false;
        }
        entry.requestStored();
        return true;
    }

    private void publish(AcceptedRequest request, Iterator<SynthesisJob> jobs, boolean withdrawn) {
        try {
            outbox.publish(RequestEvent.Accepted.of(request), jobs);
        } catch (VoxfarmException e) {
            if (withdrawn) {
                withdraw(request, e);
            }
            throw e;
        }
    }

    private void withdraw(AcceptedRequest request, VoxfarmException reason) {
        try {
            endings.withdraw(request);
        } catch (VoxfarmException e) {
            reason.addSuppressed(e); // then it is spoken in vain
        }
    }

    /**
     * Accepts a request once more under a new id, {@code <id>.r<n>}, with its label {@code
     * replay_of}: same text, same plan, same choices, the voice's present version.
     *
     * @throws VoxfarmException {@code UNKNOWN_VOICE} if the voice is gone, {@code NOT_FOUND} if its
     *     text or plan was deleted
     */
    public AcceptedRequest replay(AcceptedRequest original) {
        SpeechSettings settings =
                original.book().isPresent() // its plan says which versions speak it
                        ? original.settings()
                        : judge.anew(original.settings());
        for (int n = 1; ; n++) {
            AcceptedRequest replay = replayOf(original, settings, n);
            if (requests.find(replay.id()).isPresent() || results.exists(replay.id())) {
                continue;
            }
            requests.copy(original.planKey(), replay.planKey());
            original.textKey()
                    .ifPresent(from -> requests.copy(from, replay.textKey().orElseThrow()));
            if (original.book().isPresent()) {
                copyTexts(original, replay);
            }
            if (!storeRequest(replay)) {
                continue; // somebody else replays it as well
            }
            if (replay.book().isPresent()) {
                begin(replay);
                return replay;
            }
            try (InputStream plan =
                    requests.openPlan(replay)
                            .orElseThrow(() -> RequestStore.deleted(replay.planKey()))) {
                publish(replay, JobMaker.jobs(replay, PlanParts.read(plan), 0, Set.of()), true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return replay;
        }
    }

    private void copyTexts(AcceptedRequest book, AcceptedRequest replay) {
        StoredBook plan = requests.book(book.planKey());
        plan.cover()
                .ifPresent(cover ->
                        requests.copy(
                                RequestStore.coverKey(book.id(), cover),
                                RequestStore.coverKey(replay.id(), cover)));
        plan.chapters().stream()
                .map(StoredChapter::textSha256)
                .distinct()
                .forEach(sha256 ->
                        requests.copy(
                                RequestStore.textKey(book.id(), sha256),
                                RequestStore.textKey(replay.id(), sha256)));
    }

    private AcceptedRequest replayOf(AcceptedRequest original, SpeechSettings settings, int n) {
        RequestId id = replayId(original.id(), n);
        Map<String, String> labels = new HashMap<>(original.labels());
        labels.put("replay_of", original.id().value());
        return new AcceptedRequest(
                id,
                original.bodySha256(),
                stamps.name(),
                stamps.now(),
                original.lane(),
                Optional.empty(),
                Optional.empty(),
                settings,
                original.text(),
                original.textKey().map(key -> RequestStore.keyAlso(id, key)),
                RequestStore.keyAlso(id, original.planKey()),
                original.segments(),
                original.parts(),
                judge.partsAtOnce(original.lane(), original.parts()),
                labels,
                original.warnings(),
                stamps.trace(),
                original.book(),
                original.callback());
    }

    /** {@code <id>.r<n>}; shortened where that would be too long or hold two dots in a row. */
    private static RequestId replayId(RequestId original, int n) {
        String suffix = ".r" + n;
        String base = original.value();
        if (base.length() + suffix.length() > RequestId.MAX_LENGTH) {
            // what is cut off still tells ids apart
            String hash = Sha256.hex(base.getBytes(StandardCharsets.US_ASCII)).substring(0, 8);
            int kept = RequestId.MAX_LENGTH - suffix.length() - hash.length() - 1;
            base = base.substring(0, kept) + "-" + hash;
        }
        return new RequestId(base.replaceFirst("\\.+$", "") + suffix);
    }

    static Admitted sameOrConflict(AcceptedRequest known, String bodySha256) {
        if (known.bodySha256().equals(bodySha256)) {
            return new Admitted.Known(known);
        }
        throw VoxfarmException.of(
                ErrorCode.ID_CONFLICT,
                "request %s: this id stands for another request, accepted at %s; choose a new id,"
                        + " or send the same body to ask for its state",
                known.id(),
                known.acceptedAt());
    }

    private AcceptedRequest newRequest(
            RequestId id,
            Submission submission,
            Judge.Choices choices,
            RequestText text,
            RequestPlan plan,
            Instant now) {
        Lane lane = judge.lane(submission.request().lane(), plan.seconds());
        return new AcceptedRequest(
                id,
                submission.bodySha256(),
                stamps.name(),
                now,
                lane,
                submission.request().notBefore(),
                submission.request().deadline(),
                choices.settings(),
                text.inline(),
                text.key(),
                plan.key(),
                plan.size().segments(),
                plan.size().parts(),
                partsAtOnce(choices, lane, plan.size().parts()),
                submission.request().labels(),
                Stream.concat(submission.warnings().stream(), plan.warnings().stream()).toList(),
                stamps.trace(),
                Optional.empty(),
                submission.request().callback());
    }

    private int partsAtOnce(Judge.Choices choices, Lane lane, int parts) {
        return choices.partsAtOnce().isPresent()
                ? Math.min(choices.partsAtOnce().getAsInt(), parts)
                : judge.partsAtOnce(lane, parts);
    }
}
