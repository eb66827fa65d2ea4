package voxfarm.bench.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import voxfarm.common.clip.ClipStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.job.JobCodec;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.AcceptedRequestCodec;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Submission;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.Sha256;
import voxfarm.common.voice.DictionaryStore;
import voxfarm.common.voice.VoiceCatalog;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.intake.TopicDoor;
import voxfarm.dispatcher.recovery.SeenEnds;
import voxfarm.dispatcher.recovery.Sweeper;
import voxfarm.dispatcher.status.EventProjector;
import voxfarm.worker.process.AttemptMarks;
import voxfarm.worker.process.CancelledRequests;
import voxfarm.worker.process.Delivery;
import voxfarm.worker.process.JobOutcome;
import voxfarm.worker.process.JobProcessor;
import voxfarm.worker.process.LongRequests;
import voxfarm.worker.process.ResultStore;
import voxfarm.worker.process.Synthesis;
import voxfarm.worker.report.WorkMeter;
import voxfarm.worker.schedule.LaneGate;

/**
 * One schedule: callers, two dispatchers and two workers for one seed. Ends when every accepted
 * request has its result and its event, and checks the promises on the way and in the end.
 */
final class Schedule {
    /** What is broken on purpose, to see that the simulation notices. */
    enum Sabotage {
        NONE,
        /** The store ignores create-once. */
        STORE_REPLACES,
        /** Events are acknowledged and lost. */
        EVENTS_LOST,
        /** The store forgets one audio file in ten. */
        AUDIO_LOST,
        /** Nobody sweeps. */
        NO_SWEEPER
    }

    private static final int REMEMBERED = 1000;
    private static final int MOST_STEPS = 60_000;
    private static final Duration GRACE = Duration.ofSeconds(45);
    private static final long SWEEP_MILLIS = 30_000;
    private static final String LONG_SENTENCE =
            "This is a sentence which is so long that a few of them make a part of their own, and"
                    + " it goes on and on without an end in sight until it reaches it ";

    private final long seed;
    private final Sabotage sabotage;
    private final Voice voice;
    private final World world;
    private final SimStore store;
    private final SimBroker broker;
    private final VoiceCatalog catalog;
    private final Random plan;
    private final Map<RequestId, List<byte[]>> bodies = new HashMap<>();
    private final Set<RequestId> told = new HashSet<>();
    private final Map<RequestId, byte[]> firstResults = new HashMap<>();
    private final Set<RequestId> promised = new HashSet<>();
    private int callers;
    private int callersDone;
    private boolean lossLeft;

    Schedule(long seed, Sabotage sabotage, Voice voice, boolean logging) {
        this.seed = seed;
        this.sabotage = sabotage;
        this.voice = voice;
        this.plan = new Random(seed * 31 + 7);
        World.Faults faults =
                new World.Faults(
                        plan.nextInt(3) * 0.01,
                        plan.nextInt(3) * 0.02,
                        plan.nextInt(3) * 0.01,
                        200 + plan.nextInt(400));
        this.world = new World(seed, faults, MOST_STEPS, logging, this::settled);
        this.store = new SimStore(world, sabotage);
        this.broker = new SimBroker(world, this::onEvent);
        if (sabotage == Sabotage.EVENTS_LOST) {
            broker.loseEvents();
        }
        store.put(
                BucketLayout.voiceManifest(Voice.MANIFEST.voice(), Voice.MANIFEST.version())
                        .value(),
                VoiceManifestCodec.write(Voice.MANIFEST));
        this.catalog = new VoiceCatalog(store);
        catalog.refresh();
        this.lossLeft = plan.nextInt(10) == 0;
    }

    /** What a schedule was. */
    record Outcome(int requests, int steps, int crashes) {}

