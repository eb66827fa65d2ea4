package voxfarm.dispatcher.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.bucket.OpenIndex;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.files.Sha256;
import voxfarm.common.files.TemporaryFiles;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.PlanParts;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SplitSettings;
import voxfarm.common.plan.Submission;
import voxfarm.common.plan.SynthesisRequest;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.planner.Planner;
import voxfarm.dispatcher.planner.PlanningTurns;

/**
 * The door: judges a submission, and promises a result by storing it. Any number of dispatchers may
 * run this for the same request at once; exactly one of them produces the job. Thread-safe.
 */
public final class Acceptance {
    /** Of voices, in a message. */
    private static final int MOST_NAMED = 10;

    private static final String JSON = "application/json";

    private final ObjectStore store;
    private final RequestStore requests;
    private final ResultStore results;
    private final DictionaryStore dictionaries;
    private final VoiceCatalog catalog;
    private final VoiceDefaults defaults;
    private final OutputCheck output;
    private final VoiceCheck voices;
    private final LaneRules lanes;
    private final Outbox outbox;
    private final Endings endings;
    private final OpenIndex index;
    private final WaitingRequests waiting;
    private final SideBySide sideBySide;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final PlanningTurns turns;

    /**
     * @param defaults what the configuration says of voices
     * @param sideBySide how what must be stored before a request is stored
     * @param random names acceptances; thread-safe, and not to be guessed
     * @param turns whose texts are worked on at once
     */
    public Acceptance(
            ObjectStore store,
            VoiceCatalog catalog,
            VoiceDefaults defaults,
            OutputCheck output,
            VoiceCheck voices,
            LaneConfig lanes,
            Outbox outbox,
            Endings endings,
            WaitingRequests waiting,
            SideBySide sideBySide,
            InstantSource clock,
            RandomGenerator random,
            PlanningTurns turns) {
        this.store = store;
        this.requests = new RequestStore(store);
        this.results = new ResultStore(store);
        this.dictionaries = new DictionaryStore(store);
        this.catalog = catalog;
        this.defaults = defaults;
        this.output = output;
        this.voices = voices;
        this.lanes = new LaneRules(lanes);
        this.outbox = outbox;
        this.endings = endings;
        this.index = new OpenIndex(store, clock);
        this.waiting = waiting;
        this.sideBySide = sideBySide;
        this.clock = clock;
        this.random = random;
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
        return admit(id, submission, () -> {});
    }

    /**
     * As the other.
     *
     * @param gate called for a submission that is not known, before anything is done for it;
     *     refuses it by throwing
     */
    public Admitted admit(RequestId id, Submission submission, Runnable gate) {
        Optional<AcceptedRequest> known = requests.find(id);
        if (known.isEmpty() && results.exists(id)) {
            // of a request that ended this quickly, or of one that was deleted
            known = Optional.of(requests.find(id).orElseThrow(() -> answeredBefore(id)));
        }
        if (known.isPresent()) {
            return sameOrConflict(known.get(), submission);
        }
        gate.run();
        return accept(id, submission, false);
    }

    private static VoxfarmException answeredBefore(RequestId id) {
        return VoxfarmException.of(
                ErrorCode.ID_CONFLICT,
                "request %s: the end of an earlier request of that id is still stored (%s: its"
                        + " result, or that it was deleted); choose a new id, or delete what lies"
                        + " below %s first",
                id,
                BucketLayout.result(id),
                BucketLayout.resultsOf(id));
    }

    /**
     * As {@link #admit}, under an id that was made for this submission: nobody can have used it, so
     * the store is not asked first. If its jobs cannot be queued it is withdrawn, as the caller
     * will come back under another id.
     */
    public Admitted admitGenerated(RequestId id, Submission submission) {
        return accept(id, submission, true);
    }

