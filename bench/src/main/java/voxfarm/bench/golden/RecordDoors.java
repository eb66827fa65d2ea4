package voxfarm.bench.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import voxfarm.app.wiring.BookOrders;
import voxfarm.app.wiring.Held;
import voxfarm.common.bucket.ClipStore;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.Carried;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.kafka.TopicRecord;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.AcceptanceStamps;
import voxfarm.dispatcher.acceptance.BookAcceptance;
import voxfarm.dispatcher.acceptance.Judge;
import voxfarm.dispatcher.acceptance.LaneConfig;
import voxfarm.dispatcher.book.BookDesk;
import voxfarm.dispatcher.book.BooksConfig;
import voxfarm.dispatcher.dead.DeadLetters;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.fleet.ExpectedVoices;
import voxfarm.dispatcher.fleet.WorkerRegistry;
import voxfarm.dispatcher.intake.TopicDoor;
import voxfarm.dispatcher.planner.PlanningTurns;
import voxfarm.dispatcher.status.EventProjector;
import voxfarm.embedded.EmbeddedStore;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.assembly.LongRequests;
import voxfarm.worker.assembly.Synthesis;
import voxfarm.worker.binding.BookBinder;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.process.AttemptMarks;
import voxfarm.worker.process.CancelledRequests;
import voxfarm.worker.process.Delivery;
import voxfarm.worker.process.JobOutcome;
import voxfarm.worker.process.JobProcessor;
import voxfarm.worker.process.ResultWriter;
import voxfarm.worker.process.WorkTime;
import voxfarm.worker.residency.ResidentVoices;
import voxfarm.worker.speak.LaneGate;
import voxfarm.worker.speak.VoiceSessions;
import voxfarm.worker.speak.WorkMeter;

/**
 * What a farm does with the records of its topics, to try hostile ones: the real consumers over a
 * bucket of their own, with no broker before them and no engine behind. For one thread.
 */
public final class RecordDoors implements RecordTaker, AutoCloseable {
    private static final String ID = "record-doors";
    private static final long VOICE_BYTES = 1 << 20;
    private static final long DEAD_BYTES = 1 << 20;

    private final ComponentStack parts = new ComponentStack();
    private final Led led = new Led();
    private final TopicDoor requests;
    private final JobProcessor jobs;
    private final List<Consumer<TopicRecord>> followers;
    private long offset;

    /** Remembers the last of what a record led to. */
    private static final class Led implements Outbox {
        private Optional<RequestEvent> event = Optional.empty();
        private int queued;

        @Override
        public void publish(RequestEvent.Accepted told, Iterator<SynthesisJob> jobs) {
            jobs.forEachRemaining(_ -> queued++);
        }

        @Override
        public void publish(SynthesisJob job, Carried carried) {
            queued++;
        }

        @Override
        public void publish(RequestEvent told) {
            event = Optional.of(told);
        }

        @Override
        public void publish(DeadLetter letter) {}

        @Override
        public void announce(RequestEvent told) {}

        @Override
        public void hint(RequestId id) {}

        @Override
        public void clearHint(RequestId id) {}
    }

    /** Refuses to speak: a record that comes so far was let through. */
    private static final class NoEngine implements SynthesisEngine {
        @Override
        public LoadedVoice load(VoicePackage voice) {
            throw new VoxfarmException(ErrorCode.NOT_READY, "it would be spoken");
        }

        @Override
        public String device() {
            return "none";
        }

        @Override
        public void close() {}
    }

    private RecordDoors(ObjectStore store, Path folder, InstantSource clock) {
        Endings endings = new Endings(store, led, clock);
        Acceptance acceptance = acceptance(store, endings, clock);
        requests =
                new TopicDoor(
                        acceptance, desk(store, acceptance, clock), endings, store, led, clock);
        CancelledRequests cancelled = new CancelledRequests();
        jobs = processor(store, folder, cancelled, clock);
        EventProjector events = new EventProjector(1000);
        DeadLetters dead = new DeadLetters(DEAD_BYTES);
        WorkerRegistry workers = new WorkerRegistry(clock, System::nanoTime);
        ExpectedVoices expected = ExpectedVoices.ofThisProcess(_ -> false);
        followers =
                List.of(
                        record -> events.accept(record.value()),
                        dead::accept,
                        workers::accept,
                        expected::accept,
                        record -> cancelled.accept(String.valueOf(record.key()), record.value()));
    }

