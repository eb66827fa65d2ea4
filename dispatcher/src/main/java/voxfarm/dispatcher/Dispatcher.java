package voxfarm.dispatcher;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.CatalogFollower;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.kafka.ControlKeys;
import voxfarm.common.kafka.EventTopicReader;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaHealth;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.TopicFollower;
import voxfarm.common.kafka.TopicHistory;
import voxfarm.common.kafka.TopicRecordReader;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.lifecycle.Faults;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.lifecycle.Ticker;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.DownloadLinks;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.LaneConfig;
import voxfarm.dispatcher.acceptance.QueueGauge;
import voxfarm.dispatcher.acceptance.Reception;
import voxfarm.dispatcher.acceptance.RequestIds;
import voxfarm.dispatcher.acceptance.VoiceDefaults;
import voxfarm.dispatcher.api.Doors;
import voxfarm.dispatcher.api.HttpConfig;
import voxfarm.dispatcher.api.HttpServer;
import voxfarm.dispatcher.api.seed.HttpTranslator;
import voxfarm.dispatcher.api.seed.PathRoots;
import voxfarm.dispatcher.api.seed.SeedDoor;
import voxfarm.dispatcher.api.seed.SeedModels;
import voxfarm.dispatcher.api.v1.DeadApi;
import voxfarm.dispatcher.api.v1.HealthApi;
import voxfarm.dispatcher.api.v1.PruneApi;
import voxfarm.dispatcher.api.v1.RebuildApi;
import voxfarm.dispatcher.dead.DeadLetters;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.fleet.DeviceWishes;
import voxfarm.dispatcher.fleet.ExpectedVoices;
import voxfarm.dispatcher.fleet.FleetDevices;
import voxfarm.dispatcher.fleet.FleetEncoders;
import voxfarm.dispatcher.fleet.FleetVoices;
import voxfarm.dispatcher.fleet.WorkerRegistry;
import voxfarm.dispatcher.intake.RequestIntake;
import voxfarm.dispatcher.intake.TopicDoor;
import voxfarm.dispatcher.listen.SegmentStream;
import voxfarm.dispatcher.listen.SynchronousSpeech;
import voxfarm.dispatcher.planner.PlanningTurns;
import voxfarm.dispatcher.recovery.EventHistory;
import voxfarm.dispatcher.recovery.KafkaJobRecords;
import voxfarm.dispatcher.recovery.Recovery;
import voxfarm.dispatcher.recovery.RecoveryConfig;
import voxfarm.dispatcher.recovery.RecoveryTime;
import voxfarm.dispatcher.retention.KafkaVoiceTopics;
import voxfarm.dispatcher.retention.Removed;
import voxfarm.dispatcher.retention.RequestPurge;
import voxfarm.dispatcher.retention.Retention;
import voxfarm.dispatcher.retention.RetentionConfig;
import voxfarm.dispatcher.retention.VoiceTopics;
import voxfarm.dispatcher.status.EventProjector;
import voxfarm.dispatcher.status.PastEvents;
import voxfarm.dispatcher.status.RequestStatus;
import voxfarm.dispatcher.status.StatusConfig;

/**
 * A dispatcher: takes requests by HTTP and by topic. Holds no state that is not in the bucket or in
 * Kafka.
 */
