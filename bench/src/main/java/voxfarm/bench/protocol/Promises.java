package voxfarm.bench.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.files.Sha256;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.JobId;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.AcceptedRequestCodec;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.result.Tombstone;
import voxfarm.common.store.ObjectKey;
import voxfarm.worker.poll.ShareClient;

/** What a farm promises, checked at every write, event and acknowledgement, and in the end. */
final class Promises implements SimBroker.Watcher, SimStore.Watcher {
    /** Of a second time or later: the first is when a request is due. */
    private static final Pattern REQUEUE = Pattern.compile("/requeues/\\w+-[1-9]");

    private static final long OLD_MILLIS = 60_000;
    private static final int MOST_REQUEUES = 5;

    /** Heard of a chapter that was never accepted. */
    private static final List<Integer> LOST = List.of(-2);

    /** For which a book fails itself. */
    private static final Set<String> LOSSES =
            Set.of(ErrorCode.ATTEMPTS_EXHAUSTED.wireName(), ErrorCode.DEADLINE_EXCEEDED.wireName());

    private final World world;
    private final Map<RequestId, List<String>> submitted = new HashMap<>();
    private final Map<AcceptedBy, Accepted> accepted = new HashMap<>();
    private final Map<RequestId, Accepted> latest = new HashMap<>();
    private final Map<RequestId, byte[]> results = new HashMap<>();
    private final Set<AcceptedBy> told = new HashSet<>();

    /** Requests of which an event told that they were accepted, by id and time. */
    private final Set<String> toldAccepted = new HashSet<>();

    private final Map<RequestId, Long> toldAt = new HashMap<>();
    private final Map<AcceptedBy, Set<Integer>> requeues = new HashMap<>();
    private final Set<String> parts = new HashSet<>();
    private final Set<RequestId> promised = new HashSet<>();
    private final Map<Object, Set<Integer>> finished = new HashMap<>();
    private final Deletions deletions;
    private Optional<SimStore> store = Optional.empty();
    private Optional<SimBroker> broker = Optional.empty();

    /**
     * A request as it was accepted.
     *
     * @param codes what its audio must say
     */
    private record Accepted(AcceptedRequest request, List<Integer> codes) {}

    Promises(World world) {
        this.world = world;
        this.deletions = new Deletions(world, this);
    }

    /** What is looked at. */
    void watch(SimStore theStore, SimBroker theBroker) {
        store = Optional.of(theStore);
        broker = Optional.of(theBroker);
    }

    SimStore store() {
        return store.orElseThrow();
    }

    /** The world ends at a broken promise, whatever becomes of the error on its way. */
    void check(boolean holds, String otherwise) {
        if (!holds) {
            AssertionError broken = new AssertionError(otherwise);
            world.fail(broken);
            throw broken;
        }
    }

    /** That body may be accepted under that id. */
    void submitted(RequestId id, String bodySha256) {
        submitted.computeIfAbsent(id, _ -> new ArrayList<>()).add(bodySha256);
    }

    /** A caller was told that the request is accepted. */
    void promised(RequestId id) {
        promised.add(id);
    }

    int requests() {
        return accepted.size();
    }

    @Override
    public void created(String key, byte[] body) {
        if (isRequest(key)) {
            accepted(AcceptedRequestCodec.read(body));
        } else if (isResult(key)) {
            RequestId id = idOf(key);
            check(latest.containsKey(id), "a result of " + id + ", which was never accepted");
            SynthesisResult result = checkResult(id);
            AcceptedBy of = result.acceptedBy();
            checkGivenUp(result);
            check(!deletions.isBuried(of), id + " has another end after it was deleted");
            check(
                    accepted(id).acceptedBy().equals(of),
                    "the result of " + id + " is of an earlier request of that id");
            check(
                    !told.contains(of)
                            || result.outcome() instanceof SynthesisResult.Outcome.Cancelled,
                    id + " was spoken again after its result expired");
        } else if (REQUEUE.matcher(key).find()) {
            check(world.mishaps() > 0, key + ": queued again although nothing went wrong");
        }
    }

