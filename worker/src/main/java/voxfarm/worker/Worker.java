package voxfarm.worker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.ClipStore;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.kafka.ControlKeys;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.TopicFollower;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.lifecycle.Faults;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.lifecycle.Ticker;
import voxfarm.common.plan.Lane;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.common.telemetry.WatchedObjectStore;
import voxfarm.common.voice.UnservedVoice;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.worker.WorkerHeartbeat;
import voxfarm.common.worker.WorkerHeartbeatCodec;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.assembly.LongRequests;
import voxfarm.worker.assembly.Synthesis;
import voxfarm.worker.binding.BookBinder;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.poll.JobPoller;
import voxfarm.worker.poll.KafkaJobSource;
import voxfarm.worker.process.AttemptMarks;
import voxfarm.worker.process.CancelledRequests;
import voxfarm.worker.process.JobProcessor;
import voxfarm.worker.process.ResultWriter;
import voxfarm.worker.process.WorkTime;
import voxfarm.worker.residency.ResidentVoices;
import voxfarm.worker.speak.LaneGate;
import voxfarm.worker.speak.VoiceSessions;
import voxfarm.worker.speak.WorkMeter;

/** A worker: takes jobs of every voice in the bucket and speaks them. */
public final class Worker implements Component {
    /** As many segments as one run on CUDA takes. */
    private static final int JOBS_OF_A_BATCH = 8;

    private static final int LEAST_BINDINGS = 2;

    /** What binds is at its disk then, and each is one more member of the group. */
    private static final int MOST_BINDINGS = 4;

    /** A run leaves most of a card idle; four of them gave twice the speech of one. */
    private static final int SLOTS_OF_A_GPU = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private static final Duration HEARTBEAT_PERIOD = Duration.ofSeconds(5);
    private static final Duration JOIN_PATIENCE = Duration.ofSeconds(30);
    private static final Duration JOIN_PERIOD = Duration.ofMillis(50);

    /** Things fetched of the store at once for one job. */
    private static final int READ_AHEAD = 8;

    private final String id;
    private final WorkerConfig config;
    private final KafkaConfig kafka;
    private final ObjectStore store;
    private final Equipment equipment;
    private final VoiceCatalog catalog;
    private final Faults faults;
    private final InstantSource clock;
    private final Telemetry telemetry;
    private final WorkMeter meter;
    private final ComponentStack parts = new ComponentStack();

    /** Voices may come and the process may stop while it still starts. */
    private final List<JobPoller> pollers = new CopyOnWriteArrayList<>();

    private volatile @Nullable Consumer<VoiceManifest> announcer;

    /** Once it has started. */
    private volatile @Nullable WorkerChecks checks;

    /**
     * What a worker speaks with; it stays the caller's to close.
     *
     * @param unserved what this process has found in its voice roots that is no voice
     */
    public record Equipment(
            VoicePackageStore packages,
            SynthesisEngine engine,
            Supplier<List<UnservedVoice>> unserved) {}

    /**
     * The store stays the caller's to close.
     *
     * @param telemetry told of what is done
     */
    public Worker(
            String id,
            WorkerConfig config,
            KafkaConfig kafka,
            ObjectStore store,
            Equipment equipment,
            Telemetry telemetry,
            Faults faults,
            InstantSource clock) {
        this.id = id;
        this.config = config;
        this.kafka = kafka;
        this.telemetry = telemetry;
        this.meter = new WorkMeter(telemetry.metrics());
        this.store = new WatchedObjectStore(store, telemetry, System::nanoTime);
        this.equipment = equipment;
        this.catalog = new VoiceCatalog(store);
        this.faults = faults;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "worker " + id;
    }