public final class Dispatcher implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final Duration TOPICS_PERIOD = Duration.ofSeconds(30);
    private static final Duration GAUGE_PERIOD = Duration.ofSeconds(2);
    private static final Duration READINESS_PATIENCE = Duration.ofSeconds(3);

    /** Kept events read at start: a request has two and more. */
    private static final int KEPT_EVENTS_PER_REQUEST = 3;

    /** A worker that was killed leaves its last heartbeat behind, for ever if nobody removes it. */
    private static final Duration WORKER_GONE = Duration.ofHours(1);

    private static final Duration GONE_PERIOD = Duration.ofMinutes(10);

    private final HttpConfig http;
    private final KafkaConfig kafka;
    private final RecoveryConfig recoveryConfig;
    private final StatusConfig statusConfig;
    private final RetentionConfig retentionConfig;
    private final LaneConfig lanes;
    private final ObjectStore store;
    private final DownloadLinks links;
    private final VoiceDefaults defaults;
    private final DeviceWishes wishes;
    private final SeedDoor seed;
    private final ExpectedVoices expected;
    private final BooleanSupplier othersReady;
    private final Faults faults;
    private final InstantSource clock;
    private final ComponentStack parts = new ComponentStack();
    private volatile @Nullable Recovery recovery;
    private volatile @Nullable Consumer<VoiceManifest> announcer;
    private @Nullable HttpServer server;
    private volatile boolean started;

    /**
     * The store stays the caller's to close.
     *
     * @param links into the same bucket
     * @param defaults what the configuration says of voices
     * @param wishes devices that the configuration asks for
     * @param seed models, folders and services of the original's API
     * @param expected voices that somebody is importing
     * @param othersReady whether what else in this process a request needs has started
     */
    public Dispatcher(
            HttpConfig http,
            KafkaConfig kafka,
            RecoveryConfig recoveryConfig,
            StatusConfig statusConfig,
            RetentionConfig retentionConfig,
            LaneConfig lanes,
            ObjectStore store,
            DownloadLinks links,
            VoiceDefaults defaults,
            DeviceWishes wishes,
            SeedDoor seed,
            ExpectedVoices expected,
            BooleanSupplier othersReady,
            Faults faults,
            InstantSource clock) {
        this.http = http;
        this.kafka = kafka;
        this.recoveryConfig = recoveryConfig;
        this.statusConfig = statusConfig;
        this.retentionConfig = retentionConfig;
        this.lanes = lanes;
        this.store = store;
        this.links = links;
        this.defaults = defaults;
        this.wishes = wishes;
        this.seed = seed;
        this.expected = expected;
        this.othersReady = othersReady;
        this.faults = faults;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "dispatcher";
    }

    @Override
    public void start() {
        TopicAdmin admin = parts.start(new TopicAdmin(kafka));
        KafkaSinks sinks = parts.start(new KafkaSinks(kafka, admin::restore));
        VoiceCatalog catalog =
                new VoiceCatalog(store, new Newcomers(admin, sinks, expected), System::nanoTime);
        CatalogFollower voices = new CatalogFollower(catalog, () -> {}, System::nanoTime);
        var _ = voices.refresh();
        announcer =
                voice -> {
                    var _ = voices.refresh(); // a job accepted from now on must find its topic
                    sinks.announce(voice);
                };
        EventProjector events = new EventProjector(statusConfig.rememberedRequests());
        QueueGauge gauge = new QueueGauge(http.queue(), System::nanoTime);
        DeadLetters dead = new DeadLetters((long) statusConfig.deadLettersMib() << 20);
        parts.start(
                new TopicFollower(
                        kafka,
                        kafka.topics().dead(),
                        TopicFollower.From.BEGINNING,
                        dead::accept,
                        faults));
        TopicFollower eventFollower =
                parts.start(
                        new TopicFollower(
                                kafka,
                                kafka.topics().events(),
                                // who waits is answered from now on; what was told before is
                                // read beside it, and only as much as is remembered
                                TopicFollower.From.END,
                                record -> events.accept(record.value()).ifPresent(gauge::ended),
                                faults));
        TopicHistory history = parts.start(history(events, eventFollower));
        parts.start(
                new TopicFollower(
                        kafka,
                        kafka.topics().control(),
                        TopicFollower.From.END,
                        record -> {
                            expected.accept(record);
                            if (record.key() != null && ControlKeys.isVoice(record.key())) {
                                var _ = voices.refresh();
                            }
                        },
                        faults));
        expected.listening();
        WorkerRegistry workers = new WorkerRegistry(clock, System::nanoTime);
        parts.start(
                new TopicFollower(
                        kafka,
                        kafka.topics().workers(),
                        TopicFollower.From.BEGINNING,
                        workers::accept,
                        faults));
        parts.start(
                new Ticker(
                        "gone workers",
                        GONE_PERIOD,
                        () -> workers.silentFor(WORKER_GONE).forEach(sinks::forgetWorker)));
        parts.start(voices.ticking());
        Endings endings = new Endings(store, sinks, clock);
        PlanningTurns turns = new PlanningTurns();
        Acceptance acceptance =
                new Acceptance(
                        store,
                        catalog,
                        defaults,
                        new FleetEncoders(workers),
                        new FleetVoices(workers),
                        lanes,
                        sinks,
                        endings,
                        this::watch,
                        SideBySide.AT_ONCE,
                        clock,
                        new SecureRandom(),
                        turns);
        Recovery recovering =
                parts.start(
                        new Recovery(
                                recoveryConfig,
                                store,
                                catalog,
                                new KafkaJobRecords(kafka, admin),
                                sinks,
                                endings,
                                eventHistory(admin),
                                retentionConfig.resultsAge(),
                                faults,
                                new RecoveryTime(clock, System::nanoTime)));
        recovery = recovering;
        parts.start(
                new RequestIntake(
                        kafka,
                        new TopicDoor(acceptance, endings, store, sinks, clock),
                        () -> admin.topicId(kafka.topics().requests()),
                        faults));
        parts.start(new Ticker("topics", TOPICS_PERIOD, admin::restoreFixedTopics));
        parts.start(new Ticker("queue gauge", GAUGE_PERIOD, () -> measure(admin, gauge)));
        RequestStatus status = new RequestStatus(store, events);
        KafkaHealth health =
                new KafkaHealth(
                        admin, kafka.topics().fixed(), READINESS_PATIENCE, System::nanoTime);
        RequestPurge purge =
                new RequestPurge(
                        store,
                        endings,
                        id -> {
                            if (dead.find(id.value()).isPresent()) {
                                sinks.send(
                                        kafka.topics().dead(),
                                        id.value(),
                                        DeadLetters.drop(id.value()));
                            }
                        },
                        clock);
        Retention retention =
                parts.start(
                        new Retention(
                                retentionConfig,
                                store,
                                purge,
                                (dry, names) -> dropOldLetters(dead, sinks, dry, names),
                                new VoiceTopics(
                                                retentionConfig,
                                                store,
                                                catalog,
                                                new KafkaVoiceTopics(admin))
                                        ::prune,
                                faults,
                                clock));
        Doors.Upkeep upkeep =
                new Doors.Upkeep(
                        deadApi(dead, acceptance, sinks),
                        new RebuildApi(recovering::rebuild, recovering::rebuildProgress),
                        new PruneApi(retention),
                        new HealthApi(
                                health::problem,
                                store,
                                catalog,
                                () -> started && othersReady.getAsBoolean(),
                                history::read,
                                System::nanoTime));
        Duration patience = Duration.ofSeconds(http.maxWaitSeconds());
        Reception reception =
                new Reception(acceptance, gauge, new RequestIds(clock, new SecureRandom()));
        HttpServer listening =
                parts.start(
                        new HttpServer(
                                http,
                                new Doors(http, store, clock)
                                        .open(
                                                new Doors.Requests(
                                                        reception, endings, purge, status, events),
                                                new Doors.Sound(
                                                        new SynchronousSpeech(
                                                                reception, endings, status, store,
                                                                patience),
                                                        new SegmentStream(
                                                                store, status, events, patience),
                                                        links),
                                                new Doors.Fleet(
                                                        catalog,
                                                        defaults,
                                                        workers,
                                                        wishes,
                                                        turns,
                                                        seed.importer(),
                                                        this::announce),
                                                seedApi(catalog, workers),
                                                upkeep)));
        server = listening;
        started = true;
        LOG.info(
                "dispatcher listens on http://{}:{} with {} voices",
                http.host(),
                listening.port(),
                catalog.all().size());
    }

    private Doors.Seed seedApi(VoiceCatalog catalog, WorkerRegistry workers) {
        SeedModels models = new SeedModels(catalog, new FleetDevices(workers)::used);
        seed.models().forEach(model -> model.ifPresentOrElse(models::add, models::passOver));
        return new Doors.Seed(
                models, new PathRoots(seed.roots()), HttpTranslator.of(seed.translator()));
    }

    private DeadApi deadApi(DeadLetters dead, Acceptance acceptance, KafkaSinks sinks) {
        TopicRecordReader letters = new TopicRecordReader(kafka);
        String topic = kafka.topics().dead();
        return new DeadApi(
                dead,
                (partition, offset) -> letters.read(topic, partition, offset),
                acceptance,
                new RequestStore(store),
                (id, drop) -> sinks.send(topic, id, drop));
    }

    /** What was told before the start, up to where the follower began. */
    private TopicHistory history(EventProjector events, TopicFollower follower) {
        PastEvents past = new PastEvents();
        return new TopicHistory(
                kafka,
                kafka.topics().events(),
                follower::ends,
                (long) KEPT_EVENTS_PER_REQUEST
                        * statusConfig.rememberedRequests()
                        / kafka.eventPartitions(),
                record -> past.accept(record.value()),
                () -> events.remember(past));
    }

    /**
     * Serves a voice that is new in the bucket, changed or gone, and tells all others of it.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE}; others look by themselves, later
     */
    public void announce(VoiceManifest voice) {
        Consumer<VoiceManifest> telling = announcer;
        if (telling == null) {
            throw new IllegalStateException("dispatcher: not started");
        }
        telling.accept(voice);
    }

    /** Voices are known here only when their topics exist: a job accepted later must find one. */
    private record Newcomers(TopicAdmin admin, KafkaSinks sinks, ExpectedVoices expected)
            implements VoiceCatalog.Observer {
        @Override
        public boolean expects(VoiceId voice) {
            return expected.expects(voice);
        }

        @Override
        public void prepare(Set<VoiceId> voices) {
            admin.createJobTopics(voices);
        }

        /** Workers do not know it either, then. */
        @Override
        public void found(VoiceManifest voice) {
            try {
                sinks.announce(voice);
            } catch (VoxfarmException e) {
                LOG.warn("voice {} could not be announced: {}", voice.voice(), e.getMessage());
            }
        }
    }

    private Removed dropOldLetters(
            DeadLetters dead, KafkaSinks sinks, boolean dry, Consumer<String> names) {
        if (retentionConfig.deadLettersAge().isEmpty()) {
            return Removed.NOTHING;
        }
        Instant limit = clock.instant().minus(retentionConfig.deadLettersAge().get());
        long dropped = 0;
        for (DeadLetters.Entry letter : dead.all()) {
            if (letter.at().isBefore(limit)) {
                if (!dry) {
                    sinks.send(kafka.topics().dead(), letter.id(), DeadLetters.drop(letter.id()));
                }
                names.accept(letter.id());
                dropped++;
            }
        }
        return new Removed(dropped, 0);
    }

    private EventHistory eventHistory(TopicAdmin admin) {
        EventTopicReader reader = new EventTopicReader(kafka);
        return new EventHistory() {
            @Override
            public void ends(Consumer<RequestId> told) {
                reader.ends(told);
            }

            @Override
            public Optional<Duration> retention() {
                return admin.retention(kafka.topics().events());
            }
        };
    }

    private static void measure(TopicAdmin admin, QueueGauge gauge) {
        try {
            gauge.measure(admin.workerLags().values().stream().mapToLong(Long::longValue).sum());
        } catch (VoxfarmException e) {
            LOG.debug("the queue could not be measured: {}", e.getMessage());
        }
    }

    private void watch(AcceptedRequest request) {
        Recovery watching = recovery;
        if (watching != null) {
            watching.watch(request);
        }
    }

    /** Where the HTTP interface listens, once started. */
    public int httpPort() {
        if (server == null) {
            throw new IllegalStateException("dispatcher: not started");
        }
        return server.port();
    }

    @Override
    public void close() {
        parts.close();
    }
}