    private Admitted accept(RequestId id, Submission submission, boolean generated) {
        VoiceManifest voice =
                catalog.find(submission.request().voice())
                        .orElseThrow(() -> unknownVoice(submission));
        voices.check(voice);
        SpeechSettings settings =
                Planner.settings(
                        submission.request(),
                        voice,
                        defaults.of(voice, submission.request().speaker()),
                        dictionaries(voice));
        output.check(settings.output(), voice.sampleRateHz());
        Instant now = clock.instant();
        checkDeadline(submission.request(), now);
        try (RequestText text = RequestText.of(id, submission.request().text(), store);
                RequestPlan plan =
                        plan(
                                id,
                                text,
                                settings,
                                submission
                                        .request()
                                        .split()
                                        .orPauses(defaults.pauses(voice.voice())),
                                voice.maxSegmentCharacters())) {
            Lane lane = lanes.laneOf(submission.request().lane(), plan.seconds());
            AcceptedRequest request = newRequest(id, submission, lane, settings, text, plan, now);
            if (!storeRequest(request, () -> text.store(requests), () -> plan.store(requests))) {
                AcceptedRequest stored =
                        requests.find(id).orElseThrow(() -> RequestStore.vanished(id));
                index.taken(request, stored);
                return sameOrConflict(stored, submission);
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

    private RequestPlan plan(
            RequestId id,
            RequestText text,
            SpeechSettings settings,
            SplitSettings split,
            int maxCharacters) {
        try (PlanningTurns.Turn turn = turns.enter()) {
            return RequestPlan.make(id, text, settings, split, maxCharacters, turn);
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

    private static void checkDeadline(SynthesisRequest request, Instant now) {
        if (request.deadline().isPresent() && !request.deadline().get().isAfter(now)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "deadline: expected a time to come, was %s",
                    request.deadline().get());
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
        VoiceManifest voice =
                catalog.find(original.settings().voice())
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.UNKNOWN_VOICE,
                                        "voice %s is not in this farm any more",
                                        original.settings().voice()));
        for (int n = 1; ; n++) {
            AcceptedRequest replay = replayOf(original, voice, n);
            if (requests.find(replay.id()).isPresent() || results.exists(replay.id())) {
                continue;
            }
            copy(original.planKey(), replay.planKey());
            original.textKey().ifPresent(from -> copy(from, replay.textKey().orElseThrow()));
            if (!storeRequest(replay)) {
                continue; // somebody else replays it as well
            }
            try (InputStream plan = open(replay.planKey())) {
                publish(replay, JobMaker.jobs(replay, PlanParts.read(plan), 0, Set.of()), true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return replay;
        }
    }

    private AcceptedRequest replayOf(AcceptedRequest original, VoiceManifest voice, int n) {
        RequestId id = replayId(original.id(), n);
        Map<String, String> labels = new HashMap<>(original.labels());
        labels.put("replay_of", original.id().value());
        return new AcceptedRequest(
                id,
                original.bodySha256(),
                AcceptedBy.random(random),
                clock.instant(),
                original.lane(),
                Optional.empty(),
                Optional.empty(),
                original.settings().withVoiceVersion(voice.version()),
                original.text(),
                original.textKey().map(key -> BucketLayout.request(id).sibling(key.fileName())),
                BucketLayout.request(id).sibling(original.planKey().fileName()),
                original.segments(),
                original.parts(),
                lanes.partsAtOnce(original.lane(), original.parts()),
                labels,
                original.warnings());
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

    /** By way of a file: a text may be long. */
    private void copy(ObjectKey from, ObjectKey to) {
        try {
            Path file = TemporaryFiles.create("replay-", ".tmp");
            try (InputStream in = open(from)) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                store.create(to, file, JSON);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE, from + ": cannot be copied: " + e, e);
        }
    }

    private InputStream open(ObjectKey key) {
        return store.open(key, 0)
                .orElseThrow(
                        () -> VoxfarmException.of(ErrorCode.NOT_FOUND, "%s: was deleted", key));
    }

    private static Admitted sameOrConflict(AcceptedRequest known, Submission submission) {
        if (known.bodySha256().equals(submission.bodySha256())) {
            return new Admitted.Known(known);
        }
        throw VoxfarmException.of(
                ErrorCode.ID_CONFLICT,
                "request %s: this id stands for another request, accepted at %s; choose a new id,"
                        + " or send the same body to ask for its state",
                known.id(),
                known.acceptedAt());
    }

    private VoxfarmException unknownVoice(Submission submission) {
        List<String> known = catalog.all().stream().map(voice -> voice.voice().value()).toList();
        return VoxfarmException.of(
                ErrorCode.UNKNOWN_VOICE,
                "model_id: expected a voice of this farm (%s), was %s",
                known.isEmpty() ? "there is none yet" : some(known),
                submission.request().voice());
    }

    private static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED)));
        int more = names.size() - MOST_NAMED;
        return more <= 0 ? first : first + " and " + more + " more: GET /v1/voices";
    }

    /** Piper voices have another front end, which knows no pinyin. */
    private List<ObjectKey> dictionaries(VoiceManifest voice) {
        if (voice.kind() == VoiceKind.PIPER) {
            return List.of();
        }
        return Stream.of(Optional.of(voice.voice()), Optional.<VoiceId>empty())
                .flatMap(scope -> dictionaries.current(scope).stream())
                .toList();
    }

    private AcceptedRequest newRequest(
            RequestId id,
            Submission submission,
            Lane lane,
            SpeechSettings settings,
            RequestText text,
            RequestPlan plan,
            Instant now) {
        return new AcceptedRequest(
                id,
                submission.bodySha256(),
                AcceptedBy.random(random),
                now,
                lane,
                submission.request().notBefore(),
                submission.request().deadline(),
                settings,
                text.inline(),
                text.key(),
                plan.key(),
                plan.size().segments(),
                plan.size().parts(),
                lanes.partsAtOnce(lane, plan.size().parts()),
                submission.request().labels(),
                Stream.concat(submission.warnings().stream(), plan.warnings().stream()).toList());
    }
}