    @Override
    public void start() {
        TopicAdmin admin = parts.start(new TopicAdmin(kafka));
        int consumers = Arrays.stream(JobQueue.values()).mapToInt(this::inHand).sum();
        admin.checkRoomForWorker(id, consumers);
        KafkaSinks sinks = parts.start(new KafkaSinks(kafka, admin::restore, telemetry.tracer()));
        ResidentVoices voices =
                parts.start(
                        new ResidentVoices(
                                equipment.engine(),
                                equipment.packages(),
                                (long) config.memoryMib() << 20,
                                System::nanoTime,
                                telemetry.metrics()));
        ExecutorService inference = parts.start(new InferencePool()).executor();
        LaneGate gate = new LaneGate(slots());
        ServedVoices served = serveVoices(admin);
        CancelledRequests cancelled = new CancelledRequests();
        followControl(cancelled, served);
        served.refresh(); // behind the follower: what comes from here on is announced to it
        parts.start(served.ticking());
        announcer =
                voice -> {
                    served.refresh();
                    sinks.announce(voice);
                };
        startPollers(processor(voices, gate, cancelled, sinks), inference, served);
        preload(voices, gate);
        awaitTopics(admin, served);
        startHeartbeats(sinks, voices);
        checks = new WorkerChecks(id, admin, store, equipment.engine(), pollers, served);
        LOG.info(
                "worker {} serves {} voices on {} with {} slots",
                id,
                served.now().size(),
                equipment.engine().device(),
                slots());
    }

    private ServedVoices serveVoices(TopicAdmin admin) {
        return new ServedVoices(
                catalog,
                admin::createJobTopics,
                () -> pollers.forEach(JobPoller::refresh),
                System::nanoTime);
    }

    private JobProcessor processor(
            ResidentVoices voices, LaneGate gate, CancelledRequests cancelled, KafkaSinks sinks) {
        VoiceSessions sessions =
                new VoiceSessions(
                        voices,
                        new DictionaryStore(store),
                        System::nanoTime,
                        meter,
                        gate,
                        config.checkSound());
        return new JobProcessor(
                new JobProcessor.Speaking(
                        new Synthesis(sessions, clock),
                        new LongRequests(sessions, new ClipStore(store), store, clock, READ_AHEAD),
                        new BookBinder(store, clock)),
                new ResultWriter(store, SideBySide.AT_ONCE, clock, id),
                new AttemptMarks(store, id, Duration.ofSeconds(config.patienceSeconds())),
                cancelled,
                sinks,
                store,
                new WorkTime(clock, System::nanoTime),
                telemetry);
    }

    private void followControl(CancelledRequests cancelled, ServedVoices served) {
        parts.start(
                new TopicFollower(
                        kafka,
                        kafka.topics().control(),
                        TopicFollower.From.END,
                        record -> {
                            String key = record.key();
                            if (key == null) {
                                return;
                            }
                            cancelled.accept(key, record.value());
                            if (ControlKeys.isVoice(key)) {
                                served.announced();
                            }
                        },
                        faults));
    }

    private void startPollers(
            JobProcessor processor, ExecutorService inference, ServedVoices served) {
        for (JobQueue queue : JobQueue.values()) {
            for (int job = 0; job < inHand(queue); job++) {
                String name = queue.wireName() + "-" + job;
                JobPoller poller =
                        new JobPoller(
                                "poll-" + name,
                                new KafkaJobSource(kafka, queue, id + "-" + name),
                                processor::process,
                                inference,
                                served::now,
                                faults,
                                Duration.ofSeconds(config.drainSeconds()));
                pollers.add(parts.start(poller));
            }
        }
    }

    private void startHeartbeats(KafkaSinks sinks, ResidentVoices voices) {
        SelfReport report =
                new SelfReport(id, slots(), jobs(), equipment, voices, catalog, meter, clock);
        WorkerFigures figures = new WorkerFigures(telemetry.metrics(), equipment.engine());
        Runnable beat =
                () -> {
                    WorkerHeartbeat now = report.now();
                    figures.take(now);
                    sinks.send(kafka.topics().workers(), id, WorkerHeartbeatCodec.write(now));
                };
        beat.run();
        parts.start(new Farewell(() -> sinks.forgetWorker(id)));
        parts.start(new Ticker("heartbeat", HEARTBEAT_PERIOD, beat));
    }