    /**
     * @param folder an empty one
     * @throws IOException if the bucket's keys cannot be written there
     */
    public static RecordDoors open(Path folder, InstantSource clock) throws IOException {
        EmbeddedStore server = EmbeddedStore.temporary(folder, ID);
        S3ObjectStore bucket = S3ObjectStore.connect(server.storeConfig());
        RecordDoors doors = new RecordDoors(bucket, folder, clock);
        doors.parts.start(server);
        doors.parts.start(new Held("bucket", bucket));
        bucket.createBucket();
        return doors;
    }

    private Acceptance acceptance(ObjectStore store, Endings endings, InstantSource clock) {
        return new Acceptance(
                store,
                judge(store),
                led,
                endings,
                _ -> {},
                SideBySide.AT_ONCE,
                new AcceptanceStamps(clock, new SecureRandom()),
                new PlanningTurns());
    }

    private static Judge judge(ObjectStore store) {
        return Judge.lenient(store, new VoiceCatalog(store), LaneConfig.DEFAULTS, System::nanoTime);
    }

    private static BookDesk desk(ObjectStore store, Acceptance acceptance, InstantSource clock) {
        return new BookDesk(
                new BookOrders(),
                new BookAcceptance(
                        store,
                        acceptance,
                        judge(store),
                        new AcceptanceStamps(clock, new SecureRandom()),
                        SideBySide.AT_ONCE,
                        LaneConfig.DEFAULTS.chaptersAtOnce()),
                store,
                BooksConfig.DEFAULTS);
    }

    private JobProcessor processor(
            ObjectStore store, Path folder, CancelledRequests cancelled, InstantSource clock) {
        ResidentVoices voices =
                parts.start(
                        new ResidentVoices(
                                new NoEngine(),
                                new VoicePackageStore(
                                        store, new VoicePackageCache(folder.resolve("voices"))),
                                VOICE_BYTES,
                                System::nanoTime));
        VoiceSessions sessions =
                new VoiceSessions(
                        voices,
                        new DictionaryStore(store),
                        System::nanoTime,
                        new WorkMeter(),
                        new LaneGate(1));
        return new JobProcessor(
                new JobProcessor.Speaking(
                        new Synthesis(sessions, clock),
                        new LongRequests(sessions, new ClipStore(store), store, clock, 0),
                        new BookBinder(store, clock)),
                new ResultWriter(store, SideBySide.AT_ONCE, clock, ID),
                new AttemptMarks(store, ID),
                cancelled,
                led,
                store,
                new WorkTime(clock, System::nanoTime));
    }

    @Override
    public String take(Topic topic, byte[] record) {
        led.event = Optional.empty();
        led.queued = 0;
        return switch (topic) {
            case REQUESTS -> request(record);
            case JOBS -> job(record);
            case FOLLOWED -> follow(record);
        };
    }

    private String request(byte[] record) {
        requests.submit(ID, 0, offset++, record);
        throwIfRefused();
        return "accepted, jobs: " + led.queued;
    }

    private String job(byte[] record) {
        JobOutcome outcome = jobs.process(new Delivery(record, 1), () -> false);
        switch (outcome) {
            case JobOutcome.Rejected(var code, var detail) ->
                    throw new VoxfarmException(code, detail);
            case JobOutcome.Retry(var code, var detail, _) ->
                    throw new VoxfarmException(code, "put off: " + detail);
            case JobOutcome.Finished _, JobOutcome.HandedBack _ -> throwIfRefused();
        }
        return "done";
    }

    private void throwIfRefused() {
        if (led.event.isPresent()) {
            switch (led.event.get()) {
                case RequestEvent.Refused refused -> throw refused(refused.error());
                case RequestEvent.Failed failed -> throw refused(failed.error());
                default -> {}
            }
        }
    }

    private static VoxfarmException refused(ErrorInfo error) {
        return new VoxfarmException(
                ErrorCode.ofWireName(error.code()).orElse(ErrorCode.INTERNAL), error.message());
    }

    /** Whatever a listener throws by its declared error is told in a line, and passed over. */
    private String follow(byte[] record) {
        List<String> passedOver = new ArrayList<>();
        for (Consumer<TopicRecord> follower : followers) {
            try {
                follower.accept(new TopicRecord(0, offset++, false, "key", record));
            } catch (VoxfarmException e) {
                passedOver.add(e.getMessage());
            }
        }
        return "followed" + (passedOver.isEmpty() ? "" : "; passed over: " + passedOver);
    }

    @Override
    public void close() {
        parts.close();
    }
}