    @Override
    public void replaced(String key, byte[] body) {
        if (isResult(key)) {
            RequestId id = idOf(key);
            deletions.replaced(key, body, accepted(id).acceptedBy(), told);
            results.remove(id);
        } else {
            check(key.startsWith(BucketLayout.RETENTION), key + ": nothing else is ever replaced");
        }
    }

    /** Whether a tombstone stands for the request. */
    boolean isDeleted(RequestId id) {
        return deletions.isDeleted(id);
    }

    /** All ids for which a tombstone stands. */
    Set<RequestId> deleted() {
        return latest.keySet().stream().filter(this::isDeleted).collect(Collectors.toSet());
    }

    /** Whether nothing more is to come of the id: it never was, has its told end, or is deleted. */
    boolean isOver(RequestId id) {
        return !latest.containsKey(id)
                || hasEnded(id)
                || deletions.isBuried(accepted(id).acceptedBy());
    }

    /** Whoever is given up for lost was queued as often as that says. */
    private void checkGivenUp(SynthesisResult result) {
        if (result.attempts() == 0
                && result.outcome() instanceof SynthesisResult.Outcome.Failed(var error)
                && error.code().equals(ErrorCode.ATTEMPTS_EXHAUSTED.wireName())) {
            check(
                    requeues.getOrDefault(result.acceptedBy(), Set.of()).size() >= MOST_REQUEUES,
                    result.id()
                            + " was given up for lost, and was queued again only as "
                            + requeues.get(result.acceptedBy()));
        }
    }

    private boolean isOpen(RequestId id) {
        return store().peek(BucketLayout.open(id).value()).isPresent();
    }

    /** Whether the request that stands under the id is long over, for the farm and the broker. */
    boolean isOld(RequestId id) {
        return hasEnded(id)
                && world.millis() - toldAt.getOrDefault(id, 0L) > OLD_MILLIS
                && isForgotten(id)
                && ChapterIds.bookOf(id).filter(latest::containsKey).stream().allMatch(this::isOld);
    }

    /** Whether neither an index nor a job topic names the id. */
    private boolean isForgotten(RequestId id) {
        return !isOpen(id)
                && store().keys(BucketLayout.TIMED).stream()
                        .noneMatch(key -> key.endsWith("-" + id))
                && isOffTheTopics(id);
    }

    private boolean isOffTheTopics(RequestId id) {
        return broker.orElseThrow().everyEntry().stream()
                .noneMatch(entry -> !entry.done() && entry.job().id().request().equals(id));
    }

    /**
     * Whether all that is stored under the id may have been there for weeks, as far as the farm and
     * the broker can tell: an age is longer than anything else takes.
     */
    boolean mayBeAged(RequestId id) {
        return isOld(id)
                || (isDeleted(id) && deletions.millisSince(id) > OLD_MILLIS && isForgotten(id));
    }

    /** Accepted, without a result: it may wait for weeks. */
    boolean waits(RequestId id) {
        return latest.containsKey(id)
                && isOpen(id)
                && store().peek(BucketLayout.result(id).value()).isEmpty();
    }

    /** Whether a job is of a request for which a tombstone stands. */
    boolean isDeletedJob(byte[] value) {
        return isDeleted(JobCodec.read(value).id().request());
    }

    /** All that were accepted, in an order that is the same in every run of a schedule. */
    List<RequestId> everyId() {
        return latest.keySet().stream().sorted(Comparator.comparing(RequestId::value)).toList();
    }

    /** Of all requests those that are. */
    Set<RequestId> old() {
        return latest.keySet().stream().filter(this::isOld).collect(Collectors.toSet());
    }

    /** Whether the request that stands under the id has its end, and it was told. */
    boolean hasEnded(RequestId id) {
        return latest.containsKey(id) && told.contains(accepted(id).acceptedBy());
    }

    private AcceptedRequest accepted(RequestId id) {
        Accepted one = latest.get(id);
        if (one == null) {
            throw new IllegalArgumentException(id + " was never accepted");
        }
        return one.request();
    }

    @Override
    public void deleted(String key, byte[] body, Duration age) {
        deletions.deleted(key, body, age);
        openOf(key)
                .ifPresent(id ->
                        check(
                                store().peek(BucketLayout.request(id).value()).isEmpty()
                                        || isOver(id),
                                id + " left the index of what is open before its end was told"));
        expired(key);
    }