    /**
     * Ready means that a job sent now is taken now: a new member of a share group waits for its
     * topics.
     */
    private void awaitTopics(TopicAdmin admin, ServedVoices served) {
        long deadline = System.nanoTime() + JOIN_PATIENCE.toNanos();
        try {
            while (!served.now().isEmpty() && admin.membersWithTopics(id + "-") < pollers.size()) {
                if (System.nanoTime() > deadline) {
                    LOG.warn(
                            "worker {}: not all consumers have their topics after {}",
                            id,
                            JOIN_PATIENCE);
                    return;
                }
                Thread.sleep(JOIN_PERIOD);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What its health is asked of. */
    WorkerHealth.Watched watched() {
        WorkerChecks started = checks;
        if (started == null) {
            throw new IllegalStateException("worker: not started");
        }
        return started;
    }

    /** How many runs of the engine go on at once. */
    public int slots() {
        if (config.slots() > 0) {
            return config.slots();
        }
        return onCuda() ? SLOTS_OF_A_GPU : Runtime.getRuntime().availableProcessors();
    }

    /** How many jobs of each lane are in hand at once; more than slots feed a batch. */
    private int jobs() {
        if (config.jobs() > 0) {
            return config.jobs();
        }
        return onCuda() ? slots() * JOBS_OF_A_BATCH : slots();
    }

    /**
     * How many jobs of a queue are in hand at once. Binding keeps a core or two busy for as long as
     * a book's files take; two of them, so that a long book does not keep all others waiting.
     */
    private int inHand(JobQueue queue) {
        return switch (queue) {
            case INTERACTIVE, BULK -> jobs();
            case BINDING ->
                    Math.min(
                            jobs(),
                            Math.clamp(
                                    Runtime.getRuntime().availableProcessors() / 2,
                                    LEAST_BINDINGS,
                                    MOST_BINDINGS));
        };
    }

    private boolean onCuda() {
        return equipment.engine().device().startsWith("cuda");
    }

    /**
     * Serves a voice that is new in the bucket, and tells all others of it.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE}, {@code STORE_UNAVAILABLE}; to be called
     *     again
     */
    public void announce(VoiceManifest voice) {
        Consumer<VoiceManifest> telling = announcer;
        if (telling == null) {
            throw new IllegalStateException("worker: not started");
        }
        telling.accept(voice);
    }

    /** With one voice, the first request must not wait for it. */
    private void preload(ResidentVoices voices, LaneGate gate) {
        List<VoiceManifest> all = catalog.all();
        if (all.size() != 1) {
            return;
        }
        try {
            voices.lease(
                            all.getFirst().voice(),
                            all.getFirst().version(),
                            false,
                            alone -> alone ? gate.enterAlone() : gate.enter(Lane.INTERACTIVE))
                    .close();
        } catch (VoxfarmException e) {
            LOG.warn("voice {} cannot be loaded: {}", all.getFirst().voice(), e.getMessage());
        }
    }

    /**
     * Takes no more jobs, lets those in hand end within the drain time, frees everything.
     * Idempotent.
     */
    @Override
    public void close() {
        pollers.forEach(JobPoller::stopTaking);
        parts.close();
    }

    /** Who stops by himself is not missed: his last heartbeat is taken away. */
    private record Farewell(Runnable say) implements Component {
        @Override
        public String name() {
            return "farewell";
        }

        @Override
        public void start() {}

        @Override
        public void close() {
            say.run();
        }
    }

    /** A thread for each job in hand; how many of them use the engine is the gate's to say. */
    private record InferencePool(ExecutorService executor) implements Component {
        /** For jobs to take their marks away; what is in native code then is left to itself. */
        private static final Duration PATIENCE = Duration.ofSeconds(5);

        InferencePool() {
            this(
                    Executors.newCachedThreadPool(
                            Thread.ofPlatform().name("inference-", 0).daemon().factory()));
        }

        @Override
        public String name() {
            return "inference pool";
        }

        @Override
        public void start() {}

        @Override
        public void close() {
            executor.shutdownNow();
            try {
                if (!executor.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.warn(
                            "some jobs did not end within {}; they end with the process", PATIENCE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