    /**
     * @throws AssertionError if a promise was broken; the message names the seed
     */
    Outcome run() {
        try {
            addCallers();
            for (int i = 0; i < 2; i++) {
                world.add("dispatcher" + i, new DispatcherProcess());
                world.add("worker" + i, new WorkerProcess("w" + i));
            }
            world.run();
            checkEnd();
            return new Outcome(promised.size(), world.steps(), world.crashes());
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    List<String> log() {
        return world.log();
    }

    private static byte[] body(String text, String extra) {
        ObjectNode body = Json.object().put("model_id", "sim").put("text", text);
        if (!extra.isEmpty()) {
            body.put(extra, world(90));
        }
        return Json.bytes(body);
    }

    private static String world(int seconds) {
        return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(seconds).toString();
    }

    private void addCallers() {
        int requests = 1 + plan.nextInt(3);
        for (int i = 0; i < requests; i++) {
            RequestId id = new RequestId("r" + i);
            byte[] first =
                    switch (plan.nextInt(8)) {
                        case 0 -> body(LONG_SENTENCE.repeat(12), "");
                        case 1 -> body("Unspeakable.", "");
                        case 2 -> body("Broken " + i + ".", "");
                        case 3 -> body("Flaky " + i + ".", "");
                        case 4 -> body("Deadly " + i + ".", "");
                        case 5 -> body("Timed " + i + ".", "not_before");
                        case 6 -> body("Late " + i + ".", "deadline");
                        default -> body("One " + i + ". Two " + i + ".", "");
                    };
            List<byte[]> all = new ArrayList<>(List.of(first));
            bodies.put(id, all);
            addCaller(id, first);
            if (plan.nextInt(2) == 0) {
                addCaller(id, first); // the same again, perhaps to another dispatcher
            }
            if (plan.nextInt(3) == 0) {
                byte[] other = body("Other " + i + ".", "");
                all.add(other);
                addCaller(id, other);
            }
            if (plan.nextInt(3) == 0) {
                addCanceller(id);
            }
        }
    }

    private void addCaller(RequestId id, byte[] body) {
        callers++;
        boolean byTopic = plan.nextInt(3) == 0;
        boolean[] done = {false};
        world.add(
                "caller of " + id,
                () -> {
                    if (done[0]) {
                        world.sleep(3_600_000);
                        return;
                    }
                    world.sleep(world.random().nextInt(2000));
                    if (byTopic) {
                        ObjectNode record =
                                Json.readObject(body, "body", ErrorCode.INTERNAL)
                                        .put("request_id", id.value());
                        broker.submit(Json.bytes(record));
                        done[0] = true;
                    } else {
                        done[0] = submit(id, body);
                    }
                    callersDone += done[0] ? 1 : 0;
                });
    }

    private boolean submit(RequestId id, byte[] body) {
        Submission submission = RequestCodec.read(body);
        VoiceCatalog voices = new VoiceCatalog(store);
        var _ = list(voices); // a dispatcher that was just started answers, too
        try {
            Acceptance.Admitted admitted = acceptance(voices).admit(id, submission);
            promised.add(id);
            check(
                    admitted.request().bodySha256().equals(submission.bodySha256()),
                    "another body was promised");
            return true;
        } catch (VoxfarmException e) {
            check(e.code() != ErrorCode.UNKNOWN_VOICE, "the voice is there and was denied");
            // a caller that was not answered asks again; one that was refused does not
            return !e.code().retryable();
        }
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

    private void addCanceller(RequestId id) {
        callers++;
        boolean[] done = {false};
        world.add(
                "canceller of " + id,
                () -> {
                    if (done[0]) {
                        world.sleep(3_600_000);
                        return;
                    }
                    world.sleep(world.random().nextInt(4000));
                    try {
                        Optional<AcceptedRequest> request = acceptance().find(id);
                        if (request.isPresent()) {
                            endings().cancel(request.get());
                        }
                        done[0] = true;
                        callersDone++;
                    } catch (VoxfarmException e) {
                        check(e.code().retryable(), "a cancellation failed: " + e.getMessage());
                    }
                });
    }

    private Acceptance acceptance() {
        return acceptance(catalog);
    }

    private Acceptance acceptance(VoiceCatalog voices) {
        return new Acceptance(
                store, voices, Map.of(), (_, _) -> {}, broker, broker, _ -> {}, world);
    }

    private Endings endings() {
        return new Endings(store, broker, broker, broker, world);
    }

    /** Takes submissions, sweeps, and knows only what it read since it was started. */
    private final class DispatcherProcess implements World.Body {
        @Override
        public void run() {
            SeenEnds seen = new SeenEnds();
            EventProjector projector = new EventProjector(REMEMBERED);
            int[] read = {0};
            int generation = broker.generation();
            VoiceCatalog voices = new VoiceCatalog(store);
            boolean listed = false;
            Acceptance acceptance = acceptance(voices);
            Endings endings = endings();
            TopicDoor door = new TopicDoor(acceptance, endings, store, broker, world);
            Sweeper sweeper =
                    new Sweeper(
                            store,
                            acceptance,
                            (_, _) -> broker.queued(),
                            broker,
                            endings,
                            seen,
                            () -> true,
                            world);
            long nextSweep = world.millis() + world.random().nextInt((int) SWEEP_MILLIS);
            while (broker.generation() == generation) {
                listed = listed || list(voices);
                try {
                    takeSubmission(door);
                    if (world.millis() >= nextSweep && sabotage != Sabotage.NO_SWEEPER) {
                        follow(projector, seen, read);
                        sweeper.sweep(new Sweeper.Scope(GRACE, Instant.EPOCH), _ -> {});
                        nextSweep = world.millis() + SWEEP_MILLIS;
                    }
                } catch (VoxfarmException e) {
                    check(e.code().retryable(), "a dispatcher failed: " + e.getMessage());
                }
                loseKafka();
                world.sleep(500);
            }
        }

        private void takeSubmission(TopicDoor door) {
            int offset = broker.committed();
            Optional<byte[]> record = broker.submission();
            if (record.isPresent()) {
                door.submit("topic", 0, offset, record.get());
                broker.commit(offset + 1);
            }
        }

        private void follow(EventProjector projector, SeenEnds seen, int[] read) {
            List<byte[]> events = broker.eventsFrom(read[0]);
            events.forEach(event -> projector.accept(event).ifPresent(seen::add));
            read[0] += events.size();
        }

        private void loseKafka() {
            if (lossLeft && !world.calm() && world.random().nextInt(40) == 0) {
                lossLeft = false;
                broker.lose();
            }
        }
    }

    /** Takes one job after the other. */
    private final class WorkerProcess implements World.Body {
        private final String name;

        WorkerProcess(String name) {
            this.name = name;
        }

        @Override
        public void run() {
            Voice.enter(world);
            CancelledRequests cancelled = new CancelledRequests();
            Synthesis synthesis =
                    new Synthesis(
                            voice.voices(),
                            new DictionaryStore(store),
                            world,
                            () -> world.millis() * 1_000_000,
                            new WorkMeter(),
                            new LaneGate(1000));
            JobProcessor processor =
                    new JobProcessor(
                            synthesis,
                            new LongRequests(synthesis, new ClipStore(store), store, world),
                            new ResultStore(store, world, name),
                            new AttemptMarks(store, name),
                            cancelled,
                            broker,
                            broker,
                            broker,
                            broker,
                            world,
                            () -> world.millis() * 1_000_000,
                            name);
            while (true) {
                broker.hints().forEach(id -> cancelled.accept("cancel/" + id, new byte[] {1}));
                Optional<SimBroker.Taken> taken = broker.take();
                if (taken.isPresent()) {
                    work(processor, taken.get());
                } else {
                    world.sleep(250);
                }
            }
        }

        private void work(JobProcessor processor, SimBroker.Taken taken) {
            boolean[] expired = {false};
            try {
                boolean handBack = world.chance(0.02);
                if (world.lockExpires()) {
                    taken.expire(world.random().nextInt(2000)); // frozen past its lock
                    expired[0] = true;
                }
                JobOutcome outcome =
                        processor.process(
                                new Delivery(taken.value(), taken.deliveries()), () -> handBack);
                long backoff =
                        outcome instanceof JobOutcome.Retry retry ? retry.backoff().toMillis() : 0;
                taken.acknowledge(outcome.acknowledgement(), backoff);
            } catch (World.Killed e) {
                // the session ends with the process, sooner or later
                taken.expire(world.random().nextInt(15_000));
                throw e;
            }
        }
    }

    /** What every reader of the topic may rely on when it sees an event. */
    private void onEvent(RequestEvent event) {
        if (!event.terminal() || event instanceof RequestEvent.Refused) {
            return;
        }
        RequestId id = event.request();
        SynthesisResult result = checkResult(id);
        told.add(id);
        boolean same =
                switch (event) {
                    case RequestEvent.Completed completed ->
                            result.outcome() instanceof SynthesisResult.Outcome.Completed(var audio)
                                    && audio.key().equals(completed.audio());
                    case RequestEvent.Failed _ ->
                            result.outcome() instanceof SynthesisResult.Outcome.Failed
                                    && broker.isDead(id);
                    default -> result.outcome() instanceof SynthesisResult.Outcome.Cancelled;
                };
        check(same, "the event of " + id + " does not tell its result");
    }

    private SynthesisResult checkResult(RequestId id) {
        Optional<byte[]> document = store.peek(BucketLayout.result(id).value());
        check(document.isPresent(), "an event of " + id + " without a result");
        byte[] first = firstResults.putIfAbsent(id, document.orElseThrow());
        check(
                first == null || Arrays.equals(first, document.get()),
                "the result of " + id + " was replaced");
        SynthesisResult result = ResultCodec.read(document.get());
        if (result.outcome() instanceof SynthesisResult.Outcome.Completed(var audio)) {
            Optional<byte[]> bytes = store.peek(audio.key().value());
            check(bytes.isPresent(), "the audio of " + id + " is not there");
            check(
                    Sha256.hex(bytes.orElseThrow()).equals(audio.sha256()),
                    "the audio of " + id + " is not the one that its result names");
        }
        return result;
    }

    private boolean settled() {
        return callersDone == callers
                && broker.allSubmissionsTaken()
                && accepted().stream()
                        .allMatch(id ->
                                store.peek(BucketLayout.result(id).value()).isPresent()
                                        && told.contains(id));
    }

    private List<RequestId> accepted() {
        List<RequestId> ids = new ArrayList<>();
        for (String key : store.keys(BucketLayout.REQUESTS)) {
            if (key.endsWith("/request.json")) {
                ids.add(idOf(key));
            }
        }
        return ids;
    }

    private static RequestId idOf(String key) {
        int begin = key.indexOf('/') + 1;
        return new RequestId(key.substring(begin, key.indexOf('/', begin)));
    }

    private void checkEnd() {
        List<RequestId> accepted = accepted();
        for (RequestId id : promised) {
            check(accepted.contains(id), id + " was promised and is not stored");
        }
        for (RequestId id : accepted) {
            checkResult(id);
            AcceptedRequest request =
                    AcceptedRequestCodec.read(
                            store.peek(BucketLayout.request(id).value()).orElseThrow());
            check(
                    bodies.getOrDefault(id, List.of()).stream()
                            .anyMatch(body ->
                                    RequestCodec.read(body)
                                            .bodySha256()
                                            .equals(request.bodySha256())),
                    id + " holds a body that nobody submitted");
        }
        for (String key : store.keys(BucketLayout.RESULTS)) {
            RequestId id = idOf(key);
            check(accepted.contains(id), "a result of " + id + ", which was never accepted");
        }
        for (String key : store.keys(BucketLayout.REFUSALS)) {
            RequestEvent event = RequestEventCodec.read(store.peek(key).orElseThrow());
            check(
                    event instanceof RequestEvent.Refused refused
                            && !refused.error().code().equals(ErrorCode.UNKNOWN_VOICE.wireName()),
                    key + ": the voice is there and was denied");
        }
        for (byte[] value : broker.jobValues()) {
            RequestId id = JobCodec.read(value).id().request();
            check(accepted.contains(id), "a job of " + id + ", which was never accepted");
            AcceptedRequest request =
                    AcceptedRequestCodec.read(
                            store.peek(BucketLayout.request(id).value()).orElseThrow());
            check(
                    JobCodec.read(value).settings().equals(request.settings()),
                    "a job of " + id + " from a submission that was not accepted");
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