    @Override
    public void expired(String key) {
        if (isResult(key)) {
            results.remove(idOf(key));
        }
    }

    private static Optional<RequestId> openOf(String key) {
        return SimStore.isForeign(key) ? Optional.empty() : BucketLayout.openOf(new ObjectKey(key));
    }

    static boolean isRequest(String key) {
        return key.startsWith(BucketLayout.REQUESTS) && key.endsWith(BucketLayout.REQUEST_DOCUMENT);
    }

    static boolean isResult(String key) {
        return key.startsWith(BucketLayout.RESULTS) && key.endsWith(BucketLayout.RESULT_DOCUMENT);
    }

    static RequestId idOf(String key) {
        int begin = key.indexOf('/') + 1;
        return new RequestId(key.substring(begin, key.indexOf('/', begin)));
    }

    private void accepted(AcceptedRequest request) {
        check(
                isChapter(request)
                        || submitted
                                .getOrDefault(request.id(), List.of())
                                .contains(request.bodySha256()),
                request.id() + " holds a body that nobody submitted");
        if (isDeleted(request.id())) { // it was under way
            deletions.acceptedBehind(request.acceptedBy());
            remember(new Accepted(request, List.of()));
            return;
        }
        check(
                isOpen(request.id()),
                request.id() + " was accepted and is not in the index of what is open");
        check(
                store().peek(BucketLayout.result(request.id()).value()).isEmpty(),
                request.id() + " was accepted while a result of that id is stored");
        byte[] plan =
                store().peek(request.planKey().value())
                        .orElseThrow(() ->
                                new AssertionError(request.id() + " was accepted without a plan"));
        if (request.book().isPresent()) {
            remember(new Accepted(request, List.of())); // its chapters say what is to be heard
            return;
        }
        List<Integer> codes = new ArrayList<>();
        try (ByteArrayInputStream in = new ByteArrayInputStream(plan)) {
            for (Iterator<PlannedSegment> segments = PlanCodec.read(in); segments.hasNext(); ) {
                codes.add(Codes.of(segments.next().segment().text()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        remember(new Accepted(request, codes));
    }

    /** Of a book that was accepted; nobody submitted it. */
    private boolean isChapter(AcceptedRequest request) {
        return bookOf(request).isPresent();
    }

    private Optional<AcceptedRequest> bookOf(AcceptedRequest chapter) {
        return ChapterIds.bookOf(chapter.id())
                .flatMap(id ->
                        accepted.values().stream()
                                .map(Accepted::request)
                                .filter(book ->
                                        book.id().equals(id) && ChapterIds.isOf(book, chapter))
                                .findFirst());
    }

    /** What is to be heard of a request, or of a book from its first chapter to its last. */
    private List<Integer> codes(Accepted one) {
        AcceptedRequest request = one.request();
        return request.book().isEmpty()
                ? one.codes()
                : chapters(request)
                        .flatMap(chapter -> chapter.map(Accepted::codes).orElse(LOST).stream())
                        .toList();
    }

    /** Those that were accepted, in their order. */
    private Stream<Optional<Accepted>> chapters(AcceptedRequest book) {
        return IntStream.rangeClosed(1, book.book().orElseThrow().chapters())
                .mapToObj(
                        number -> Optional.ofNullable(latest.get(ChapterIds.of(book.id(), number))))
                .map(chapter ->
                        chapter.filter(accepted -> ChapterIds.isOf(book, accepted.request())));
    }

    /** A book fails for a chapter's sake, or as any request may. */
    private void checkFailed(SynthesisResult result, String code) {
        Accepted one = accepted.get(result.acceptedBy());
        if (one == null || one.request().book().isEmpty() || LOSSES.contains(code)) {
            return;
        }
        check(
                chapters(one.request())
                        .flatMap(Optional::stream)
                        .anyMatch(chapter -> isLost(chapter.request().id())),
                result.id() + " failed (" + code + ") although no chapter of it did");
    }

    private boolean isLost(RequestId chapter) {
        return store().peek(BucketLayout.result(chapter).value())
                .filter(document -> document.length > 0)
                .filter(document ->
                        Tombstone.find(document).isPresent()
                                || !(ResultCodec.read(document).outcome()
                                        instanceof SynthesisResult.Outcome.Completed))
                .isPresent();
    }

    private void remember(Accepted one) {
        AcceptedRequest request = one.request();
        accepted.put(request.acceptedBy(), one);
        latest.put(request.id(), one);
    }

    private static String acceptance(RequestId id, Instant at) {
        return id + "@" + at;
    }

    /** What every reader of the topic may rely on when it sees an event. */
    @Override
    public void event(RequestEvent event) {
        if (event instanceof RequestEvent.Accepted) {
            toldAccepted.add(acceptance(event.request(), event.header().at()));
        }
        if (!event.terminal() || event instanceof RequestEvent.Refused) {
            return;
        }
        RequestId id = event.request();
        if (hasEnded(id) && store().peek(BucketLayout.result(id).value()).isEmpty()) {
            return; // told again, of what has expired since
        }
        if (isDeleted(id)) {
            check(isOver(id), id + " has an end that nobody gave it");
            return; // told again, of what was deleted since
        }
        SynthesisResult result = checkResult(id);
        told.add(result.acceptedBy());
        toldAt.put(id, world.millis());
        boolean same =
                switch (event) {
                    case RequestEvent.Completed completed ->
                            result.outcome() instanceof SynthesisResult.Outcome.Completed(var audio)
                                    && audio.key().equals(completed.audio());
                    case RequestEvent.Failed _ ->
                            result.outcome() instanceof SynthesisResult.Outcome.Failed
                                    && broker.orElseThrow().isDead(id);
                    default -> result.outcome() instanceof SynthesisResult.Outcome.Cancelled;
                };
        check(same, "the event of " + id + " does not tell its result");
    }

    private SynthesisResult checkResult(RequestId id) {
        Optional<byte[]> document = store().peek(BucketLayout.result(id).value());
        check(document.isPresent(), "an event of " + id + " without a result");
        byte[] first = results.putIfAbsent(id, document.orElseThrow());
        check(
                first == null || Arrays.equals(first, document.get()),
                "the result of " + id + " was replaced");
        SynthesisResult result = ResultCodec.read(document.get());
        if (result.outcome() instanceof SynthesisResult.Outcome.Completed(var audio)) {
            Optional<byte[]> bytes = store().peek(audio.key().value());
            check(bytes.isPresent(), "the audio of " + id + " is not there");
            check(
                    Sha256.hex(bytes.orElseThrow()).equals(audio.sha256()),
                    "the audio of " + id + " is not the one that its result names");
            Accepted of = accepted.get(result.acceptedBy());
            check(
                    of != null && Codes.heard(bytes.get()).equals(codes(of)),
                    "the audio of " + id + " is not of its text");
        } else if (first == null
                && result.outcome() instanceof SynthesisResult.Outcome.Failed(var error)) {
            checkFailed(result, error.code());
        }
        return result;
    }

    /** The work on a record has come to an outcome that ends it. */
    void finished(Object owner, byte[] value) {
        finished.computeIfAbsent(owner, _ -> new HashSet<>()).add(System.identityHashCode(value));
    }

    @Override
    public void ended(SimShareClient member, JobTopic.Entry entry, ShareClient.Answer how) {
        check(
                finished.getOrDefault(member.owner(), Set.of())
                        .contains(System.identityHashCode(entry.value())),
                entry + " (" + entry.job().id() + ") was acknowledged unspoken");
        if (how == ShareClient.Answer.ACCEPT && entry.deliveries() > 1) {
            checkSuccessor(entry.job());
        }
    }

    /** A part that came again may have been spoken by one that died before it went on. */
    private void checkSuccessor(SynthesisJob job) {
        if (job.chain().isEmpty()
                || !isMade(job, job.id().part().orElseThrow())
                || broker.orElseThrow().lostRecords()
                || store().peek(BucketLayout.result(job.id().request()).value()).isPresent()) {
            return;
        }
        int next = job.id().part().getAsInt() + job.chain().get().window();
        check(
                next >= job.parts()
                        || isMade(job, next)
                        || parts.contains(job.acceptedBy() + "/" + next),
                job.id() + " came again, is spoken, and nobody queued part " + next);
    }

    @Override
    public void produced(JobTopic topic, SynthesisJob job) {
        job.id().part().ifPresent(part -> parts.add(job.acceptedBy() + "/" + part));
        RequestId id = job.id().request();
        check(latest.containsKey(id), "a job of " + id + ", which was never accepted");
        check(
                toldAccepted.contains(acceptance(id, job.acceptedAt())),
                "a job of " + id + " is queued, and nobody told that it was accepted");
        if (job.requeue() > 0) {
            requeues.computeIfAbsent(job.acceptedBy(), _ -> new TreeSet<>()).add(job.requeue());
        }
        if (!isDeleted(id)) { // else the notes of its parts are, too, and its jobs passed over
            job.chain().ifPresent(chain -> checkChain(topic, job, chain.window()));
        }
    }

    /** Of a long request no more wait than it has chains, each behind what was before it. */
    private void checkChain(JobTopic topic, SynthesisJob job, int window) {
        int before = job.id().part().orElseThrow() - window;
        check(
                before < 0 || isMade(job, before),
                job.id() + " was queued before part " + before + " was done");
        Set<JobId> waiting = new HashSet<>();
        topic.forEachLive(entry -> {
            SynthesisJob other = entry.job();
            if (!entry.done()
                    && other.id().request().equals(job.id().request())
                    && other.acceptedBy().equals(job.acceptedBy())
                    && other.id().part().isPresent()
                    && !isMade(other, other.id().part().getAsInt())) {
                waiting.add(other.id());
            }
        });
        check(waiting.size() <= window, waiting + " wait at once, and " + window + " may");
    }

    private boolean isMade(SynthesisJob job, int part) {
        return store().peek(BucketLayout.part(job.id().request(), job.acceptedBy(), part).value())
                .isPresent();
    }

    /** Every record of a part beyond its first has a cause of its own: nothing multiplies. */
    private void checkDuplicatesEnd() {
        SimBroker.PartRecords found = broker.orElseThrow().partRecords();
        check(
                broker.orElseThrow().lostRecords()
                        || found.records() <= found.parts() + found.comeAgain(),
                "duplicates of parts do not end: " + found);
    }

    /** Whether every accepted request has its end, and it was told. */
    boolean kept() {
        for (String key : store().keys(BucketLayout.REQUESTS)) {
            if (isRequest(key)) {
                RequestId id = idOf(key);
                if (latest.containsKey(id) && !hasEnded(id) && !isDeleted(id)) {
                    return false;
                }
            }
        }
        // what has ended is in no index
        return latest.keySet().stream().noneMatch(this::isOpen);
    }

    void checkEnd() {
        for (RequestId id : promised) {
            check(latest.containsKey(id), id + " was promised and is not stored");
        }
        for (String key : store().keys(BucketLayout.RESULTS)) {
            if (isResult(key) && latest.containsKey(idOf(key)) && !isDeleted(idOf(key))) {
                checkResult(idOf(key));
            }
        }
        for (String key : store().keys(BucketLayout.REFUSALS)) {
            RequestEvent event = RequestEventCodec.read(store().peek(key).orElseThrow());
            check(
                    event instanceof RequestEvent.Refused refused
                            && !refused.error().code().equals(ErrorCode.UNKNOWN_VOICE.wireName()),
                    key + ": the voice is there and was denied");
        }
        for (byte[] value : broker.orElseThrow().jobValues()) {
            SynthesisJob job = JobCodec.read(value);
            check(
                    accepted.values().stream()
                            .anyMatch(one ->
                                    one.request().id().equals(job.id().request())
                                            && one.request().settings().equals(job.settings())),
                    "a job of " + job.id() + " from a submission that was not accepted");
        }
        checkDuplicatesEnd();
        if (world.mishaps() == 0) {
            world.spoken()
                    .forEach((text, times) ->
                            check(
                                    times == 1
                                            || text.startsWith("Broken")
                                            || text.startsWith("Deadly")
                                            || text.startsWith("Flaky"),
                                    "spoken "
                                            + times
                                            + " times although nothing went wrong: "
                                            + text));
        }
    }
}
